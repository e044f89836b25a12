//! Test runs: one real sign-in through a connection before it is used.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionId, Explanation, TestFact, TestRunId, TestTimings};

/// One real sign-in through a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestRun {
    /// The run.
    pub id: TestRunId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// The revision it tests.
    pub revision: u32,
    /// How it went.
    pub state: TestRunState,
    /// The address to open; only in the answer that creates the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_url: Option<String>,
    /// When it times out.
    pub expires_at: DateTime<Utc>,
    /// Who started it.
    pub started_by: Option<String>,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The person who signed in: their e-mail address or name, as received.
    pub subject: Option<String>,
    /// The claims received against the claims required.
    pub claims: Vec<TestClaim>,
    /// What else was found out.
    #[serde(default)]
    pub facts: Vec<TestFact>,
    /// How long it took; null while nobody has come back.
    #[serde(default)]
    pub timings: Option<TestTimings>,
    /// When what belongs to the person was removed from it: a day after it began.
    #[serde(default)]
    pub personal_data_removed_at: Option<DateTime<Utc>>,
    /// What the test passed through, in order.
    pub hops: Vec<TestHop>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// How a test run went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestRunState {
    /// Waits for the person to sign in.
    Pending,
    /// The person came back signed in, with what is required.
    Succeeded,
    /// It did not work; the explanation says why.
    Failed,
    /// Nobody came back in time.
    TimedOut,
}

/// A claim received against what is required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestClaim {
    /// The claim's name.
    pub name: String,
    /// What was received; null when it was not, or when it has been removed since.
    pub received: Option<String>,
    /// Whether something was received; stays when the value is removed.
    #[serde(default)]
    pub came: bool,
    /// Whether sign-in needs it.
    pub required: bool,
    /// The received claim that looks like the missing one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// One place that a test passed through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestHop {
    /// Where.
    pub place: HopPlace,
    /// How it went there.
    pub state: HopState,
    /// When, where it is known.
    pub at: Option<DateTime<Utc>>,
}

/// A place that a test passes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HopPlace {
    /// The person left this page.
    Latchkey,
    /// The person signed in at the identity provider.
    IdentityProvider,
    /// Auth0 checked the answer.
    Auth0,
    /// The claims were compared here.
    Claims,
}

/// How it went at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HopState {
    /// Not there yet.
    Waiting,
    /// Fine.
    Passed,
    /// It stopped here.
    Failed,
    /// Not known.
    Unknown,
}
