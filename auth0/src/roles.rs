//! Roles and what they allow.

use serde::{Deserialize, Serialize};

use crate::{Call, Offset, Page, call::Request};

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Role {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for; null and empty are the same.
    pub description: Option<String>,
}

/// A role as it shall be.
#[derive(Debug, Clone, Serialize)]
pub struct Wanted<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
}

/// Something that a role allows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Permission {
    /// The API.
    pub resource_server_identifier: String,
    /// The permission.
    pub permission_name: String,
}

#[derive(Serialize)]
struct Permissions<'a> {
    permissions: &'a [Permission],
}

const PERMISSIONS: &str = "roles/{id}/permissions";

/// Roles, of which the name contains `name` where given.
pub fn list(name: Option<&str>, place: Offset) -> Call<Page<Role>> {
    Request::get("roles", &[]).offset(place).optional("name_filter", name).reads_page("roles")
}

/// One role.
pub fn get(id: &str) -> Call<Role> {
    Request::get("roles/{id}", &[id]).reads()
}

/// Creates a role; `Conflict` where the name is taken.
pub fn create(wanted: &Wanted<'_>) -> Call<Role> {
    Request::post("roles", &[]).body(wanted).reads()
}

/// Changes a role.
pub fn update(id: &str, wanted: &Wanted<'_>) -> Call<Role> {
    Request::patch("roles/{id}", &[id]).body(wanted).reads()
}

/// Deletes a role.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("roles/{id}", &[id]).reads_nothing()
}

/// What a role allows.
pub fn permissions(id: &str, place: Offset) -> Call<Page<Permission>> {
    Request::get(PERMISSIONS, &[id]).offset(place).reads_page("permissions")
}

/// Lets a role allow more.
pub fn add_permissions(id: &str, permissions: &[Permission]) -> Call<()> {
    Request::post(PERMISSIONS, &[id]).body(Permissions { permissions }).reads_nothing()
}

/// Lets a role allow less.
pub fn remove_permissions(id: &str, permissions: &[Permission]) -> Call<()> {
    Request::delete(PERMISSIONS, &[id]).body(Permissions { permissions }).reads_nothing()
}
