//! The audit log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AuditEventId, OrganizationId};

/// One entry of an organization's audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// The entry.
    pub id: AuditEventId,
    /// Whose log it is in.
    pub organization_id: OrganizationId,
    /// What happened, such as `connection.created`.
    pub action: String,
    /// Who did it.
    pub actor: Actor,
    /// Which object it happened to.
    pub target: AuditTarget,
    /// What happened, in a sentence.
    pub summary: String,
    /// SHA-256 of the object before, in hex.
    pub before_digest: Option<String>,
    /// SHA-256 of the object after, in hex.
    pub after_digest: Option<String>,
    /// The request that did it.
    pub request_id: Option<String>,
    /// The address it came from.
    pub ip: Option<String>,
    /// When.
    pub occurred_at: DateTime<Utc>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    /// `person`, `client` or `latchkey`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The `sub` of the token.
    pub id: String,
    /// The person's name or e-mail address, when it is known.
    pub name: Option<String>,
}

/// Which object something happened to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditTarget {
    /// Such as `connection`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The object's id.
    pub id: String,
    /// The object's name at that time.
    pub name: Option<String>,
}
