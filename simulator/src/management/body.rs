//! JSON bodies.

use actix_web::web::Bytes;
use serde_json::{Map, Value};

use super::{
    ApiError,
    schema::{self, Field},
};

/// The value a body holds.
pub(super) fn value(bytes: &Bytes) -> Result<Value, ApiError> {
    serde_json::from_slice(bytes)
        .map_err(|_| ApiError::bad_request("invalid_body", "Invalid request payload JSON format"))
}

/// The object a body holds, checked.
pub(super) fn object(bytes: &Bytes, fields: &[Field]) -> Result<Map<String, Value>, ApiError> {
    check(value(bytes)?, fields)
}

fn check(value: Value, fields: &[Field]) -> Result<Map<String, Value>, ApiError> {
    match value {
        Value::Object(object) => {
            schema::check(&object, fields)?;
            Ok(object)
        }
        other => Err(schema::check_value(&other, &schema::Kind::Object)
            .err()
            .unwrap_or_else(|| ApiError::invalid_body("Invalid request payload"))),
    }
}

/// Like [`object`]; no body, or null, is an empty object.
pub(super) fn optional_object(bytes: &Bytes, fields: &[Field]) -> Result<Map<String, Value>, ApiError> {
    match bytes.trim_ascii() {
        b"" | b"null" => Ok(Map::new()),
        _ => object(bytes, fields),
    }
}

/// Like [`object`], without the members that the fields do not name.
pub(super) fn object_among_others(bytes: &Bytes, fields: &[Field]) -> Result<Map<String, Value>, ApiError> {
    let mut value = value(bytes)?;
    if let Some(object) = value.as_object_mut() {
        object.retain(|name, _| schema::names(fields).any(|known| known == name));
    }
    check(value, fields)
}

/// Like [`object`], with at least one member.
pub(super) fn patch(bytes: &Bytes, fields: &[Field]) -> Result<Map<String, Value>, ApiError> {
    let object = object(bytes, fields)?;
    if object.is_empty() {
        return Err(ApiError::payload("Too few properties defined (0), minimum 1", ""));
    }
    Ok(object)
}

/// A text member.
pub(super) fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// A flag member.
pub(super) fn flag(object: &Map<String, Value>, name: &str) -> Option<bool> {
    object.get(name).and_then(Value::as_bool)
}

/// The texts of a list member.
pub(super) fn texts(object: &Map<String, Value>, name: &str) -> Vec<String> {
    let items = object.get(name).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
