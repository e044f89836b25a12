//! Connection profiles: what connections made by self-service look like.

use serde::{Deserialize, Serialize};

use crate::{Call, Checkpoint, Members, Page, call::Request};

/// A profile.
#[derive(Debug, Clone, Deserialize)]
pub struct ConnectionProfile {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How organizations use the connections.
    #[serde(default)]
    pub organization: Option<Members>,
    /// How connections are named.
    pub connection_name_prefix_template: Option<String>,
    /// Such as `scim`.
    #[serde(default)]
    pub enabled_features: Option<Vec<String>>,
    /// What differs by strategy; Auth0 answers null for nothing.
    #[serde(default)]
    pub strategy_overrides: Option<Members>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A profile as it shall be; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted<'a> {
    /// Its name, at most 50.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// How organizations use the connections: `none`, `optional` or `required`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationUse<'a>>,
    /// How connections are named, at most 15.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_name_prefix_template: Option<&'a str>,
    /// Such as `scim`, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled_features: Option<&'a [&'a str]>,
    /// What differs by strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy_overrides: Option<&'a Members>,
}

/// How organizations use the connections: `none`, `optional` or `required`.
#[derive(Debug, Clone, Serialize)]
pub struct OrganizationUse<'a> {
    /// Whether the button is shown.
    pub show_as_button: &'a str,
    /// Whether who signs in becomes a member.
    pub assign_membership_on_login: &'a str,
}

/// A profile to begin with.
#[derive(Debug, Clone, Deserialize)]
pub struct Template {
    /// Auth0's id.
    pub id: String,
    /// What it is called.
    pub display_name: Option<String>,
    /// The profile.
    pub template: Members,
}

const ONE: &str = "connection-profiles/{id}";

/// Profiles, ten a page at most.
pub fn list(place: Checkpoint<'_>) -> Call<Page<ConnectionProfile>> {
    Request::get("connection-profiles", &[]).checkpoint(place).reads_page("connection_profiles")
}

/// One profile.
pub fn get(id: &str) -> Call<ConnectionProfile> {
    Request::get(ONE, &[id]).reads()
}

/// Makes a profile.
pub fn create(wanted: &Wanted<'_>) -> Call<ConnectionProfile> {
    Request::post("connection-profiles", &[]).body(wanted).reads()
}

/// Changes a profile.
pub fn update(id: &str, wanted: &Wanted<'_>) -> Call<ConnectionProfile> {
    Request::patch(ONE, &[id]).body(wanted).reads()
}

/// Deletes a profile.
pub fn delete(id: &str) -> Call<()> {
    Request::delete(ONE, &[id]).reads_nothing()
}

/// Profiles to begin with.
pub fn templates() -> Call<Page<Template>> {
    Request::get("connection-profiles/templates", &[]).reads_page("connection_profile_templates")
}

/// One profile to begin with.
pub fn template(id: &str) -> Call<Template> {
    Request::get("connection-profiles/templates/{id}", &[id]).reads()
}
