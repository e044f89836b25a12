//! `/connections` and everything below it.

mod clients;
mod conflicts;
mod create;
mod delete;
mod directory;
mod directory_mapping;
mod groups;
mod keys;
mod options;
mod read;
mod scim;
mod scim_mapping;
mod scim_tokens;
mod status;
mod update;
mod users;
mod view;
mod wish;

pub(super) use keys::{as_pkcs7, with_returns};
pub(super) use wish::STRATEGIES;

use actix_web::web;
use serde_json::{Map, Value};

use crate::tenant::{Tenant, model::Connection};

use super::{ApiError, body};

/// Strategies that fall back to the name when no display name is given.
const NAMED: [&str; 3] = ["oidc", "okta", "waad"];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connections", web::get().to(read::list))
        .route("/connections", web::post().to(create::create))
        .route("/connections/{id}", web::get().to(read::get))
        .route("/connections/{id}", web::patch().to(update::update))
        .route("/connections/{id}", web::delete().to(delete::delete))
        .route("/connections/{id}/status", web::get().to(status::get))
        .route("/connections/{id}/users", web::delete().to(users::delete))
        .configure(clients::configure)
        .configure(keys::configure)
        .configure(scim::configure)
        .configure(scim_tokens::configure)
        .configure(directory::configure)
        .configure(groups::configure);
}

/// No such connection.
pub(super) fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_connection", "The connection does not exist")
}

/// The connection of this id.
pub(super) fn find(tenant: &Tenant, id: &str) -> Result<Connection, ApiError> {
    tenant.read(|state| state.connections.get(id).cloned()).ok_or_else(inexistent)
}

fn display_name(wish: &Map<String, Value>, strategy: &str, name: &str) -> Option<String> {
    body::text(wish, "display_name").or_else(|| NAMED.contains(&strategy).then(|| name.to_owned()))
}

fn realms(wish: &Map<String, Value>, name: &str) -> Vec<String> {
    let realms = body::texts(wish, "realms");
    if realms.is_empty() { vec![name.to_owned()] } else { realms }
}

/// What create and update treat alike: absent members stay as they are.
fn apply_common(connection: &mut Connection, wish: &Map<String, Value>) {
    if let Some(flag) = body::flag(wish, "is_domain_connection") {
        connection.is_domain_connection = flag;
    }
    if let Some(flag) = body::flag(wish, "show_as_button") {
        connection.show_as_button = flag;
    }
    if let Some(flag) = wish::flag(wish, "authentication", "active") {
        connection.authentication_active = flag;
    }
    if let Some(flag) = wish::flag(wish, "connected_accounts", "active") {
        connection.connected_accounts_active = flag;
        connection.connected_accounts_cross_app_access =
            wish::flag(wish, "connected_accounts", "cross_app_access");
    }
    if let Some(flag) = wish::flag(wish, "cross_app_access_requesting_app", "active") {
        connection.cross_app_access_requesting_app = Some(flag);
    }
    match wish.get("metadata") {
        Some(Value::Object(metadata)) => {
            let mut metadata = metadata.clone();
            metadata.retain(|_, value| !value.is_null());
            connection.metadata = Some(metadata);
        }
        Some(_) => connection.metadata = None,
        None => {}
    }
}
