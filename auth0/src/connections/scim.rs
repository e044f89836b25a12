//! Inbound SCIM: the configuration of a connection, and the tokens with which its identity provider comes.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{Call, Checkpoint, Page, call::Request};

/// How SCIM attributes become attributes of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The attribute of the user.
    pub auth0: String,
    /// The path in SCIM.
    pub scim: String,
}

/// The SCIM configuration of a connection.
#[derive(Debug, Clone, Deserialize)]
pub struct Configuration {
    /// The connection.
    pub connection_id: String,
    /// Its name.
    pub connection_name: String,
    /// Its strategy.
    pub strategy: String,
    /// The attribute that ties a SCIM user to one who signs in.
    pub user_id_attribute: String,
    /// All attributes.
    pub mapping: Vec<Mapping>,
    /// When it was made.
    pub created_at: Option<String>,
    /// When it was changed.
    pub updated_on: Option<String>,
}

/// A configuration as it shall be. A change replaces both members.
#[derive(Debug, Clone, Serialize)]
pub struct Wanted<'a> {
    /// The attribute that ties a SCIM user to one who signs in.
    pub user_id_attribute: &'a str,
    /// All attributes.
    pub mapping: &'a [Mapping],
}

/// Auth0's mapping for a strategy.
#[derive(Debug, Clone, Deserialize)]
pub struct DefaultMapping {
    /// All attributes.
    pub mapping: Vec<Mapping>,
}

/// A token as it is listed: never with its secret.
#[derive(Debug, Clone, Deserialize)]
pub struct Token {
    /// Auth0's id.
    pub token_id: String,
    /// Such as `post:users`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Option<String>,
    /// When it ends; absent for one that does not.
    pub valid_until: Option<String>,
    /// When the identity provider used it last.
    pub last_used_at: Option<String>,
}

/// A token just made. Its secret is told this once.
#[derive(Debug, Clone, Deserialize)]
pub struct NewToken {
    /// Auth0's id.
    pub token_id: String,
    /// The secret.
    pub token: SecretString,
    /// Such as `post:users`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Option<String>,
    /// When it ends; absent for one that does not.
    pub valid_until: Option<String>,
}

/// A token to be made; a connection has two at most.
#[derive(Debug, Clone, Serialize)]
pub struct WantedToken<'a> {
    /// At least one, such as `post:users`.
    pub scopes: &'a [&'a str],
    /// Seconds, more than 900; none for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_lifetime: Option<u32>,
}

const TEMPLATE: &str = "connections/{id}/scim-configuration";

/// The configurations of all connections: one call, where asking connection by connection would use up the budget.
pub fn list(place: Checkpoint<'_>) -> Call<Page<Configuration>> {
    Request::get("connections-scim-configurations", &[]).checkpoint(place).reads_page("scim_configurations")
}

/// The configuration of a connection; `NotFound` when there is none.
pub fn get(connection: &str) -> Call<Configuration> {
    Request::get(TEMPLATE, &[connection]).reads()
}

/// Turns SCIM on, with Auth0's mapping when none is given; `NotFound` for a strategy that cannot.
pub fn create(connection: &str, wanted: Option<&Wanted<'_>>) -> Call<Configuration> {
    let request = Request::post(TEMPLATE, &[connection]);
    match wanted {
        Some(wanted) => request.body(wanted),
        None => request,
    }
    .reads()
}

/// Replaces the mapping.
pub fn update(connection: &str, wanted: &Wanted<'_>) -> Call<Configuration> {
    Request::patch(TEMPLATE, &[connection]).body(wanted).reads()
}

/// Turns SCIM off.
pub fn delete(connection: &str) -> Call<()> {
    Request::delete(TEMPLATE, &[connection]).reads_nothing()
}

/// Auth0's mapping for the connection's strategy.
pub fn default_mapping(connection: &str) -> Call<DefaultMapping> {
    Request::get("connections/{id}/scim-configuration/default-mapping", &[connection]).reads()
}

/// The tokens of a connection.
pub fn tokens(connection: &str) -> Call<Vec<Token>> {
    Request::get("connections/{id}/scim-configuration/tokens", &[connection]).reads()
}

/// Makes a token; `Conflict` when there are two.
pub fn create_token(connection: &str, wanted: &WantedToken<'_>) -> Call<NewToken> {
    Request::post("connections/{id}/scim-configuration/tokens", &[connection]).body(wanted).reads()
}

/// Ends a token.
pub fn delete_token(connection: &str, token: &str) -> Call<()> {
    Request::delete("connections/{id}/scim-configuration/tokens/{id}", &[connection, token]).reads_nothing()
}
