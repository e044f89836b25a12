//! Jobs: durable work that reaches Auth0 or the outside.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionId, DomainId, JobId, OrganizationId};

/// Durable work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// The job.
    pub id: JobId,
    /// What it is about.
    pub kind: JobKind,
    /// How far it is.
    pub state: JobState,
    /// Whose work it is; null for the vendor's own.
    pub organization_id: Option<OrganizationId>,
    /// The connection it is about.
    pub connection_id: Option<ConnectionId>,
    /// The domain it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<DomainId>,
    /// What it does now or did last, in words.
    pub step: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// Why the last try did not succeed, in words.
    pub last_error: Option<String>,
    /// When it was ordered.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// What a job is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Makes Auth0 agree with a connection.
    SyncConnection,
    /// Reads the tenant's organizations.
    SyncOrganizations,
    /// Looks after a connection that people use: undoes a step that nobody confirms or that fails too often.
    WatchConnection,
    /// Compares a connection with what Auth0 has.
    CompareConnection,
    /// Counts who depends on which way into an organization.
    SurveyOrganization,
    /// Looks whether people could be let in through a connection.
    Preflight,
    /// Reads a connection's metadata at its address again.
    RefreshMetadata,
    /// Reads the tenant's log.
    PullSignIns,
    /// Looks for the record of a domain, and makes Auth0 agree with it.
    SyncDomain,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a worker or for its next try.
    Queued,
    /// A worker holds it.
    Running,
    /// Done.
    Succeeded,
    /// Given up; needs a person.
    Failed,
    /// Taken back.
    Cancelled,
}
