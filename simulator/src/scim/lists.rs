//! Lists: which part is asked for, and how it is answered.

use serde_json::{Value, json};

use super::{Call, ScimError};

/// Resources of one answer, when nothing else is asked and at most.
const MOST: usize = 100;

/// A part of a list: `startIndex` counts from one.
pub(super) fn answer(call: &Call<'_>, all: &[Value]) -> Result<Value, ScimError> {
    let number = |name: &str| match call.parameter(name) {
        None => Ok(None),
        Some(text) => text
            .parse::<i64>()
            .map(|number| Some(usize::try_from(number).unwrap_or(0)))
            .map_err(|_| ScimError::bad("invalidValue", format!("{name} is not a number"))),
    };
    let start = number("startIndex")?.unwrap_or(1).max(1);
    let count = number("count")?.unwrap_or(MOST).min(MOST);
    let part: Vec<&Value> = all.iter().skip(start - 1).take(count).collect();
    Ok(json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": all.len(),
        "startIndex": start,
        "itemsPerPage": part.len(),
        "Resources": part,
    }))
}
