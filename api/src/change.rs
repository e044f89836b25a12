//! Steps that wait for a second person, and the policy that says which.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Actor, ChangeId, ConnectionId, OrganizationId};

/// A step that a policy can ask a second person for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GuardedStep {
    /// People can use a connection.
    Activate,
    /// A connection becomes the only way in.
    Enforce,
    /// Nobody can use a connection, now or some days after another one has taken its place.
    Disable,
    /// A connection is removed.
    Delete,
    /// A connection goes back to older settings.
    RollBack,
}

/// What the vendor asks of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The steps that need the word of a second person.
    #[serde(default)]
    pub two_people: Vec<GuardedStep>,
    /// How many different people have to come through a connection in a test before it is activated: 1 or 2.
    #[serde(default = "one")]
    pub testers: u8,
}

const fn one() -> u8 {
    1
}

impl Default for Policy {
    fn default() -> Self {
        Self { two_people: Vec::new(), testers: one() }
    }
}

/// A step that waits for a second person, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// The change.
    pub id: ChangeId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The connection it is about.
    pub connection_id: ConnectionId,
    /// The step.
    pub step: GuardedStep,
    /// What became of it.
    pub state: ChangeState,
    /// What was asked for, in a sentence.
    pub summary: String,
    /// Who asked.
    pub requested_by: Actor,
    /// Who decided; null while nobody has.
    pub decided_by: Option<Actor>,
    /// Why it was rejected, in the words of whoever did.
    pub reason: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// When nobody can approve it any more.
    pub expires_at: DateTime<Utc>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// It waits for a second person.
    Waiting,
    /// A second person said yes, and it was done.
    Approved,
    /// A second person said no, or whoever asked took it back.
    Rejected,
    /// Nobody decided in time, or the connection changed meanwhile.
    Outdated,
}

/// A no.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RejectChange {
    /// Why, for whoever asked: 500 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
