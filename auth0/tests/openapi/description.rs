//! Auth0's description of its API, and what is wrong with a request by it.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Map, Value, json};

use crate::captured::Captured;

pub(crate) struct Description(Value);

/// Members that a request has and Auth0's file leaves out: it describes what comes back, where secrets are not shown.
/// Each with the request that needs it.
const LEFT_OUT: &[(&str, &str)] =
    &[("event_streams::create", "/destination/configuration/webhook_authorization/token")];

impl Description {
    pub(crate) fn read(file: &Path) -> Self {
        Self(serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
    }

    /// What is wrong with a request: its place, its query, its headers, its body.
    pub(crate) fn mistakes(&self, call: &Captured) -> Vec<String> {
        let named = |words: String| format!("{} ({} {}): {words}", call.function, call.method, call.path);
        let Some((template, operation)) = self.operation(call) else {
            return vec![named("there is no such endpoint".to_owned())];
        };
        let parameters = self.parameters(operation);
        let mut mistakes = self.place(call, template, &parameters);
        mistakes.extend(self.query(call, &parameters));
        for (name, value) in &call.headers {
            mistakes.extend(self.parameter(&parameters, "header", name, &[value]));
        }
        mistakes.extend(self.body(call, operation));
        mistakes.into_iter().map(named).collect()
    }

    /// The endpoint that a path belongs to; a literal segment goes before a placeholder.
    fn operation(&self, call: &Captured) -> Option<(&str, &Value)> {
        let paths = self.0["paths"].as_object().unwrap();
        let matching = paths.iter().filter(|(template, operations)| {
            operations.get(call.method.to_lowercase()).is_some() && fits(template, &call.path)
        });
        let (template, operations) = matching.min_by_key(|(template, _)| template.matches('{').count())?;
        Some((template, &operations[call.method.to_lowercase()]))
    }

    fn parameters<'a>(&'a self, operation: &'a Value) -> Vec<&'a Value> {
        let listed = operation["parameters"].as_array().into_iter().flatten();
        listed.map(|parameter| self.resolve(parameter)).collect()
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.0.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    fn place(&self, call: &Captured, template: &str, parameters: &[&Value]) -> Vec<String> {
        let pairs = template.trim_start_matches('/').split('/').zip(call.path.split('/'));
        pairs
            .filter_map(|(name, value)| Some((name.strip_prefix('{')?.strip_suffix('}')?, value)))
            .flat_map(|(name, value)| {
                let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap();
                self.parameter(parameters, "path", name, &[&value])
            })
            .collect()
    }

    fn query(&self, call: &Captured, parameters: &[&Value]) -> Vec<String> {
        let sent: BTreeSet<&str> = call.query.iter().map(|(name, _)| *name).collect();
        let required = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "query" && parameter["required"] == true)
            .filter_map(|parameter| parameter["name"].as_str());
        let missing = required.filter(|name| !sent.contains(name)).map(|name| format!("{name} is missing"));
        let wrong = sent.iter().flat_map(|name| {
            let values = call.query.iter().filter(|(sent, _)| sent == name).map(|(_, value)| value.as_str());
            self.parameter(parameters, "query", name, &values.collect::<Vec<_>>())
        });
        missing.chain(wrong).collect()
    }

    fn parameter(&self, parameters: &[&Value], place: &str, name: &str, values: &[&str]) -> Vec<String> {
        let found = parameters.iter().find(|parameter| parameter["in"] == place && parameter["name"] == name);
        let Some(found) = found else { return vec![format!("{place} {name} is not described")] };
        let schema = self.resolve(&found["schema"]);
        self.violations(schema, &typed(schema, values), &format!("{place} {name}"))
    }

    fn body(&self, call: &Captured, operation: &Value) -> Vec<String> {
        let described = &operation["requestBody"];
        match (&call.body, described["content"]["application/json"].get("schema")) {
            (Some(body), Some(schema)) => self.violations(schema, &without_left_out(call, body), "body"),
            (Some(_), None) => vec!["a body is not described".to_owned()],
            (None, Some(schema)) if described["required"] == true || has_required(self.resolve(schema)) => {
                vec!["the body is missing".to_owned()]
            }
            (None, _) => Vec::new(),
        }
    }

    fn violations(&self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let mut components = Map::new();
        self.collect(schema, &mut components);
        let mut whole = json!({ "allOf": [schema], "components": { "schemas": components } });
        open_formats(&mut whole);
        let validator = jsonschema::draft202012::new(&whole).unwrap();
        validator
            .iter_errors(value)
            .map(|error| format!("{place}{}: {error}", error.instance_path()))
            .collect()
    }

    /// The named schemas that a schema leads to.
    fn collect(&self, schema: &Value, into: &mut Map<String, Value>) {
        match schema {
            Value::Object(members) => {
                if let Some(name) = members.get("$ref").and_then(Value::as_str) {
                    let name = name.rsplit('/').next().unwrap();
                    if !into.contains_key(name) {
                        let found = &self.0["components"]["schemas"][name];
                        into.insert(name.to_owned(), found.clone());
                        self.collect(found, into);
                    }
                }
                members.values().for_each(|member| self.collect(member, into));
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, into)),
            _ => {}
        }
    }
}

fn without_left_out(call: &Captured, body: &Value) -> Value {
    let mut body = body.clone();
    for (function, pointer) in LEFT_OUT.iter().filter(|(function, _)| *function == call.function) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let removed = body.pointer_mut(parent).and_then(Value::as_object_mut).and_then(|it| it.remove(name));
        assert!(removed.is_some(), "{function} no longer needs {pointer}");
    }
    body
}

/// Auth0's formats are its own and not checked here; alternatives that differ in nothing else all fit at once.
fn open_formats(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let only_formats = members.get("oneOf").and_then(Value::as_array).is_some_and(|alternatives| {
                alternatives.iter().all(|alternative| alternative.get("format").is_some())
            });
            if only_formats && let Some(alternatives) = members.remove("oneOf") {
                members.insert("anyOf".to_owned(), alternatives);
            }
            members.values_mut().for_each(open_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(open_formats),
        _ => {}
    }
}

fn has_required(schema: &Value) -> bool {
    schema["required"].as_array().is_some_and(|required| !required.is_empty())
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.trim_start_matches('/').split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(name, value)| name.starts_with('{') || name == value)
}

/// What a text in an address stands for.
fn typed(schema: &Value, values: &[&str]) -> Value {
    match schema["type"].as_str() {
        Some("array") => values.iter().map(|value| Value::from(*value)).collect(),
        Some("integer" | "number") => values[0].parse::<i64>().map_or(json!(values[0]), Value::from),
        Some("boolean") => values[0].parse::<bool>().map_or(json!(values[0]), Value::from),
        _ if schema["enum"][0].is_boolean() => {
            values[0].parse::<bool>().map_or(json!(values[0]), Value::from)
        }
        _ => json!(values[0]),
    }
}
