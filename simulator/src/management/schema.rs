//! Checks request bodies as Auth0's validator does, and complains in its words.

use serde_json::{Map, Value};

use super::ApiError;

/// A member of an object.
#[derive(Debug)]
pub(super) struct Field {
    name: &'static str,
    title: &'static str,
    required: bool,
    kind: Kind,
}

/// What a value may be.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text of so many characters.
    Text(usize, usize),
    /// A text of a form: at most so long, the pattern as shown, and whether it fits.
    Pattern(usize, &'static str, fn(&str) -> bool),
    /// One of these.
    OneOf(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A list of so many.
    List(&'static Kind, usize, usize),
    /// An object with these members.
    Record(&'static [Field]),
    /// Texts or nulls by name: so many, each so long.
    Texts(usize, usize),
    /// Any object.
    Object,
    /// May also be null.
    Nullable(&'static Kind),
}

/// A member that may be absent.
pub(super) const fn optional(name: &'static str, title: &'static str, kind: Kind) -> Field {
    Field { name, title, required: false, kind }
}

/// A member that must be there.
pub(super) const fn required(name: &'static str, title: &'static str, kind: Kind) -> Field {
    Field { name, title, required: true, kind }
}

/// Checks an object and everything in it.
pub(super) fn check(object: &Map<String, Value>, fields: &[Field]) -> Result<(), ApiError> {
    check_record(object, fields, "")
}

/// Checks a value that stands alone.
pub(super) fn check_value(value: &Value, kind: &Kind) -> Result<(), ApiError> {
    check_kind(value, kind, "", "")
}

fn check_record(object: &Map<String, Value>, fields: &[Field], path: &str) -> Result<(), ApiError> {
    if let Some(name) = object.keys().find(|name| !fields.iter().any(|field| field.name == *name)) {
        return Err(ApiError::payload(&format!("Additional properties not allowed: {name}"), path));
    }
    for field in fields {
        match object.get(field.name) {
            None if field.required => {
                return Err(ApiError::payload(&format!("Missing required property: {}", field.name), path));
            }
            None => {}
            Some(value) => {
                let place =
                    if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
                check_kind(value, &field.kind, &place, field.title)?;
            }
        }
    }
    Ok(())
}

fn check_kind(value: &Value, kind: &Kind, path: &str, title: &str) -> Result<(), ApiError> {
    let complain = |problem: String| {
        let property = if title.is_empty() { path.to_owned() } else { format!("{path} ({title})") };
        Err(ApiError::payload(&problem, &property))
    };
    let mistyped =
        |wanted: &str| complain(format!("Expected type {wanted} but found type {}", type_of(value)));
    match kind {
        Kind::Nullable(_) if value.is_null() => Ok(()),
        Kind::Nullable(inner) => check_kind(value, inner, path, title),
        Kind::Flag if value.is_boolean() => Ok(()),
        Kind::Flag => mistyped("boolean"),
        Kind::Object if value.is_object() => Ok(()),
        Kind::Object => mistyped("object"),
        Kind::Text(least, most) => match value.as_str() {
            None => mistyped("string"),
            Some(text) => check_length(text, *least, *most).or_else(complain),
        },
        Kind::Pattern(most, pattern, fits) => match value.as_str() {
            None => mistyped("string"),
            Some(text) => check_length(text, 1, *most).or_else(complain).and_then(|()| {
                if fits(text) {
                    Ok(())
                } else {
                    complain(format!("String does not match pattern {pattern}: {text}"))
                }
            }),
        },
        Kind::OneOf(allowed) => match value.as_str() {
            None => mistyped("string"),
            Some(text) if allowed.contains(&text) => Ok(()),
            Some(text) => complain(format!("No enum match for: {text}")),
        },
        Kind::Record(fields) => match value.as_object() {
            None => mistyped("object"),
            Some(object) => check_record(object, fields, path),
        },
        Kind::Texts(count, length) => match value.as_object() {
            None => mistyped("object"),
            Some(texts) => check_texts(texts, *count, *length, path, title),
        },
        Kind::List(inner, least, most) => match value.as_array() {
            None => mistyped("array"),
            Some(items) if items.len() < *least => {
                complain(format!("Array is too short ({}), minimum {least}", items.len()))
            }
            Some(items) if items.len() > *most => {
                complain(format!("Array is too long ({}), maximum {most}", items.len()))
            }
            Some(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(place, item)| check_kind(item, inner, &format!("{path}[{place}]"), title)),
        },
    }
}

fn check_length(text: &str, least: usize, most: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length < least {
        Err(format!("String is too short ({length} chars), minimum {least}"))
    } else if length > most {
        Err(format!("String is too long ({length} chars), maximum {most}"))
    } else {
        Ok(())
    }
}

fn check_texts(
    texts: &Map<String, Value>,
    count: usize,
    length: usize,
    path: &str,
    title: &str,
) -> Result<(), ApiError> {
    if texts.len() > count {
        let problem = format!("Too many properties defined ({}), maximum {count}", texts.len());
        return Err(ApiError::payload(&problem, path));
    }
    texts.iter().filter(|(_, value)| !value.is_null()).try_for_each(|(name, value)| {
        check_kind(value, &Kind::Text(0, length), &format!("{path}.{name}"), title)
    })
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FIELDS: &[Field] = &[
        required("name", "The name", Kind::Text(1, 3)),
        optional("flags", "", Kind::List(&Kind::Flag, 1, 2)),
        optional(
            "inner",
            "",
            Kind::Nullable(&Kind::Record(&[required("kind", "", Kind::OneOf(&["a", "b"]))])),
        ),
    ];

    fn complaint(body: &Value) -> String {
        check(body.as_object().unwrap(), FIELDS).unwrap_err().to_string()
    }

    #[test]
    fn what_fits_passes() {
        let body = json!({ "name": "abc", "flags": [true], "inner": null });
        check(body.as_object().unwrap(), FIELDS).unwrap();
    }

    #[test]
    fn complaints_name_the_place() {
        assert!(complaint(&json!({})).contains("'Missing required property: name'"));
        assert!(
            complaint(&json!({ "name": "a", "x": 1 })).contains("'Additional properties not allowed: x'")
        );
        assert!(
            complaint(&json!({ "name": 1 }))
                .contains("Expected type string but found type integer' on property name (The name).")
        );
        assert!(complaint(&json!({ "name": "a", "flags": [true, "no"] })).contains("on property flags[1]."));
        assert!(
            complaint(&json!({ "name": "a", "inner": { "kind": "c" } }))
                .contains("'No enum match for: c' on property inner.kind.")
        );
    }
}
