//! User-attribute profiles: which attributes identity providers send, and where they go.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Call, Checkpoint, Members, Page, call::Request};

/// A profile.
#[derive(Debug, Clone, Deserialize)]
pub struct UserAttributeProfile {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What identifies a user, by protocol.
    #[serde(default)]
    pub user_id: Option<Members>,
    /// The attributes by name.
    #[serde(default)]
    pub user_attributes: Map<String, Value>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A profile as it shall be; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted<'a> {
    /// Its name, at most 128.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// What identifies a user, by protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<&'a Members>,
    /// The attributes by name, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_attributes: Option<&'a Map<String, Value>>,
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

const ONE: &str = "user-attribute-profiles/{id}";

/// Profiles.
pub fn list(place: Checkpoint<'_>) -> Call<Page<UserAttributeProfile>> {
    Request::get("user-attribute-profiles", &[]).checkpoint(place).reads_page("user_attribute_profiles")
}

/// One profile.
pub fn get(id: &str) -> Call<UserAttributeProfile> {
    Request::get(ONE, &[id]).reads()
}

/// Makes a profile.
pub fn create(wanted: &Wanted<'_>) -> Call<UserAttributeProfile> {
    Request::post("user-attribute-profiles", &[]).body(wanted).reads()
}

/// Changes a profile.
pub fn update(id: &str, wanted: &Wanted<'_>) -> Call<UserAttributeProfile> {
    Request::patch(ONE, &[id]).body(wanted).reads()
}

/// Deletes a profile.
pub fn delete(id: &str) -> Call<()> {
    Request::delete(ONE, &[id]).reads_nothing()
}

/// Profiles to begin with.
pub fn templates() -> Call<Page<Template>> {
    Request::get("user-attribute-profiles/templates", &[]).reads_page("user_attribute_profile_templates")
}

/// One profile to begin with.
pub fn template(id: &str) -> Call<Template> {
    Request::get("user-attribute-profiles/templates/{id}", &[id]).reads()
}
