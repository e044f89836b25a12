//! Connections and the applications they are enabled for.

pub mod directory;
pub mod keys;
pub mod scim;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Call, Checkpoint, Members, Page, call::Request};

/// A connection as Auth0 has it. Members that are not named here are in `rest`.
#[derive(Clone, Deserialize)]
#[serde(from = "Shown")]
pub struct Connection {
    /// Auth0's id.
    pub id: String,
    /// The name; it never changes.
    pub name: String,
    /// Such as `samlp`.
    pub strategy: String,
    /// The name on the button; absent means `name`.
    pub display_name: Option<String>,
    /// The strategy's settings; empty where they are hidden.
    pub options: Map<String, Value>,
    /// Whether Auth0 left the settings out, as it does without the scope `read:connections_options`. Whoever writes
    /// settings on top of hidden ones loses them all.
    pub options_hidden: bool,
    /// Texts of ours, at most ten.
    pub metadata: Map<String, Value>,
    /// Whether its button is on the sign-in page of applications without organizations.
    pub show_as_button: bool,
    /// Whether third-party applications can use it.
    pub is_domain_connection: bool,
    /// Where an administrator of the identity provider consents or downloads what is needed, for some strategies.
    pub provisioning_ticket_url: Option<String>,
    /// Everything else.
    pub rest: Members,
}

/// The wire's shape: it tells hidden settings from empty ones.
#[derive(Deserialize)]
struct Shown {
    id: String,
    name: String,
    strategy: String,
    display_name: Option<String>,
    options: Option<Map<String, Value>>,
    metadata: Option<Map<String, Value>>,
    #[serde(default)]
    show_as_button: Option<bool>,
    #[serde(default)]
    is_domain_connection: Option<bool>,
    provisioning_ticket_url: Option<String>,
    #[serde(flatten)]
    rest: Members,
}

impl From<Shown> for Connection {
    fn from(shown: Shown) -> Self {
        Self {
            id: shown.id,
            name: shown.name,
            strategy: shown.strategy,
            display_name: shown.display_name,
            options_hidden: shown.options.is_none(),
            options: shown.options.unwrap_or_default(),
            metadata: shown.metadata.unwrap_or_default(),
            show_as_button: shown.show_as_button.unwrap_or_default(),
            is_domain_connection: shown.is_domain_connection.unwrap_or_default(),
            provisioning_ticket_url: shown.provisioning_ticket_url,
            rest: shown.rest,
        }
    }
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

/// An application that a connection is enabled for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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

/// Members of a connection besides its settings; what is left out stays as it is, but for `display_name`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Presentation<'a> {
    /// The name on the button. Auth0 resets it to `name` where it is left out, so it never is.
    pub display_name: &'a str,
    /// Whether its button is on the sign-in page of applications without organizations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_as_button: Option<bool>,
    /// Whether third-party applications can use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_domain_connection: Option<bool>,
    /// Texts of ours, at most ten, 255 characters each; all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Map<String, Value>>,
}

/// Which connections to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only these strategies; none for all.
    pub strategies: &'a [&'a str],
    /// Only these members, separated by commas; none for all. Without `options`, no secret travels.
    pub fields: Option<&'a str>,
}

/// Connections, page by page.
pub fn list(filter: Filter<'_>, place: Checkpoint<'_>) -> Call<Page<Connection>> {
    let mut request = Request::get("connections", &[]).checkpoint(place);
    for strategy in filter.strategies {
        request = request.query("strategy", strategy);
    }
    match filter.fields {
        Some(fields) => request.fields(fields),
        None => request,
    }
    .reads_page("connections")
}

/// The connection of a name: none or one.
pub fn find_by_name(name: &str) -> Call<Vec<Connection>> {
    Request::get("connections", &[]).query("name", name).reads()
}

/// One connection.
pub fn get(id: &str) -> Call<Connection> {
    Request::get("connections/{id}", &[id]).reads()
}

/// Creates a connection; it is enabled for no application.
pub fn create(connection: &NewConnection<'_>) -> Call<Connection> {
    Request::post("connections", &[]).body(connection).reads()
}

/// Changes a connection. The settings are replaced as a whole: [`crate::lossless`] makes them.
pub fn update(id: &str, patch: &ConnectionPatch<'_>) -> Call<Connection> {
    Request::patch("connections/{id}", &[id]).body(patch).reads()
}

/// Changes what is shown of a connection; its settings stay as they are.
pub fn present(id: &str, presentation: &Presentation<'_>) -> Call<Connection> {
    Request::patch("connections/{id}", &[id]).body(presentation).reads()
}

/// Deletes a connection and its users; Auth0 does so in its own time.
pub fn delete(id: &str) -> Call<Deletion> {
    Request::delete("connections/{id}", &[id]).reads_with(|answer| {
        let running = answer.status == StatusCode::ACCEPTED;
        Ok(if running { Deletion::Running } else { Deletion::Done })
    })
}

/// The applications that a connection is enabled for, up to 1000 a page.
pub fn clients(id: &str, from: Option<&str>) -> Call<Page<ClientRow>> {
    let place = Checkpoint::after(from).take(1000);
    Request::get("connections/{id}/clients", &[id]).checkpoint(place).reads_page("clients")
}

/// How many applications one call of [`update_clients`] may name.
pub const CLIENTS_AT_ONCE: usize = 50;

/// Enables or disables a connection for applications; the ones not named stay as they are. At most 50 a call.
pub fn update_clients(id: &str, statuses: &[ClientStatus]) -> Call<()> {
    Request::patch("connections/{id}/clients", &[id]).body(statuses).reads_nothing()
}

/// Succeeds when the agent of an `ad` connection is online; `NotFound` when it is not, or for another strategy.
pub fn status(id: &str) -> Call<()> {
    Request::get("connections/{id}/status", &[id]).reads_nothing()
}
