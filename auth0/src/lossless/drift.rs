//! What came of a write: where Auth0 has something else than was written.

use serde_json::{Map, Value};

use super::{
    rules::{self, is_secret},
    wish::{Owner, Wish},
};

/// A member that Auth0 has otherwise than it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The member, such as `options.connection_settings.pkce`.
    pub field: String,
    /// Whose it is; none for one that is not ours, and that the write lost.
    pub owner: Option<Owner>,
}

/// Where `actual`, read after a write, differs from what we own, or has lost what was there `before`.
///
/// Of secrets only the name is known: that Auth0 masks or hides one says nothing.
pub fn drift(before: &Map<String, Value>, wish: &Wish, actual: &Map<String, Value>) -> Vec<Drift> {
    let ours = wish.expectations().filter(|(_, path, wanted)| !agrees(path, *wanted, actual));
    let ours = ours
        .map(|(owner, path, _)| Drift { field: format!("options.{}", path.join(".")), owner: Some(owner) });
    let lost = before.iter().filter(|(name, value)| {
        !wish.touches(name) && !is_derived(name) && !same(name, value, actual.get(*name))
    });
    let lost = lost.map(|(name, _)| Drift { field: format!("options.{name}"), owner: None });
    ours.chain(lost).collect()
}

fn is_derived(name: &str) -> bool {
    rules::DERIVED.iter().any(|(derived, _)| *derived == name)
}

fn agrees(path: &[String], wanted: Option<&Value>, actual: &Map<String, Value>) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    let found = rest.iter().fold(actual.get(first), |value, name| value?.get(name));
    match wanted {
        Some(wanted) => same(first, wanted, found),
        None => found.is_none_or(Value::is_null),
    }
}

/// Null and missing are the same; a secret or a member that Auth0 does not show agrees when it is not shown.
fn same(name: &str, wanted: &Value, found: Option<&Value>) -> bool {
    let hidden = is_secret(name) || rules::NOT_SHOWN.contains(&name);
    match found {
        None | Some(Value::Null) => wanted.is_null() || hidden,
        Some(Value::String(text)) if is_secret(name) && rules::is_mask(text) => true,
        Some(found) => found == wanted,
    }
}
