//! `fields` and `include_fields`.

use serde_json::Value;

use super::{ApiError, query::Query};

/// Which members of an object to show.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    named: Vec<String>,
    include: bool,
    always: &'static [&'static str],
}

impl Fields {
    /// Reads the parameters; `always` stays whatever is asked.
    pub(super) fn read(query: &Query, always: &'static [&'static str]) -> Result<Self, ApiError> {
        Ok(Self {
            named: query.list("fields").into_iter().map(str::to_owned).collect(),
            include: query.flag("include_fields")?.unwrap_or(true),
            always,
        })
    }

    /// Whether a member is shown.
    pub(super) fn shows(&self, name: &str) -> bool {
        self.named.is_empty() || self.named.iter().any(|named| named == name) == self.include
    }

    /// The object without what was not asked for.
    pub(super) fn apply(&self, mut object: Value) -> Value {
        if !self.named.is_empty()
            && let Some(map) = object.as_object_mut()
        {
            map.retain(|key, _| self.shows(key) || self.always.contains(&key.as_str()));
        }
        object
    }
}
