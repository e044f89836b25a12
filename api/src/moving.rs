//! Moving from one connection to another, side by side: the old one is kept for a while without a button.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionId, Person};

/// The connection whose place an activated one takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Replaces {
    /// A connection of the same organization, active for everyone.
    pub connection_id: ConnectionId,
    /// How many days it is kept without a button before it is disabled by itself: 1 to 90.
    #[serde(default = "two_weeks")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 90, default = 14))]
    pub keep_days: u32,
}

const fn two_weeks() -> u32 {
    14
}

/// Another connection takes the place of this one. Once the other has its button, this one has none on the organization's
/// sign-in page. Direct links and running sessions go on working, and `restore` takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retiring {
    /// The connection that takes its place.
    pub replaced_by: ConnectionId,
    /// When it is disabled by itself; `status_reasons` says so when it could not be.
    pub until: DateTime<Utc>,
}

/// Who moves to another connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moving {
    /// The connection that they come from.
    pub from: ConnectionId,
    /// Its name in Auth0.
    pub name: String,
    /// How many people have signed in through it; null while that is not known.
    pub people: Option<u64>,
    /// The owners who have an account in it and none in the connection that takes its place yet.
    pub owners: Vec<Person>,
}
