//! Sign-in attempts, explained.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionId, Explanation, OrganizationId, SignInId};

/// One attempt to sign in, as Auth0 has logged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The attempt.
    pub id: SignInId,
    /// Whose it is; null for attempts that name no organization and no connection of one.
    pub organization_id: Option<OrganizationId>,
    /// Through which connection; null for other ways in.
    pub connection_id: Option<ConnectionId>,
    /// What Auth0 calls that connection.
    pub connection_name: Option<String>,
    /// How it ended.
    pub outcome: SignInOutcome,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who, as far as Auth0 knew.
    pub person: Option<String>,
    /// To which application.
    pub application: Option<String>,
    /// Whether it was a test sign-in.
    pub is_test: bool,
    /// From which address.
    pub ip: Option<String>,
    /// With which program.
    pub user_agent: Option<String>,
    /// What Auth0 said, without what is secret.
    pub reason: Option<String>,
    /// Why it failed; null for one that succeeded.
    pub explanation: Option<Explanation>,
    /// Auth0's id of the log record.
    pub log_id: String,
}

/// How a sign-in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInOutcome {
    /// The person got in.
    Succeeded,
    /// The person did not get in.
    Failed,
}
