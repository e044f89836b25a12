//! What this crate knows of connection options, held against Auth0's schemas of them.

use std::{collections::BTreeMap, fs, path::Path};

use auth0::{
    lossless::{Wish, merge},
    strategies,
};
use serde_json::{Map, Value};

/// Strategies, and what Auth0's file calls their options.
const SCHEMAS: &[(&str, &str)] = &[
    ("samlp", "ConnectionOptionsSAML"),
    ("oidc", "ConnectionOptionsOIDC"),
    ("okta", "ConnectionOptionsOkta"),
    ("waad", "ConnectionOptionsAzureAD"),
    ("google-apps", "ConnectionOptionsGoogleApps"),
    ("adfs", "ConnectionOptionsADFS"),
    ("pingfederate", "ConnectionOptionsPingFederate"),
    ("ad", "ConnectionOptionsAD"),
];

/// The documented options of a strategy, and whether they may be null.
fn documented(schemas: &Value, name: &str) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    properties(schemas, &schemas[name], &mut found);
    assert!(found.len() > 10, "{name} is not where it was");
    found
}

fn resolve<'a>(schemas: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => resolve(schemas, &schemas[reference.rsplit('/').next().unwrap()]),
        None => schema,
    }
}

fn properties(schemas: &Value, schema: &Value, found: &mut BTreeMap<String, bool>) {
    let schema = resolve(schemas, schema);
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let nullable = may_be_null(schemas, property);
        *found.entry(name.clone()).or_default() |= nullable;
    }
    for part in ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema[key].as_array()).flatten() {
        properties(schemas, part, found);
    }
}

fn may_be_null(schemas: &Value, schema: &Value) -> bool {
    let schema = resolve(schemas, schema);
    let named = |value: &Value| match value {
        Value::Array(several) => several.iter().any(|one| one == "null" || one.is_null()),
        one => one == "null",
    };
    let parts = ["oneOf", "anyOf"].iter().filter_map(|key| schema[key].as_array()).flatten();
    named(&schema["type"])
        || named(&schema["enum"])
        || parts.into_iter().any(|part| may_be_null(schemas, part))
}

#[test]
fn every_documented_option_is_known_and_sent_as_null_only_where_it_may_be() {
    let Some(file) = super::of_auth0("management-api-oas.json") else { return };
    check(&file);
}

fn check(file: &Path) {
    let description: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let schemas = &description["components"]["schemas"];
    let mut wrong = Vec::new();
    for (strategy, schema) in SCHEMAS {
        for (name, nullable) in documented(schemas, schema) {
            // Entra's switches for attributes are known by how they begin.
            let known = (*strategy == "waad" && name.starts_with("ext_"))
                || strategies::known(strategy).iter().any(|known| known.name == name);
            if !known {
                wrong.push(format!("{strategy}.{name} is not known"));
            }
            let current = Map::from_iter([(name.clone(), Value::Null)]);
            let sent = merge(strategy, &current, &Wish::default()).options.contains_key(&name);
            if sent != nullable {
                wrong.push(format!("{strategy}.{name}: null is sent: {sent}, allowed: {nullable}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
