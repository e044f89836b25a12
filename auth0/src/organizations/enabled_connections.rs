//! Which connections an organization uses: the older endpoints, which every plan has.

use serde::{Deserialize, Serialize};

use crate::{Call, Offset, Page, call::Request};

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

const ONE: &str = "organizations/{id}/enabled_connections/{id}";

/// The connections that an organization uses; it can have ten.
pub fn enabled(id: &str, place: Offset) -> Call<Page<EnabledConnection>> {
    Request::get("organizations/{id}/enabled_connections", &[id])
        .offset(place)
        .reads_page("enabled_connections")
}

/// How an organization uses a connection; `NotFound` when it does not.
pub fn connection(id: &str, connection: &str) -> Call<EnabledConnection> {
    Request::get(ONE, &[id, connection]).reads()
}

/// Lets an organization use a connection.
pub fn add_connection(id: &str, connection: &str, enablement: Enablement) -> Call<EnabledConnection> {
    let body = NewEnabledConnection { connection_id: connection, enablement };
    Request::post("organizations/{id}/enabled_connections", &[id]).body(body).reads()
}

/// Changes how an organization uses a connection.
pub fn update_connection(id: &str, connection: &str, enablement: Enablement) -> Call<EnabledConnection> {
    Request::patch(ONE, &[id, connection]).body(enablement).reads()
}

/// Ends an organization's use of a connection.
pub fn remove_connection(id: &str, connection: &str) -> Call<()> {
    Request::delete(ONE, &[id, connection]).reads_nothing()
}
