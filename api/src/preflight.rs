//! The preflight: what would go wrong if people were let in now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Finding, JobId};

/// What would go wrong if people were let in now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preflight {
    /// How far it is.
    pub state: PreflightState,
    /// The job that looks at Auth0, while it is on its way.
    pub job_id: Option<JobId>,
    /// The revision that was checked; null when none was yet.
    pub revision: Option<u32>,
    /// When it was checked.
    pub checked_at: Option<DateTime<Utc>>,
    /// What was found: errors first. Errors have to be mended before people are let in.
    pub findings: Vec<Finding>,
}

/// How far a preflight is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PreflightState {
    /// Auth0 has not been looked at for the current revision.
    Pending,
    /// Checked, and nothing stands in the way.
    Clear,
    /// Checked, and errors stand in the way.
    Blocked,
}
