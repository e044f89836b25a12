//! Connections and the applications they are enabled for.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Call, Error,
    call::{json, nothing},
};

/// A connection as Auth0 has it. Members that are not named here are left alone.
#[derive(Clone, Deserialize)]
pub struct Connection {
    /// Auth0's id.
    pub id: String,
    /// The name; it never changes.
    pub name: String,
    /// Such as `samlp`.
    pub strategy: String,
    /// The name on the button; absent means `name`.
    pub display_name: Option<String>,
    /// The strategy's settings; absent without the scope `read:connections_options`.
    #[serde(default)]
    pub options: Map<String, Value>,
    /// The page on which the other side completes the connection; some strategies have one.
    pub provisioning_ticket_url: Option<String>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Auth0 returns secrets in `options`.
        f.debug_struct("Connection").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

/// A connection to be created.
#[derive(Serialize)]
pub struct NewConnection<'a> {
    /// Alphanumerics and single hyphens, at most 128.
    pub name: &'a str,
    /// Such as `samlp`.
    pub strategy: &'a str,
    /// The name on the button.
    pub display_name: &'a str,
    /// The strategy's settings.
    pub options: &'a Map<String, Value>,
}

/// A change of a connection. Auth0 replaces `options` as a whole, and resets a `display_name` that is left out.
#[derive(Serialize)]
pub struct ConnectionPatch<'a> {
    /// The name on the button.
    pub display_name: &'a str,
    /// The strategy's settings, all of them.
    pub options: &'a Map<String, Value>,
}

/// One application's use of a connection, as it shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientStatus {
    /// The application.
    pub client_id: String,
    /// Whether it uses the connection.
    pub status: bool,
}

/// One page of the applications that a connection is enabled for.
#[derive(Debug, Deserialize)]
pub struct ClientPage {
    /// The applications.
    pub clients: Vec<ClientRow>,
    /// How to go on; absent at the end.
    pub next: Option<String>,
}

/// An application that a connection is enabled for.
#[derive(Debug, Deserialize)]
pub struct ClientRow {
    /// The application.
    pub client_id: String,
}

/// How far a deletion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// Auth0 is deleting it and its users.
    Running,
    /// It is gone.
    Done,
}

/// The connection of a name: none or one.
pub fn find_by_name(name: &str) -> Call<Vec<Connection>> {
    Call::new(Method::GET, "connections", &[], json).query("name", name)
}

/// A page of connections.
#[derive(Debug, Deserialize)]
pub struct ConnectionPage {
    /// The connections.
    pub connections: Vec<Connection>,
    /// How to go on; absent at the end.
    pub next: Option<String>,
}

/// The connections of a strategy, page by page.
pub fn of_strategy(strategy: &str, from: Option<&str>) -> Call<ConnectionPage> {
    let call = Call::new(Method::GET, "connections", &[], json);
    let call = call.query("strategy", strategy).query("take", "100");
    match from {
        Some(from) => call.query("from", from),
        None => call,
    }
}

/// One connection.
pub fn get(id: &str) -> Call<Connection> {
    Call::new(Method::GET, "connections/{id}", &[id], json)
}

/// Creates a connection; it is enabled for no application.
pub fn create(connection: &NewConnection<'_>) -> Call<Connection> {
    Call::new(Method::POST, "connections", &[], json).json(connection)
}

/// Changes a connection.
pub fn update(id: &str, patch: &ConnectionPatch<'_>) -> Call<Connection> {
    Call::new(Method::PATCH, "connections/{id}", &[id], json).json(patch)
}

/// Deletes a connection and its users; Auth0 does so in its own time.
pub fn delete(id: &str) -> Call<Deletion> {
    fn read(status: StatusCode, _: &[u8]) -> Result<Deletion, Error> {
        Ok(if status == StatusCode::ACCEPTED { Deletion::Running } else { Deletion::Done })
    }
    Call::new(Method::DELETE, "connections/{id}", &[id], read)
}

/// The applications that a connection is enabled for.
pub fn clients(id: &str, from: Option<&str>) -> Call<ClientPage> {
    let call = Call::new(Method::GET, "connections/{id}/clients", &[id], json).query("take", "1000");
    match from {
        Some(from) => call.query("from", from),
        None => call,
    }
}

/// Enables or disables a connection for applications; the ones not named stay as they are. At most 50 a call.
pub fn update_clients(id: &str, statuses: &[ClientStatus]) -> Call<()> {
    Call::new(Method::PATCH, "connections/{id}/clients", &[id], nothing).json(statuses)
}
