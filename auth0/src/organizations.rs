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
