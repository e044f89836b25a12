//! Organizations, their members and their connections.

pub mod client_grants;
pub mod connections;
pub mod discovery_domains;
mod enabled_connections;
pub mod invitations;
pub mod members;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::enabled_connections::{
    EnabledConnection, Enablement, add_connection, connection, enabled, remove_connection, update_connection,
};
use crate::{Call, Checkpoint, Members, Offset, Page, call::Request};

/// An organization as Auth0 has it.
#[derive(Debug, Clone, Deserialize)]
pub struct Organization {
    /// Auth0's id.
    pub id: String,
    /// The name in tokens and addresses.
    pub name: String,
    /// The name people read.
    pub display_name: Option<String>,
    /// Logo and colours.
    #[serde(default)]
    pub branding: Branding,
    /// Texts of ours, at most 25.
    #[serde(default)]
    pub metadata: Map<String, Value>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// Logo and colours.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Branding {
    /// A picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Colours.
    #[serde(default, skip_serializing_if = "Colors::is_empty")]
    pub colors: Colors,
}

/// Colours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colors {
    /// `#rrggbb`. Auth0 takes no colours without both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<String>,
    /// `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_background: Option<String>,
}

impl Colors {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An organization to be created.
#[derive(Debug, Clone, Serialize)]
pub struct NewOrganization<'a> {
    /// Lower-case letters, digits, `-` and `_`, at most 50.
    pub name: &'a str,
    /// The name people read.
    #[serde(flatten)]
    pub presentation: OrganizationPatch<'a>,
}

/// A change of an organization; what is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OrganizationPatch<'a> {
    /// The name people read, at most 255.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<&'a str>,
    /// Logo and colours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branding: Option<&'a Branding>,
    /// Texts of ours, all of them; an empty object removes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Map<String, Value>>,
}

/// A list of which only the total is wanted.
#[derive(Debug, Deserialize)]
pub struct Total {
    /// How many there are.
    pub total: u64,
}

/// A page of organizations.
pub fn list(from: Option<&str>) -> Call<Page<Organization>> {
    let place = Checkpoint::after(from).take(100);
    Request::get("organizations", &[]).checkpoint(place).reads_page("organizations")
}

/// One organization.
pub fn get(id: &str) -> Call<Organization> {
    Request::get("organizations/{id}", &[id]).reads()
}

/// The organization of a name.
pub fn get_by_name(name: &str) -> Call<Organization> {
    Request::get("organizations/name/{id}", &[name]).reads()
}

/// Creates an organization; `Conflict` where the name is taken.
pub fn create(organization: &NewOrganization<'_>) -> Call<Organization> {
    Request::post("organizations", &[]).body(organization).reads()
}

/// Changes an organization.
pub fn update(id: &str, patch: &OrganizationPatch<'_>) -> Call<Organization> {
    Request::patch("organizations/{id}", &[id]).body(patch).reads()
}

/// Renames an organization: its name is in tokens and in addresses that people have kept.
pub fn rename(id: &str, name: &str) -> Call<Organization> {
    Request::patch("organizations/{id}", &[id]).body(serde_json::json!({ "name": name })).reads()
}

/// Deletes an organization; its users and connections stay.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("organizations/{id}", &[id]).reads_nothing()
}

/// How many members an organization has.
pub fn count_members(id: &str) -> Call<Total> {
    Request::get("organizations/{id}/members", &[id]).offset(Offset::only_total()).reads()
}
