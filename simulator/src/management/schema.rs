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
    /// A whole number between two bounds.
    Integer(i64, i64),
    /// A number between two bounds.
    Number(i64, i64),
    /// A text that a named format accepts.
    Format(&'static str, fn(&str) -> bool),
    /// A list of so many, all different.
    Set(&'static Kind, usize, usize),
    /// An object whose members have names of the caller's choice: so many, each of this kind.
    Map(&'static Kind, usize),
    /// An object with these members and any others.
    Open(&'static [Field]),
    /// What one of these accepts.
    Either(&'static [Kind]),
    /// Anything.
    Any,
}

/// For lists and texts without a limit.
pub(super) const MANY: usize = usize::MAX;

/// A member that may be absent.
pub(super) const fn optional(name: &'static str, title: &'static str, kind: Kind) -> Field {
    Field { name, title, required: false, kind }
}

/// A member that must be there.
pub(super) const fn required(name: &'static str, title: &'static str, kind: Kind) -> Field {
    Field { name, title, required: true, kind }
}

/// A member that may be absent; complaints about it show no title.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    optional(name, "", kind)
}

/// A member that must be there; complaints about it show no title.
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    required(name, "", kind)
}

/// Checks an object and everything in it.
pub(super) fn check(object: &Map<String, Value>, fields: &[Field]) -> Result<(), ApiError> {
    check_record(object, fields, "")
}

/// Checks a value that stands alone.
pub(super) fn check_value(value: &Value, kind: &Kind) -> Result<(), ApiError> {
    check_kind(value, kind, "", "")
}

/// Checks a value in a body, of which complaints tell the place.
pub(super) fn check_at(value: &Value, kind: &Kind, path: &str) -> Result<(), ApiError> {
    check_kind(value, kind, path, "")
}

fn check_record(object: &Map<String, Value>, fields: &[Field], path: &str) -> Result<(), ApiError> {
    if let Some(name) = object.keys().find(|name| !fields.iter().any(|field| field.name == *name)) {
        return Err(ApiError::payload(&format!("Additional properties not allowed: {name}"), path));
    }
    check_members(object, fields, path)
}

fn check_members(object: &Map<String, Value>, fields: &[Field], path: &str) -> Result<(), ApiError> {
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
            Some(items) => check_count(items.len(), *least, *most)
                .or_else(complain)
                .and_then(|()| check_items(items, inner, path, title)),
        },
        Kind::Set(inner, least, most) => match value.as_array() {
            None => mistyped("array"),
            Some(items) => check_count(items.len(), *least, *most)
                .and_then(|()| check_unique(items))
                .or_else(complain)
                .and_then(|()| check_items(items, inner, path, title)),
        },
        Kind::Open(fields) => match value.as_object() {
            None => mistyped("object"),
            Some(object) => check_members(object, fields, path),
        },
        Kind::Map(inner, most) => match value.as_object() {
            None => mistyped("object"),
            Some(object) if object.len() > *most => {
                complain(format!("Too many properties defined ({}), maximum {most}", object.len()))
            }
            Some(object) => object
                .iter()
                .try_for_each(|(name, item)| check_kind(item, inner, &format!("{path}.{name}"), title)),
        },
        Kind::Integer(least, most) if value.is_i64() || value.is_u64() => {
            check_bounds(value, *least, *most).or_else(complain)
        }
        Kind::Integer(..) => mistyped("integer"),
        Kind::Number(least, most) if value.is_number() => {
            check_bounds(value, *least, *most).or_else(complain)
        }
        Kind::Number(..) => mistyped("number"),
        Kind::Format(name, fits) => match value.as_str() {
            None => mistyped("string"),
            Some(text) if fits(text) => Ok(()),
            Some(text) => complain(format!("Object didn't pass validation for format {name}: {text}")),
        },
        Kind::Either(kinds) => check_either(value, kinds, path, title),
        Kind::Any => Ok(()),
    }
}

/// Passes when one kind accepts the value; else tells what each of them misses.
fn check_either(value: &Value, kinds: &[Kind], path: &str, title: &str) -> Result<(), ApiError> {
    let mut refusals = Vec::new();
    for kind in kinds {
        match check_kind(value, kind, path, title) {
            Ok(()) => return Ok(()),
            Err(refusal) => refusals.push(refusal.message().trim_end_matches('.').to_owned()),
        }
    }
    let inner = refusals.join(", ");
    Err(ApiError::invalid_body(format!(
        "Payload validation error: 'None of the valid schemas were met'. Inner errors: [ {inner} ]"
    )))
}

fn check_items(items: &[Value], inner: &Kind, path: &str, title: &str) -> Result<(), ApiError> {
    let mut numbered = items.iter().enumerate();
    numbered.try_for_each(|(place, item)| check_kind(item, inner, &format!("{path}[{place}]"), title))
}

fn check_count(count: usize, least: usize, most: usize) -> Result<(), String> {
    if count < least {
        Err(format!("Array is too short ({count}), minimum {least}"))
    } else if count > most {
        Err(format!("Array is too long ({count}), maximum {most}"))
    } else {
        Ok(())
    }
}

fn check_unique(items: &[Value]) -> Result<(), String> {
    for (place, item) in items.iter().enumerate() {
        if let Some(earlier) = items[..place].iter().position(|other| other == item) {
            return Err(format!("Array items are not unique (indexes {earlier} and {place})"));
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "bounds of the API are far below 2^53")]
fn check_bounds(value: &Value, least: i64, most: i64) -> Result<(), String> {
    let number = value.as_f64().unwrap_or_default();
    if number < least as f64 {
        Err(format!("Value {value} is less than minimum {least}"))
    } else if most != i64::MAX && number > most as f64 {
        Err(format!("Value {value} is greater than maximum {most}"))
    } else {
        Ok(())
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
        may("many", Kind::Set(&Kind::Integer(1, 9), 0, 5)),
        may("either", Kind::Either(&[Kind::Flag, Kind::Map(&Kind::Text(1, 2), 1)])),
        may("open", Kind::Open(&[must("size", Kind::Number(0, 1))])),
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
    fn what_is_open_takes_more_and_either_takes_both() {
        for body in [
            json!({ "name": "a", "open": { "size": 0.5, "else": 1 }, "either": true }),
            json!({ "name": "a", "many": [1, 9], "either": { "x": "yz" } }),
        ] {
            check(body.as_object().unwrap(), FIELDS).unwrap();
        }
        let refused = |member: &str, value: Value| complaint(&json!({ "name": "a", member: value }));
        assert!(
            refused("open", json!({ "size": 2 }))
                .contains("'Value 2 is greater than maximum 1' on property open.size.")
        );
        assert!(
            refused("many", json!([3, 4, 3]))
                .contains("'Array items are not unique (indexes 0 and 2)' on property many.")
        );
        assert!(refused("many", json!([0.5])).contains("Expected type integer but found type number"));
        let neither = refused("either", json!({ "x": "long" }));
        assert!(neither.contains("'None of the valid schemas were met'. Inner errors: [ "), "{neither}");
        assert!(neither.contains("Expected type boolean but found type object"), "{neither}");
        assert!(
            neither.contains("String is too long (4 chars), maximum 2' on property either.x"),
            "{neither}"
        );
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
