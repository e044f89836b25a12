//! The tenant as a client of identity providers: sends people there, and verifies what they come back with.

mod callback;
mod metadata;
mod oidc;
mod profile;
mod saml;

use actix_web::{HttpResponse, web};

use crate::{
    oidc::error::OAuthError,
    tenant::{Tenant, model::Connection, volatile::Transaction},
};

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/login/callback", web::get().to(callback::by_query))
        .route("/login/callback", web::post().to(callback::by_form))
        .route("/samlp/metadata", web::get().to(metadata::show));
}

/// Sends the person to the identity provider of a connection.
pub async fn send(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<HttpResponse, OAuthError> {
    match connection.strategy.as_str() {
        "samlp" => saml::send(tenant, transaction, connection),
        "oidc" => oidc::send(tenant, transaction, connection),
        other => Err(OAuthError::invalid(format!("strategy {other} cannot sign people in"))),
    }
}

/// A person as an identity provider described them.
pub(crate) struct Arrival {
    /// What follows `samlp|connection|` or `oidc|connection|`.
    pub(crate) subject: String,
    /// Attributes under their own names.
    pub(crate) attributes: serde_json::Map<String, serde_json::Value>,
}
