//! Members of an organization and their roles in it.

use serde::{Deserialize, Serialize};

use crate::{Call, Checkpoint, Offset, Page, call::Request, roles::Role};

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The user.
    pub user_id: String,
    /// The name.
    pub name: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// A picture.
    pub picture: Option<String>,
    /// The roles; only where they were asked for.
    #[serde(default)]
    pub roles: Vec<MemberRole>,
}

/// A role as the list of members shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MemberRole {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

#[derive(Serialize)]
struct Users<'a> {
    members: &'a [&'a str],
}

#[derive(Serialize)]
struct Roles<'a> {
    roles: &'a [&'a str],
}

const ROLES: &str = "organizations/{id}/members/{id}/roles";

/// Members with their roles. The list lags behind writes.
pub fn list(organization: &str, place: Checkpoint<'_>) -> Call<Page<Member>> {
    Request::get("organizations/{id}/members", &[organization])
        .checkpoint(place)
        .fields("user_id,name,email,picture,roles")
        .reads_page("members")
}

/// Makes users members; those who are stay so.
pub fn add(organization: &str, users: &[&str]) -> Call<()> {
    Request::post("organizations/{id}/members", &[organization])
        .body(Users { members: users })
        .reads_nothing()
}

/// Ends memberships; the users stay.
pub fn remove(organization: &str, users: &[&str]) -> Call<()> {
    Request::delete("organizations/{id}/members", &[organization])
        .body(Users { members: users })
        .reads_nothing()
}

/// The roles that a member was given in this organization.
pub fn roles(organization: &str, user: &str, place: Offset) -> Call<Page<Role>> {
    Request::get(ROLES, &[organization, user]).offset(place).reads_page("roles")
}

/// Gives a member roles, 50 at most in all.
pub fn add_roles(organization: &str, user: &str, roles: &[&str]) -> Call<()> {
    Request::post(ROLES, &[organization, user]).body(Roles { roles }).reads_nothing()
}

/// Takes roles from a member.
pub fn remove_roles(organization: &str, user: &str, roles: &[&str]) -> Call<()> {
    Request::delete(ROLES, &[organization, user]).body(Roles { roles }).reads_nothing()
}

/// The roles that count for a member, with those that come by groups.
pub fn effective_roles(organization: &str, user: &str, place: Checkpoint<'_>) -> Call<Page<Role>> {
    Request::get("organizations/{id}/members/{id}/effective-roles", &[organization, user])
        .checkpoint(place)
        .reads_page("roles")
}
