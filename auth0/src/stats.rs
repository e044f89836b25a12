//! Numbers.

use serde::Deserialize;

use crate::{Call, call::Request};

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Day {
    /// Which, as an ISO date and time.
    pub date: String,
    /// Sign-ins.
    #[serde(default)]
    pub logins: u64,
    /// Sign-ups.
    #[serde(default)]
    pub signups: u64,
    /// Sign-ins with passwords that are known to have leaked.
    #[serde(default)]
    pub leaked_passwords: u64,
}

/// Days from one to another, both as `YYYYMMDD`.
pub fn daily(from: &str, to: &str) -> Call<Vec<Day>> {
    Request::get("stats/daily", &[]).query("from", from).query("to", to).reads()
}

/// How many users signed in within 30 days.
pub fn active_users() -> Call<f64> {
    Request::get("stats/active-users", &[]).reads()
}
