//! Directory provisioning: users and groups that Auth0 fetches from a Google Workspace.

use serde::{Deserialize, Serialize};

use crate::{Call, Checkpoint, Page, call::Request, open_enum::open_enum};

open_enum! {
    /// Which groups are fetched.
    GroupSync {
        /// All.
        All = "all",
        /// None.
        Off = "off",
        /// The ones chosen with [`choose_groups`].
        Selected = "selected",
    }
}

/// How attributes of the directory become attributes of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The attribute of the user.
    pub auth0: String,
    /// The attribute of the directory.
    pub idp: String,
}

/// The directory provisioning of a connection.
#[derive(Debug, Clone, Deserialize)]
pub struct Configuration {
    /// The connection.
    pub connection_id: String,
    /// Its strategy.
    pub strategy: String,
    /// All attributes.
    pub mapping: Vec<Mapping>,
    /// Whether Auth0 fetches by itself.
    pub synchronize_automatically: bool,
    /// Which groups are fetched.
    pub synchronize_groups: Option<GroupSync>,
    /// When it fetched last.
    pub last_synchronization_at: Option<String>,
    /// How that went.
    pub last_synchronization_status: Option<String>,
    /// What went wrong.
    pub last_synchronization_error: Option<String>,
}

/// A configuration as it shall be; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted<'a> {
    /// All attributes, at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<&'a [Mapping]>,
    /// Whether Auth0 fetches by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronize_automatically: Option<bool>,
    /// Which groups are fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronize_groups: Option<GroupSync>,
}

/// Auth0's mapping.
#[derive(Debug, Clone, Deserialize)]
pub struct DefaultMapping {
    /// All attributes.
    pub mapping: Vec<Mapping>,
}

/// A run that was ordered.
#[derive(Debug, Clone, Deserialize)]
pub struct Synchronization {
    /// The connection.
    pub connection_id: String,
    /// The run.
    pub synchronization_id: String,
    /// How far it is.
    pub status: String,
}

/// A group of the directory that is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChosenGroup {
    /// The directory's id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its address.
    pub email: Option<String>,
}

#[derive(Serialize)]
struct Choice<'a> {
    groups: Vec<ChoiceRow<'a>>,
}

#[derive(Serialize)]
struct ChoiceRow<'a> {
    id: &'a str,
}

const TEMPLATE: &str = "connections/{id}/directory-provisioning";

/// The configurations of all connections.
pub fn list(place: Checkpoint<'_>) -> Call<Page<Configuration>> {
    Request::get("connections-directory-provisionings", &[])
        .checkpoint(place)
        .reads_page("directory_provisionings")
}

/// The configuration of a connection; `NotFound` when there is none.
pub fn get(connection: &str) -> Call<Configuration> {
    Request::get(TEMPLATE, &[connection]).reads()
}

/// Turns directory provisioning on.
pub fn create(connection: &str, wanted: &Wanted<'_>) -> Call<Configuration> {
    Request::post(TEMPLATE, &[connection]).body(wanted).reads()
}

/// Changes it.
pub fn update(connection: &str, wanted: &Wanted<'_>) -> Call<Configuration> {
    Request::patch(TEMPLATE, &[connection]).body(wanted).reads()
}

/// Turns it off.
pub fn delete(connection: &str) -> Call<()> {
    Request::delete(TEMPLATE, &[connection]).reads_nothing()
}

/// Auth0's mapping.
pub fn default_mapping(connection: &str) -> Call<DefaultMapping> {
    Request::get("connections/{id}/directory-provisioning/default-mapping", &[connection]).reads()
}

/// Orders a run; `Conflict` while one is under way, refused within 30 minutes of the last.
pub fn synchronize(connection: &str) -> Call<Synchronization> {
    Request::post("connections/{id}/directory-provisioning/synchronizations", &[connection]).reads()
}

/// The groups that are fetched.
pub fn chosen_groups(connection: &str, place: Checkpoint<'_>) -> Call<Page<ChosenGroup>> {
    Request::get("connections/{id}/directory-provisioning/synchronized-groups", &[connection])
        .checkpoint(place)
        .reads_page("groups")
}

/// Sets the groups that are fetched: these, and no others.
pub fn choose_groups(connection: &str, ids: &[&str]) -> Call<()> {
    let body = Choice { groups: ids.iter().map(|id| ChoiceRow { id }).collect() };
    Request::put("connections/{id}/directory-provisioning/synchronized-groups", &[connection])
        .body(body)
        .reads_nothing()
}
