//! Revisions: the immutable versions of a connection's settings.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Actor, ConnectionId, OidcSettings, RevisionId, SamlSettings};

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
