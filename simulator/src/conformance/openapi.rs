//! What Auth0's published `OpenAPI` document says of an operation.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use jsonschema::{Registry, ValidationError, Validator, error::ValidationErrorKind};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::comparison::{Difference, Kind};

const BASE: &str = "urn:openapi";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// What a body may be corrected at most to fit a schema.
const CORRECTIONS: usize = 50;
const SHOWN: usize = 160;

/// An `OpenAPI` document.
pub struct Document {
    root: Value,
    registry: Registry<'static>,
    /// Methods by path template.
    operations: BTreeMap<String, Vec<&'static str>>,
    validators: Mutex<HashMap<String, Option<Arc<Validator>>>>,
}

/// The document is unusable.
#[derive(Debug, thiserror::Error)]
pub enum UnusableDocument {
    /// It cannot be read.
    #[error("{path}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// It is no JSON.
    #[error("{path} is no JSON document", path = .path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: serde_json::Error,
    },
    /// Its references lead nowhere.
    #[error("the references of the document cannot be followed: {0}")]
    References(String),
}

impl Document {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, UnusableDocument> {
        let bytes =
            std::fs::read(path).map_err(|source| UnusableDocument::Io { path: path.to_owned(), source })?;
        let root = serde_json::from_slice(&bytes)
            .map_err(|source| UnusableDocument::Json { path: path.to_owned(), source })?;
        Self::new(root)
    }

    /// Takes a document.
    pub fn new(root: Value) -> Result<Self, UnusableDocument> {
        let references =
            |error: jsonschema::ReferencingError| UnusableDocument::References(error.to_string());
        let registry = Registry::new()
            .add(BASE, root.clone())
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(references)?;
        let known = |item: &Value| METHODS.into_iter().filter(|method| item.get(method).is_some()).collect();
        let paths = root["paths"].as_object().into_iter().flatten();
        let operations = paths.map(|(template, item)| (template.clone(), known(item))).collect();
        Ok(Self { root, registry, operations, validators: Mutex::default() })
    }

    /// The template of a path; literal segments win over parameters.
    pub fn template(&self, path: &str) -> Option<&str> {
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |template: &&String| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == segments.len()
                && parts.iter().zip(&segments).all(|(part, segment)| is_parameter(part) || part == segment)
        };
        let parameters = |template: &&String| template.matches('{').count();
        self.operations.keys().filter(fits).min_by_key(parameters).map(String::as_str)
    }

    /// Whether there is such an operation.
    pub fn has(&self, method: &str, template: &str) -> bool {
        let method = method.to_lowercase();
        self.operations.get(template).is_some_and(|methods| methods.contains(&method.as_str()))
    }

    /// Whether objects live under this collection.
    pub fn has_members(&self, template: &str) -> bool {
        let start = format!("{template}/{{");
        self.operations.keys().any(|other| other.starts_with(&start) && other.ends_with('}'))
    }

    /// What is wrong with an answer.
    pub fn judge(&self, method: &str, path: &str, status: u16, body: Option<&Value>) -> Vec<Difference> {
        let undocumented = |detail: String| vec![Difference::new(Kind::Undocumented, "", detail)];
        let Some(template) = self.template(path).filter(|template| self.has(method, template)) else {
            return undocumented(format!("the document has no {method} {path}"));
        };
        let method = method.to_lowercase();
        let answers = &self.root["paths"][template][&method]["responses"];
        if answers.get(status.to_string()).is_none() && answers.get("default").is_none() {
            return undocumented(format!("the document has no {status} for {method} {template}"));
        }
        let place = ["paths", template, &method, "responses", &status.to_string()].map(str::to_owned);
        match (self.validator(&place), body) {
            (Some(validator), Some(body)) => violations(&validator, body),
            (Some(_), None) => vec![Difference::new(Kind::Schema, "", "a body is documented")],
            (None, _) => Vec::new(),
        }
    }

    /// The body without what the operation does not name; nothing when it cannot be made to fit.
    pub fn fit(&self, method: &str, template: &str, body: &Value) -> Option<Value> {
        let method = method.to_lowercase();
        let place = ["paths", template, &method, "requestBody"].map(str::to_owned);
        let variants = self.pointed(&place)["oneOf"].as_array().map_or(0, Vec::len);
        let schemas = (0..variants.max(1)).filter_map(|variant| {
            let variant = (variants > 0).then_some(variant);
            self.variant(&place, variant)
        });
        let mut fitting = schemas.into_iter().find_map(|validator| fitted(&validator, body.clone()))?;
        if let (Some(named), Some(members)) =
            (self.pointed(&place)["properties"].as_object(), fitting.as_object_mut())
        {
            members.retain(|name, _| named.contains_key(name));
        }
        Some(fitting)
    }

    fn pointed(&self, place: &[String]) -> &Value {
        let start = place.iter().fold(&self.root, |value, part| &value[part]);
        let mut schema = &start["content"]["application/json"]["schema"];
        while let Some(reference) = schema["$ref"].as_str() {
            match reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    fn validator(&self, place: &[String]) -> Option<Arc<Validator>> {
        self.variant(place, None)
    }

    fn variant(&self, place: &[String], variant: Option<usize>) -> Option<Arc<Validator>> {
        if self.pointed(place).is_null() {
            return None;
        }
        let key = format!("{} {variant:?}", place.join(" "));
        let mut known = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let build = || {
            let schema = match variant {
                None => json!({ "$ref": reference(place) }),
                Some(number) => self.rebased(&self.pointed(place)["oneOf"][number]),
            };
            jsonschema::options().with_registry(&self.registry).build(&schema).map(Arc::new).ok()
        };
        known.entry(key).or_insert_with(build).clone()
    }

    /// A piece of the document that can stand alone.
    fn rebased(&self, schema: &Value) -> Value {
        match schema {
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| match value.as_str().filter(|_| name == "$ref") {
                        Some(reference) => (name.clone(), json!(format!("{BASE}{reference}"))),
                        None => (name.clone(), self.rebased(value)),
                    })
                    .collect(),
            ),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.rebased(item)).collect()),
            other => other.clone(),
        }
    }
}

