//! Places in a resource: `userName`, `name.givenName`, `emails[type eq "work"].value`, and the same under a schema.

use serde_json::{Map, Value, json};

use super::{ScimError, filter::Filter};

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const CORE_GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// A place in a resource.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// The schema extension it belongs to.
    schema: Option<String>,
    attribute: String,
    filter: Option<Filter>,
    sub_attribute: Option<String>,
}

impl Path {
    /// Reads a path.
    pub(super) fn parse(text: &str) -> Result<Self, ScimError> {
        let invalid = || ScimError::bad("invalidPath", format!("{text} is not an attribute path"));
        let (schema, rest) = split_schema(text);
        let (head, filter, tail) = match rest.split_once('[') {
            None => (rest, None, None),
            Some((head, rest)) => {
                let (inside, tail) = rest.rsplit_once(']').ok_or_else(invalid)?;
                let tail = tail.strip_prefix('.').or(tail.is_empty().then_some("")).ok_or_else(invalid)?;
                (head, Some(Filter::parse(inside)?), Some(tail).filter(|tail| !tail.is_empty()))
            }
        };
        let (attribute, sub) = match (head.split_once('.'), filter.is_some()) {
            (Some((attribute, sub)), false) => (attribute, Some(sub)),
            (Some(_), true) => return Err(invalid()),
            (None, _) => (head, tail),
        };
        let fits = |name: &str| {
            !name.is_empty()
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "$_-".contains(letter))
        };
        if !fits(attribute) || sub.is_some_and(|sub| !fits(sub)) {
            return Err(invalid());
        }
        Ok(Self {
            schema: schema.map(str::to_owned),
            attribute: attribute.to_owned(),
            filter,
            sub_attribute: sub.map(str::to_owned),
        })
    }

    /// Whether this is the attribute of this name, as a whole.
    pub(super) fn is(&self, name: &str) -> bool {
        self.schema.is_none() && self.attribute.eq_ignore_ascii_case(name) && self.sub_attribute.is_none()
    }

    /// What is there.
    pub(super) fn get<'a>(&self, resource: &'a Value) -> Option<&'a Value> {
        let base = match &self.schema {
            Some(schema) => member(resource, schema)?,
            None => resource,
        };
        let mut value = member(base, &self.attribute)?;
        if let Some(filter) = &self.filter {
            value = value.as_array()?.iter().find(|one| filter.matches(one))?;
        }
        match &self.sub_attribute {
            // Of several values without a filter the first is meant.
            Some(sub) => member(value.as_array().map_or(Some(value), |many| many.first())?, sub),
            None => Some(value),
        }
    }

    /// Puts a value there; what is missing on the way is made.
    pub(super) fn set(&self, resource: &mut Value, value: Value) {
        let mut base = resource;
        if let Some(schema) = &self.schema {
            base = entry(base, schema, || json!({}));
        }
        let fresh = || if self.filter.is_some() { json!([]) } else { json!({}) };
        match (&self.filter, &self.sub_attribute) {
            (None, None) => *entry(base, &self.attribute, || Value::Null) = value,
            (None, Some(sub)) => {
                let holder = entry(base, &self.attribute, fresh);
                if holder.as_array().is_some_and(Vec::is_empty) {
                    *holder = json!([{}]);
                }
                let holder = if holder.is_array() { &mut holder[0] } else { holder };
                *entry(holder, sub, || Value::Null) = value;
            }
            (Some(filter), sub) => {
                let holder = entry(base, &self.attribute, fresh);
                if !holder.is_array() {
                    *holder = json!([]);
                }
                let Some(many) = holder.as_array_mut() else { return };
                let index = many.iter().position(|one| filter.matches(one)).unwrap_or_else(|| {
                    many.push(filter.example());
                    many.len() - 1
                });
                match sub {
                    Some(sub) => *entry(&mut many[index], sub, || Value::Null) = value,
                    None => many[index] = value,
                }
            }
        }
    }

    /// Adds a value: to several beside them, to one in its place.
    pub(super) fn add(&self, resource: &mut Value, value: Value) {
        let several = self.filter.is_none() && self.sub_attribute.is_none();
        let before = self.get(resource).and_then(Value::as_array).cloned();
        match (before, several) {
            (Some(mut before), true) => {
                let more = match value {
                    Value::Array(more) => more,
                    one => vec![one],
                };
                for one in more {
                    if !before.contains(&one) {
                        before.push(one);
                    }
                }
                self.set(resource, Value::Array(before));
            }
            _ => self.set(resource, value),
        }
    }

    /// Takes away what is there.
    pub(super) fn remove(&self, resource: &mut Value) {
        let mut base = resource;
        if let Some(schema) = &self.schema {
            base = entry(base, schema, || json!({}));
        }
        let Some(name) = name_of(base, &self.attribute) else { return };
        match (&self.filter, &self.sub_attribute) {
            (None, None) => {
                base.as_object_mut().map(|object| object.remove(&name));
            }
            (None, Some(sub)) => drop_member(&mut base[&name], sub),
            (Some(filter), sub) => {
                let Some(many) = base[&name].as_array_mut() else { return };
                match sub {
                    None => many.retain(|one| !filter.matches(one)),
                    Some(sub) => {
                        many.iter_mut()
                            .filter(|one| filter.matches(one))
                            .for_each(|one| drop_member(one, sub));
                    }
                }
            }
        }
    }
}

/// Auth0 writes a dot after the schema, RFC 7644 a colon.
fn split_schema(text: &str) -> (Option<&str>, &str) {
    if !text.starts_with("urn:") {
        return (None, text);
    }
    let dotted = text.find(":User.").map(|at| (at + ":User".len(), 1));
    let place = dotted.or_else(|| {
        let before_filter = text.find('[').unwrap_or(text.len());
        text[..before_filter].rfind(':').map(|at| (at, 1))
    });
    let Some((end, skip)) = place else { return (None, text) };
    let schema = &text[..end];
    let rest = &text[end + skip..];
    if schema == CORE || schema == CORE_GROUP { (None, rest) } else { (Some(schema), rest) }
}

/// A member by its name, which is not case-sensitive.
pub(super) fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.get(name_of(object, name)?)
}

fn name_of(object: &Value, name: &str) -> Option<String> {
    object.as_object()?.keys().find(|known| known.eq_ignore_ascii_case(name)).cloned()
}

fn entry<'a>(object: &'a mut Value, name: &str, fresh: impl FnOnce() -> Value) -> &'a mut Value {
    if !object.is_object() {
        *object = Value::Object(Map::new());
    }
    let name = name_of(object, name).unwrap_or_else(|| name.to_owned());
    if object.get(&name).is_none() {
        object[&name] = fresh();
    }
    &mut object[&name]
}

fn drop_member(object: &mut Value, name: &str) {
    if let Some(name) = name_of(object, name) {
        object.as_object_mut().map(|object| object.remove(&name));
    }
}
