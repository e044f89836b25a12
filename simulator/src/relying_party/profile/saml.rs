//! From the attributes of an assertion.

use serde_json::{Map, Value};

use super::{Arrival, Profile, with_names};
use crate::tenant::model::Connection;

const CLAIMS: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
/// The name that the provider gives the person.
pub(in crate::relying_party) const NAME_IDENTIFIER: &str =
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

/// Where root attributes come from, the first that is there.
const DEFAULTS: [(&str, &[&str]); 5] = [
    ("email", &["emailaddress", "email", "mail", "urn:oid:0.9.2342.19200300.100.1.3"]),
    ("given_name", &["givenname", "given_name", "firstName", "urn:oid:2.5.4.42"]),
    ("family_name", &["surname", "family_name", "lastName", "urn:oid:2.5.4.4"]),
    ("name", &["name", "displayName", "urn:oid:2.16.840.1.113730.3.1.241"]),
    ("groups", &["groups", "http://schemas.xmlsoap.org/claims/Group"]),
];
/// Who the person is, the first that is there.
const SUBJECTS: [&str; 3] = ["nameidentifier", "upn", "name"];

/// Who the person is: by the connection's own attribute, then by the defaults.
pub(in crate::relying_party) fn subject(connection: &Connection, attributes: &Profile) -> Option<String> {
    let own = match connection.options.get("user_id_attribute") {
        Some(one) => listed(Some(one)),
        None => listed(connection.options.get("fieldsMap").and_then(|map| map.get("user_id"))),
    };
    let defaults = SUBJECTS.iter().map(|name| format!("{CLAIMS}{name}"));
    own.into_iter()
        .chain(defaults)
        .find_map(|name| attributes.get(&name).and_then(Value::as_str))
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The profile of a person.
pub(super) fn profile(connection: &Connection, arrival: Arrival) -> Profile {
    let mut profile = arrival.attributes;
    let mut roots = Map::new();
    let own = connection.options.get("fieldsMap").and_then(Value::as_object);
    for (root, names) in own.into_iter().flatten().filter(|(root, _)| *root != "user_id") {
        if let Some(value) = first(&profile, &with_claims(&listed(Some(names)))) {
            roots.insert(root.clone(), value);
        }
    }
    for (root, names) in DEFAULTS {
        if roots.contains_key(root) {
            continue;
        }
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        if let Some(value) = first(&profile, &with_claims(&names)) {
            roots.insert(root.to_owned(), value);
        }
    }
    profile.extend(roots);
    with_names(profile, &arrival.subject)
}

fn first(profile: &Profile, names: &[String]) -> Option<Value> {
    names.iter().find_map(|name| profile.get(name)).cloned()
}

/// A short name stands for the claim of that name too.
fn with_claims(names: &[String]) -> Vec<String> {
    names.iter().flat_map(|name| [name.clone(), format!("{CLAIMS}{name}")]).collect()
}

fn listed(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => vec![],
    }
}
