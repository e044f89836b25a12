//! Drift: Auth0 has something else than what was last agreed on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What somebody has changed in Auth0 behind Latchkey's back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Drift {
    /// Whether there is drift, and what was decided about it.
    pub state: DriftState,
    /// When it was found; null when there is none.
    pub found_at: Option<DateTime<Utc>>,
    /// When Auth0 was last compared; null when it never was.
    pub checked_at: Option<DateTime<Utc>>,
    /// What differs.
    pub fields: Vec<DriftField>,
}

/// Whether there is drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DriftState {
    /// Auth0 has what was agreed on.
    None,
    /// Somebody has to decide.
    Found,
    /// What is in Auth0 is left as it is.
    Ignored,
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DriftField {
    /// Auth0's name of the field.
    pub field: String,
    /// The field in words.
    pub label: String,
    /// What was agreed on; null when nothing was.
    pub ours: Option<String>,
    /// What Auth0 has now; null when it has nothing.
    pub theirs: Option<String>,
}

/// What to do about drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DriftResolution {
    /// What Auth0 has becomes a new revision here, which has to be tested.
    Adopt,
    /// What is here is written to Auth0 again.
    Reapply,
    /// What Auth0 has stays there; it is told again only when it changes again.
    Ignore,
}

/// A decision about drift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResolveDrift {
    /// What to do about it.
    pub resolution: DriftResolution,
}
