//! What the server of a recording called things, and what this one calls them.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};
use url::Url;

use super::align::align;

/// Shorter names are replaced only where they stand alone.
const LONG_ENOUGH: usize = 8;
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Members whose value the server makes up.
const MADE_UP: [&str; 10] = [
    "id",
    "_id",
    "next",
    "kid",
    "token",
    "ticket",
    "client_secret",
    "secret",
    "verification_txt",
    "identifier",
];

/// Recorded names and ours.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    ours: BTreeMap<String, String>,
}

impl Mapping {
    /// Notes that what was recorded under one name has another here.
    pub(super) fn note(&mut self, recorded: &str, ours: &str) {
        if recorded != ours && !recorded.is_empty() {
            self.ours.entry(recorded.to_owned()).or_insert_with(|| ours.to_owned());
        }
    }

    /// Whether the recorded name is known.
    pub(super) fn knows(&self, recorded: &str) -> bool {
        self.ours.contains_key(recorded)
    }

    /// Learns from two answers to the same request.
    pub(super) fn learn(&mut self, recorded: &Value, actual: &Value) {
        self.learn_member("", recorded, actual);
    }

    fn learn_member(&mut self, name: &str, recorded: &Value, actual: &Value) {
        match (recorded, actual) {
            (Value::Object(recorded), Value::Object(actual)) => {
                for (name, value) in recorded {
                    if let Some(other) = actual.get(name) {
                        self.learn_member(name, value, other);
                    }
                }
            }
            (Value::Array(recorded), Value::Array(actual)) => {
                let known: Vec<Value> = recorded.iter().map(|value| self.value(value)).collect();
                for (left, right) in align(&known, actual) {
                    if let (Some(left), Some(right)) = (left, right) {
                        self.learn_member(name, &recorded[left], &actual[right]);
                    }
                }
            }
            (Value::String(recorded), Value::String(actual)) => self.learn_text(name, recorded, actual),
            _ => {}
        }
    }

    fn learn_text(&mut self, name: &str, recorded: &str, actual: &str) {
        if self.text(recorded) == actual {
            return;
        }
        if MADE_UP.contains(&name) || name.ends_with("_id") {
            self.note(recorded, actual);
        } else if let (Ok(recorded), Ok(actual)) = (Url::parse(recorded), Url::parse(actual)) {
            self.learn_address(&recorded, &actual);
        }
    }

    /// Tickets stand at the end of addresses.
    fn learn_address(&mut self, recorded: &Url, actual: &Url) {
        let query = recorded.query_pairs().zip(actual.query_pairs());
        let named = query.filter(|(left, right)| left.0 == right.0).map(|(left, right)| (left.1, right.1));
        let path =
            recorded.path_segments().into_iter().flatten().zip(actual.path_segments().into_iter().flatten());
        let path = path.map(|(left, right)| (left.into(), right.into()));
        let pairs: Vec<_> = named.chain(path).filter(|(left, _)| left.len() >= LONG_ENOUGH).collect();
        for (left, right) in pairs {
            self.note(&left, &right);
        }
    }

    /// A text in our names.
    pub(super) fn text(&self, text: &str) -> String {
        if let Some(ours) = self.ours.get(text) {
            return ours.clone();
        }
        let mut names: Vec<(&String, &String)> =
            self.ours.iter().filter(|(name, _)| name.len() >= LONG_ENOUGH && text.contains(*name)).collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, (name, ours)| text.replace(name, ours))
    }

    /// A body in our names.
    pub(super) fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.value(item)).collect()),
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| (self.text(name), self.value(value)))
                    .collect::<Map<_, _>>(),
            ),
            other => other.clone(),
        }
    }

    /// A path in our names.
    pub(super) fn path(&self, path: &str) -> String {
        let rename = |segment: &str| {
            let text = percent_decode_str(segment).decode_utf8_lossy();
            let ours = self.text(&text);
            if ours == text {
                segment.to_owned()
            } else {
                utf8_percent_encode(&ours, &UNRESERVED).to_string()
            }
        };
        path.split('/').map(rename).collect::<Vec<_>>().join("/")
    }

    /// A query in our names.
    pub(super) fn query(&self, query: &str) -> String {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let mut renamed = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            renamed.append_pair(&name, &self.text(&value));
        }
        renamed.finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_learned_from_answers_and_put_into_requests() {
        let mut mapping = Mapping::default();
        mapping.learn(
            &json!({ "id": "con_recorded0000", "owner_id": "auth0|recorded", "url": "https://a/p?ticket=RECORDED1" }),
            &json!({ "id": "con_ours", "owner_id": "auth0|ours", "url": "http://b/p?ticket=ours" }),
        );
        assert_eq!(mapping.path("/connections/con_recorded0000/keys"), "/connections/con_ours/keys");
        assert_eq!(mapping.path("/users/auth0%7Crecorded"), "/users/auth0%7Cours");
        assert_eq!(mapping.query("from=x&id=con_recorded0000"), "from=x&id=con_ours");
        assert_eq!(mapping.value(&json!(["x RECORDED1 y"])), json!(["x ours y"]));
    }

    #[test]
    fn what_the_caller_chose_is_not_renamed() {
        let mut mapping = Mapping::default();
        mapping.learn(&json!({ "name": "recorded-name" }), &json!({ "name": "another" }));
        assert_eq!(mapping.text("recorded-name"), "recorded-name");
    }
}
