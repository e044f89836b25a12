//! APIs.

use serde::{Deserialize, Serialize};

use crate::{Call, Members, Offset, Page, call::Request};

/// An API.
#[derive(Debug, Clone, Deserialize)]
pub struct ResourceServer {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The `aud` of its tokens.
    pub identifier: String,
    /// What can be asked of it.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// How its tokens are signed.
    pub signing_alg: Option<String>,
    /// Whether roles limit what tokens carry.
    pub enforce_policies: Option<bool>,
    /// Such as `access_token_authz`, which puts permissions into tokens.
    pub token_dialect: Option<String>,
    /// How long tokens live, in seconds.
    pub token_lifetime: Option<u64>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// Something that can be asked of an API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Such as `connections:read`.
    pub value: String,
    /// What it allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// An API as it shall be; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted<'a> {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// What can be asked of it, all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<&'a [Scope]>,
    /// How its tokens are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_alg: Option<&'a str>,
    /// Whether roles limit what tokens carry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_policies: Option<bool>,
    /// Such as `access_token_authz`, which puts permissions into tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_dialect: Option<&'a str>,
    /// How long tokens live, in seconds; at most 30 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_lifetime: Option<u32>,
}

#[derive(Serialize)]
struct NewResourceServer<'a> {
    identifier: &'a str,
    #[serde(flatten)]
    wanted: &'a Wanted<'a>,
}

/// APIs.
pub fn list(place: Offset) -> Call<Page<ResourceServer>> {
    Request::get("resource-servers", &[]).offset(place).reads_page("resource_servers")
}

/// The API of an id or of an identifier.
pub fn get(id: &str) -> Call<ResourceServer> {
    Request::get("resource-servers/{id}", &[id]).reads()
}

/// Creates an API; `Conflict` where the identifier is taken.
pub fn create(identifier: &str, wanted: &Wanted<'_>) -> Call<ResourceServer> {
    let body = NewResourceServer { identifier, wanted };
    Request::post("resource-servers", &[]).body(body).reads()
}

/// Changes an API.
pub fn update(id: &str, wanted: &Wanted<'_>) -> Call<ResourceServer> {
    Request::patch("resource-servers/{id}", &[id]).body(wanted).reads()
}

/// Deletes an API.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("resource-servers/{id}", &[id]).reads_nothing()
}
