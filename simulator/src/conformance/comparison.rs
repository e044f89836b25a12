//! How an answer differs from the recorded one, once both speak of the same things.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::align::align;

/// What is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The status.
    Status,
    /// The `errorCode`.
    ErrorCode,
    /// A recorded member is absent.
    Missing,
    /// A member was not recorded.
    Extra,
    /// A value is of another type.
    Type,
    /// A list has another length.
    Length,
    /// The `OpenAPI` document does not know the operation or the status.
    Undocumented,
    /// The answer breaks its schema in the `OpenAPI` document.
    Schema,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What is different.
    pub kind: Kind,
    /// Where in the answer, as a JSON pointer.
    pub at: String,
    /// For people.
    pub detail: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:?} at {}: {}",
            self.kind,
            if self.at.is_empty() { "/" } else { &self.at },
            self.detail
        )
    }
}

impl Difference {
    /// A difference of this kind at this place.
    pub(super) fn new(kind: Kind, at: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { kind, at: at.into(), detail: detail.into() }
    }
}

/// Compares two bodies.
pub(super) fn compare(recorded: Option<&Value>, actual: Option<&Value>) -> Vec<Difference> {
    let mut found = Vec::new();
    match (recorded, actual) {
        (Some(recorded), Some(actual)) => compare_values("", recorded, actual, &mut found),
        (Some(_), None) => found.push(Difference::new(Kind::Missing, "", "the answer has no body")),
        (None, Some(_)) => found.push(Difference::new(Kind::Extra, "", "the recorded answer has no body")),
        (None, None) => {}
    }
    found
}

fn compare_values(at: &str, recorded: &Value, actual: &Value, found: &mut Vec<Difference>) {
    match (recorded, actual) {
        (Value::Object(recorded), Value::Object(actual)) => compare_members(at, recorded, actual, found),
        (Value::Array(recorded), Value::Array(actual)) => compare_items(at, recorded, actual, found),
        _ if kind_of(recorded) == kind_of(actual) => {
            let code = at == "/errorCode" && recorded != actual;
            if code {
                found.push(Difference::new(
                    Kind::ErrorCode,
                    at,
                    format!("{recorded} was recorded, not {actual}"),
                ));
            }
        }
        _ => {
            let detail = format!("{} was recorded, not {}", kind_of(recorded), kind_of(actual));
            found.push(Difference::new(Kind::Type, at, detail));
        }
    }
}

fn compare_members(
    at: &str,
    recorded: &Map<String, Value>,
    actual: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    for (name, value) in recorded {
        let place = member(at, name);
        match actual.get(name) {
            Some(other) => compare_values(&place, value, other, found),
            None => found.push(Difference::new(Kind::Missing, place, "was recorded")),
        }
    }
    for name in actual.keys().filter(|name| !recorded.contains_key(*name)) {
        found.push(Difference::new(Kind::Extra, member(at, name), "was not recorded"));
    }
}

fn compare_items(at: &str, recorded: &[Value], actual: &[Value], found: &mut Vec<Difference>) {
    if recorded.len() != actual.len() {
        let detail = format!("{} were recorded, not {}", recorded.len(), actual.len());
        found.push(Difference::new(Kind::Length, at, detail));
    }
    for (left, right) in align(recorded, actual) {
        if let (Some(left), Some(right)) = (left, right) {
            compare_values(&format!("{at}/{right}"), &recorded[left], &actual[right], found);
        }
    }
}

fn member(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differences(recorded: &Value, actual: &Value) -> Vec<(Kind, String)> {
        let found = compare(Some(recorded), Some(actual));
        found.into_iter().map(|difference| (difference.kind, difference.at)).collect()
    }

    #[test]
    fn values_may_differ_but_shape_may_not() {
        assert!(
            differences(&json!({ "a": [1, { "b": "x" }] }), &json!({ "a": [2, { "b": "y" }] })).is_empty()
        );
        assert_eq!(
            differences(&json!({ "a": 1, "b": { "c": null } }), &json!({ "b": { "c": 1 }, "d/e": 1 })),
            [
                (Kind::Missing, "/a".to_owned()),
                (Kind::Type, "/b/c".to_owned()),
                (Kind::Extra, "/d~1e".to_owned())
            ]
        );
    }

    #[test]
    fn an_error_code_is_compared_as_it_stands() {
        assert_eq!(
            differences(&json!({ "errorCode": "a" }), &json!({ "errorCode": "b" })),
            [(Kind::ErrorCode, "/errorCode".to_owned())]
        );
    }

    #[test]
    fn a_list_of_another_length_is_one_difference() {
        assert_eq!(differences(&json!([1, 2]), &json!([1])), [(Kind::Length, String::new())]);
    }
}
