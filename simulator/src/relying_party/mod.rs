//! The tenant as a client of identity providers: sends people there, and verifies what they come back with.

mod callback;
mod federation_metadata;
mod initiated;
mod logout;
mod oidc;
mod profile;
mod protocol;
mod saml;
mod service_provider;
mod upstream_params;
mod wsfed;

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value};

use crate::{
    oidc::error::OAuthError,
    tenant::{Tenant, model::Connection, volatile::Transaction},
};

pub(crate) use logout::leave_provider;
use protocol::Protocol;

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/login/callback", web::get().to(callback::by_query))
        .route("/login/callback", web::post().to(callback::by_form))
        .route("/logout", web::get().to(logout::by_query))
        .route("/logout", web::post().to(logout::by_form))
        .configure(service_provider::configure);
}

/// Sends the person to the identity provider of a connection.
pub async fn send(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<HttpResponse, OAuthError> {
    match Protocol::of(connection) {
        Some(Protocol::Saml) => saml::send(tenant, transaction, connection),
        Some(Protocol::Oidc) => oidc::send(tenant, transaction, connection).await,
        Some(Protocol::WsFederation) => wsfed::send(tenant, transaction, connection).await,
        None => {
            let strategy = &connection.strategy;
            Err(OAuthError::invalid(format!("strategy {strategy} cannot sign people in")))
        }
    }
}

/// A person as an identity provider described them.
pub(crate) struct Arrival {
    /// Who, by the provider's own name.
    pub(crate) subject: String,
    /// Attributes under their own names.
    pub(crate) attributes: Map<String, Value>,
    /// What the log tells of the proof.
    pub(crate) details: Value,
}
