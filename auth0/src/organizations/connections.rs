//! Which connections an organization uses: the newer endpoints, where a connection can be known and off.

use serde::{Deserialize, Serialize};

use crate::{Call, Offset, Page, call::Request, open_enum::open_enum};

open_enum! {
    /// What an organization's own administrators may do with a connection.
    AccessLevel {
        /// Nothing.
        None = "none",
        /// Look.
        ReadOnly = "readonly",
        /// Change some of it.
        Limited = "limited",
        /// Change all of it.
        Full = "full",
    }
}

/// How an organization uses a connection.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OrganizationConnection {
    /// The connection.
    pub connection_id: String,
    /// Whether it is on.
    pub is_enabled: Option<bool>,
    /// Whether who signs in through it becomes a member.
    #[serde(default)]
    pub assign_membership_on_login: bool,
    /// Whether its button is on the organization's sign-in page.
    #[serde(default)]
    pub show_as_button: bool,
    /// Whether people can sign up; only for databases.
    #[serde(default)]
    pub is_signup_enabled: bool,
    /// The name that the organization's administrators see.
    pub organization_connection_name: Option<String>,
    /// What they may do.
    pub organization_access_level: Option<AccessLevel>,
    /// What it is called.
    #[serde(default)]
    pub connection: ConnectionName,
}

impl OrganizationConnection {
    /// Whether people of the organization can use it.
    pub fn is_on(&self) -> bool {
        self.is_enabled == Some(true)
    }
}

/// What a connection is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ConnectionName {
    /// The name.
    pub name: String,
    /// Such as `auth0` or `samlp`.
    pub strategy: String,
}

/// How an organization shall use a connection; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Use<'a> {
    /// Whether it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_enabled: Option<bool>,
    /// Whether who signs in through it becomes a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assign_membership_on_login: Option<bool>,
    /// Whether its button is on the organization's sign-in page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_as_button: Option<bool>,
    /// The name that the organization's administrators see: 1 to 50 characters without a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_connection_name: Option<&'a str>,
    /// What they may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_access_level: Option<AccessLevel>,
}

#[derive(Serialize)]
struct NewUse<'a> {
    connection_id: &'a str,
    #[serde(flatten)]
    wanted: &'a Use<'a>,
}

const ONE: &str = "organizations/{id}/connections/{id}";

/// The connections of an organization, on, off or both.
pub fn list(id: &str, is_enabled: Option<bool>, place: Offset) -> Call<Page<OrganizationConnection>> {
    Request::get("organizations/{id}/connections", &[id])
        .offset(place)
        .optional("is_enabled", is_enabled)
        .reads_page("connections")
}

/// How an organization uses a connection; `NotFound` when it does not know it.
pub fn get(id: &str, connection: &str) -> Call<OrganizationConnection> {
    Request::get(ONE, &[id, connection]).reads()
}

/// Gives an organization a connection; `Conflict` when it has it.
pub fn add(id: &str, connection: &str, wanted: &Use<'_>) -> Call<OrganizationConnection> {
    let body = NewUse { connection_id: connection, wanted };
    Request::post("organizations/{id}/connections", &[id]).body(body).reads()
}

/// Changes how an organization uses a connection.
pub fn update(id: &str, connection: &str, wanted: &Use<'_>) -> Call<OrganizationConnection> {
    Request::patch(ONE, &[id, connection]).body(wanted).reads()
}

/// Takes a connection away from an organization.
pub fn remove(id: &str, connection: &str) -> Call<()> {
    Request::delete(ONE, &[id, connection]).reads_nothing()
}
