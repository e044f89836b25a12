//! Organizations, their members and their connections.

use http::Method;
use serde::{Deserialize, Serialize};

use crate::{
    Call,
    call::{json, nothing},
};

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
}

/// Logo and colours.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Branding {
    /// A picture.
    pub logo_url: Option<String>,
    /// Colours.
    #[serde(default)]
    pub colors: Colors,
}

/// Colours.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Colors {
    /// `#rrggbb`.
    pub primary: Option<String>,
}

/// One page of organizations by checkpoint.
#[derive(Debug, Deserialize)]
pub struct OrganizationPage {
    /// The organizations.
    pub organizations: Vec<Organization>,
    /// How to go on; absent at the end.
    pub next: Option<String>,
}

/// A list of which only the total is wanted.
#[derive(Debug, Deserialize)]
pub struct Total {
    /// How many there are.
    pub total: u64,
}

/// How an organization uses a connection.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EnabledConnection {
    /// The connection.
    pub connection_id: String,
    /// Whether who signs in through it becomes a member.
    #[serde(default)]
    pub assign_membership_on_login: bool,
    /// Whether its button is on the organization's sign-in page.
    #[serde(default)]
    pub show_as_button: bool,
}

/// How an organization shall use a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Enablement {
    /// Whether who signs in through it becomes a member.
    pub assign_membership_on_login: bool,
    /// Whether its button is on the organization's sign-in page.
    pub show_as_button: bool,
}

/// A connection of an organization, whether it is switched on there or not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OrganizationConnection {
    /// The connection.
    pub connection_id: String,
    /// Whether people of the organization can use it.
    pub is_enabled: bool,
    /// Whether its button is on the organization's sign-in page.
    #[serde(default)]
    pub show_as_button: bool,
    /// What it is called.
    pub connection: ConnectionName,
}

/// What a connection is called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ConnectionName {
    /// The name.
    pub name: String,
    /// Such as `auth0` or `samlp`.
    pub strategy: String,
}

/// How a way in is switched; everything else of it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// Whether people of the organization can use it.
    pub is_enabled: bool,
    /// Whether its button is on the organization's sign-in page.
    pub show_as_button: bool,
}

/// The connections of an organization; Auth0 allows ten.
#[derive(Debug, Deserialize)]
pub struct OrganizationConnections {
    /// The connections.
    pub connections: Vec<OrganizationConnection>,
}

/// A page of members.
#[derive(Debug, Deserialize)]
pub struct MemberPage {
    /// The members.
    pub members: Vec<Member>,
    /// How to go on; absent at the end.
    pub next: Option<String>,
}

/// A member of an organization.
#[derive(Debug, Clone, Deserialize)]
pub struct Member {
    /// Auth0's id of the person.
    pub user_id: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// What they may do in the organization.
    #[serde(default)]
    pub roles: Vec<Role>,
}

/// A role of a member.
#[derive(Debug, Clone, Deserialize)]
pub struct Role {
    /// The name.
    pub name: String,
}

#[derive(Serialize)]
struct NewEnabledConnection<'a> {
    connection_id: &'a str,
    #[serde(flatten)]
    enablement: Enablement,
}

/// A page of organizations.
pub fn list(from: Option<&str>) -> Call<OrganizationPage> {
    let call = Call::new(Method::GET, "organizations", &[], json).query("take", "100");
    match from {
        Some(from) => call.query("from", from),
        None => call,
    }
}

/// How many members an organization has.
pub fn count_members(id: &str) -> Call<Total> {
    Call::new(Method::GET, "organizations/{id}/members", &[id], json)
        .query("per_page", "1")
        .query("include_totals", "true")
}

/// How an organization uses a connection; `NotFound` when it does not.
pub fn connection(id: &str, connection: &str) -> Call<EnabledConnection> {
    Call::new(Method::GET, "organizations/{id}/enabled_connections/{id}", &[id, connection], json)
}

/// Lets an organization use a connection.
pub fn add_connection(id: &str, connection: &str, enablement: Enablement) -> Call<EnabledConnection> {
    let body = NewEnabledConnection { connection_id: connection, enablement };
    Call::new(Method::POST, "organizations/{id}/enabled_connections", &[id], json).json(body)
}

/// Changes how an organization uses a connection.
pub fn update_connection(id: &str, connection: &str, enablement: Enablement) -> Call<EnabledConnection> {
    let template = "organizations/{id}/enabled_connections/{id}";
    Call::new(Method::PATCH, template, &[id, connection], json).json(enablement)
}

/// Ends an organization's use of a connection.
pub fn remove_connection(id: &str, connection: &str) -> Call<()> {
    Call::new(Method::DELETE, "organizations/{id}/enabled_connections/{id}", &[id, connection], nothing)
}

/// The connections of an organization, with those that are switched off. Early access at Auth0.
pub fn connections(id: &str) -> Call<OrganizationConnections> {
    Call::new(Method::GET, "organizations/{id}/connections", &[id], json)
        .query("per_page", "50")
        .query("include_totals", "true")
}

/// Switches a way in of an organization on or off; what is not said stays. Early access at Auth0.
pub fn switch_connection(id: &str, connection: &str, switch: Switch) -> Call<OrganizationConnection> {
    Call::new(Method::PATCH, "organizations/{id}/connections/{id}", &[id, connection], json).json(switch)
}

/// A page of an organization's members with their roles.
pub fn members(id: &str, from: Option<&str>) -> Call<MemberPage> {
    let call = Call::new(Method::GET, "organizations/{id}/members", &[id], json)
        .query("take", "100")
        .query("fields", "user_id,email,name,roles")
        .query("include_fields", "true");
    match from {
        Some(from) => call.query("from", from),
        None => call,
    }
}