fn is_parameter(part: &str) -> bool {
    part.starts_with('{') && part.ends_with('}')
}

/// The address of the JSON schema at this place.
fn reference(place: &[String]) -> String {
    let rest = ["content", "application/json", "schema"];
    let parts = place.iter().map(String::as_str).chain(rest);
    let pointer: String = parts
        .map(|part| part.replace('~', "~0").replace('/', "~1"))
        .map(|part| format!("/{}", utf8_percent_encode(&part, NON_ALPHANUMERIC)))
        .collect();
    format!("{BASE}#{pointer}")
}

fn violations(validator: &Validator, body: &Value) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    for error in validator.iter_errors(body) {
        let detail: String = error.masked().to_string().chars().take(SHOWN).collect();
        for at in places(&error) {
            found.push(Difference::new(Kind::Schema, at, detail.clone()));
        }
    }
    found
}

/// Where the error is; a member that is too much or too little is named.
fn places(error: &ValidationError<'_>) -> Vec<String> {
    let at = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().map(|name| format!("{at}/{name}")).collect()
        }
        ValidationErrorKind::Required { property } => {
            vec![format!("{at}/{}", property.as_str().unwrap_or_default())]
        }
        _ => vec![at],
    }
}

fn fitted(validator: &Validator, mut body: Value) -> Option<Value> {
    for _ in 0..CORRECTIONS {
        let unwanted: Vec<String> = validator
            .iter_errors(&body)
            .filter(|error| !matches!(error.kind(), ValidationErrorKind::Required { .. }))
            .flat_map(|error| places(&error))
            .collect();
        if unwanted.is_empty() {
            return validator.is_valid(&body).then_some(body);
        }
        if unwanted.iter().filter(|place| remove(&mut body, place)).count() == 0 {
            return None;
        }
    }
    None
}

fn remove(body: &mut Value, place: &str) -> bool {
    let Some((parent, name)) = place.rsplit_once('/') else { return false };
    match body.pointer_mut(parent) {
        Some(Value::Object(members)) => members.remove(&name.replace("~1", "/").replace("~0", "~")).is_some(),
        Some(Value::Array(items)) => match name.parse::<usize>() {
            Ok(place) if place < items.len() => {
                items.remove(place);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let role = json!({
            "type": "object", "additionalProperties": false, "required": ["name"],
            "properties": { "name": { "type": "string" }, "size": { "type": "integer" } },
        });
        let body = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Role" } } });
        Document::new(json!({
            "openapi": "3.1.0",
            "paths": {
                "/roles": { "post": { "requestBody": { "content": body }, "responses": { "200": { "content": body } } } },
                "/roles/{id}": { "get": { "responses": { "200": { "content": body } } } },
                "/roles/all": { "get": { "responses": { "204": {} } } },
            },
            "components": { "schemas": { "Role": role } },
        }))
        .unwrap()
    }

    #[test]
    fn literal_segments_win_over_parameters() {
        assert_eq!(document().template("/roles/all"), Some("/roles/all"));
        assert_eq!(document().template("/roles/1"), Some("/roles/{id}"));
        assert_eq!(document().template("/rules"), None);
    }

    #[test]
    fn answers_are_held_to_their_schema() {
        let places = |body: Value| -> Vec<String> {
            document().judge("GET", "/roles/1", 200, Some(&body)).into_iter().map(|found| found.at).collect()
        };
        assert!(places(json!({ "name": "a" })).is_empty());
        assert_eq!(places(json!({ "x": 1, "size": "b" })).len(), 3);
        assert_eq!(document().judge("GET", "/roles/1", 404, None)[0].kind, Kind::Undocumented);
        assert!(document().judge("GET", "/roles/all", 204, None).is_empty());
    }

    #[test]
    fn a_body_is_made_to_fit_a_request() {
        let shown = json!({ "id": "rol_1", "name": "a", "size": null });
        assert_eq!(document().fit("POST", "/roles", &shown), Some(json!({ "name": "a" })));
        assert_eq!(document().fit("POST", "/roles", &json!({ "id": "rol_1" })), None);
        let open = json!({ "properties": { "name": {} } });
        let body = json!({ "application/json": { "schema": open } });
        let document = Document::new(
            json!({ "paths": { "/rules": { "put": { "requestBody": { "content": body } } } } }),
        );
        assert_eq!(document.unwrap().fit("PUT", "/rules", &shown), Some(json!({ "name": "a" })));
    }
}
