//! Changing a connection's settings without losing any.
//!
//! Auth0 replaces `options` as a whole, so what is written is always what is there, with what we own set. What we own is
//! a [`Wish`]; [`merge`] makes what is written; [`drift`] says what came of it.

mod drift;
mod rules;
mod wish;

use serde_json::{Map, Value, json};

use crate::strategies::CertificateText;

pub use self::{
    drift::{Drift, drift},
    rules::{is_mask, is_secret},
    wish::{Owner, Wish},
};

/// What is to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct Merged {
    /// The whole of `options`.
    pub options: Map<String, Value>,
    /// Secrets that Auth0 masked, and that are therefore not in `options`: writing the mask would destroy them.
    pub withheld: Vec<String>,
}

impl std::fmt::Debug for Merged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Merged")
            .field("options", &self.options.keys())
            .field("withheld", &self.withheld)
            .finish()
    }
}

/// What to write: everything that is there, with what we own set.
///
/// Left out are members that Auth0 derives, where what they are derived from changes: a stale copy would contradict it;
/// nulls that Auth0 itself shows and then refuses; and masks in place of secrets.
pub fn merge(strategy: &str, current: &Map<String, Value>, wish: &Wish) -> Merged {
    let mut options = present(strategy, current, wish);
    for (derived, sources) in rules::DERIVED {
        if sources.iter().any(|source| wish.changes(&options, source)) && !wish.owns(derived) {
            options.remove(*derived);
        }
    }
    options.retain(|name, value| !value.is_null() || !rules::breaks_as_null(strategy, name));
    wish.apply(&mut options);
    let withheld = rules::take_masks(&mut options);
    Merged { options, withheld }
}

impl Merged {
    /// Whether nothing has to be written where this is there.
    pub fn agrees_with(&self, there: &Map<String, Value>) -> bool {
        let mut there = there.clone();
        self.withheld.iter().for_each(|name| drop(there.remove(name)));
        self.options == there
    }
}

/// A text that is the same for the same options, whatever the order of their members, and holds no secret's value.
pub fn canonical(options: &Map<String, Value>) -> String {
    let mut names: Vec<&String> = options.keys().filter(|name| !is_secret(name)).collect();
    names.sort();
    let members = names.iter().map(|name| format!("{}:{}", json!(name), canonical_value(&options[*name])));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn canonical_value(value: &Value) -> String {
    match value {
        Value::Object(members) => canonical(members),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical_value).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// What is there, under the names by which it is written: the certificate of `pingfederate` is shown as `cert` only, and
/// forgotten when it is not sent as `signingCert`. One that is as wished is shown as it is wished, encoding and all.
pub fn present(strategy: &str, current: &Map<String, Value>, wish: &Wish) -> Map<String, Value> {
    const WRITTEN: &str = "signingCert";
    let mut present = current.clone();
    if strategy != "pingfederate" || current.contains_key(WRITTEN) {
        return present;
    }
    let Some(shown) = current.get("cert").filter(|shown| shown.is_string()) else { return present };
    let lines = |value: &Value| {
        let pem = value.as_str().and_then(|text| CertificateText(text).pem())?;
        Some(pem.split_whitespace().collect::<String>())
    };
    let mut wished = current.clone();
    wish.apply(&mut wished);
    let same =
        wished.remove(WRITTEN).filter(|wished| lines(wished).is_some_and(|it| Some(it) == lines(shown)));
    present.insert(WRITTEN.to_owned(), same.unwrap_or_else(|| shown.clone()));
    present
}

#[cfg(test)]
mod tests;
