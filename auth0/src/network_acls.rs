//! Network ACLs: who may reach the tenant. One that covers `management` can lock us out: begin with `log`.

use serde::{Deserialize, Serialize};

use crate::{Call, Members, Offset, Page, call::Request};

/// A rule.
#[derive(Debug, Clone, Deserialize)]
pub struct NetworkAcl {
    /// Auth0's id.
    pub id: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it holds.
    #[serde(default)]
    pub active: bool,
    /// Which comes first, from 1.
    pub priority: Option<f64>,
    /// Whom it is about, and what happens.
    #[serde(default)]
    pub rule: Members,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A rule as it shall be, all of it.
#[derive(Debug, Clone, Serialize)]
pub struct Wanted<'a> {
    /// What it is for, at most 255.
    pub description: &'a str,
    /// Whether it holds.
    pub active: bool,
    /// Which comes first, 1 to 100, each once.
    pub priority: u8,
    /// Whom it is about, and what happens.
    pub rule: &'a Members,
}

const ONE: &str = "network-acls/{id}";

/// Rules; `NotEntitled` where the plan has none.
pub fn list(place: Offset) -> Call<Page<NetworkAcl>> {
    Request::get("network-acls", &[]).offset(place).reads_page("network_acls")
}

/// One rule.
pub fn get(id: &str) -> Call<NetworkAcl> {
    Request::get(ONE, &[id]).reads()
}

/// Makes a rule; Auth0 does not show what it made.
pub fn create(wanted: &Wanted<'_>) -> Call<()> {
    Request::post("network-acls", &[]).body(wanted).reads_nothing()
}

/// Replaces a rule.
pub fn replace(id: &str, wanted: &Wanted<'_>) -> Call<NetworkAcl> {
    Request::put(ONE, &[id]).body(wanted).reads()
}

/// Lets a rule hold, or not; everything else of it stays.
pub fn activate(id: &str, active: bool) -> Call<NetworkAcl> {
    Request::patch(ONE, &[id]).body(serde_json::json!({ "active": active })).reads()
}

/// Removes a rule.
pub fn delete(id: &str) -> Call<()> {
    Request::delete(ONE, &[id]).reads_nothing()
}
