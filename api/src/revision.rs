//! Revisions: the immutable versions of a connection's settings.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Actor, Connection, ConnectionId, OidcSettings, RevisionId, SamlSettings};

/// One immutable version of a connection's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revision {
    /// The revision.
    pub id: RevisionId,
    /// Whose settings they are.
    pub connection_id: ConnectionId,
    /// Its number: rises by one with every change of the settings.
    pub number: u32,
    /// What was changed, in a sentence.
    pub summary: String,
    /// Who saved it.
    pub actor: Actor,
    /// The name people read on the sign-in page.
    pub display_name: String,
    /// The settings, when it is SAML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saml: Option<SamlSettings>,
    /// The settings, when it is OIDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcSettings>,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
}

/// What differs between two revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevisionDiff {
    /// The number of the older side, or of the one that was compared against.
    pub from: u32,
    /// The number of the revision that was asked for.
    pub to: u32,
    /// The fields that differ; empty when nothing does.
    pub changes: Vec<FieldChange>,
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// Stable name, members joined by dots.
    pub field: String,
    /// The field in words.
    pub label: String,
    /// The value before, in words; null when there was none. Of a secret only when it was given.
    pub before: Option<String>,
    /// The value after, in words; null when there is none. Of a secret only when it was given.
    pub after: Option<String>,
    /// Whether the value itself is secret, and therefore not shown.
    pub masked: bool,
}

/// Which revision to go back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RollBack {
    /// The revision whose settings shall be those of a new one.
    pub revision_id: RevisionId,
}

/// What came of going back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RolledBack {
    /// The connection, at its new revision.
    pub connection: Connection,
    /// What was not taken from the older revision; empty when everything was.
    pub left_out: Vec<LeftOut>,
}

/// A part of an older revision that is not used again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftOut {
    /// Stable name of the field.
    pub field: String,
    /// Which part, in words.
    pub part: String,
    /// Why it is left out.
    pub reason: String,
}
