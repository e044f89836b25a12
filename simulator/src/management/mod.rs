//! The Management API v2.

mod access;
mod authentication_methods;
pub(crate) mod blocks;
mod body;
mod certificates;
mod client_credentials;
mod client_fields;
mod client_grants;
mod client_metadata;
mod clients;
mod connections;
mod descriptions;
mod device_credentials;
mod discovery_domains;
mod effective;
mod entity_limits;
mod error;
mod fields;
mod formats;
mod grants;
mod group_roles;
mod groups;
mod invitations;
mod jobs;
mod logs;
mod lucene;
mod members;
mod multifactor;
mod organization_connections;
mod organization_grants;
mod organizations;
mod paging;
mod plain;
mod query;
mod records;
mod refresh_tokens;
mod resource_servers;
mod role_assignments;
mod roles;
mod schema;
mod sessions;
mod settings;
mod signing_keys;
mod stats;
#[cfg(test)]
mod tests;
mod tickets;
mod user_access;
mod user_changes;
mod user_identities;
mod user_roles;
mod users;

pub use access::Callers;
pub use error::ApiError;

use actix_web::{HttpResponse, middleware::from_fn, web};
use chrono::{DateTime, Utc};

/// Where the API is.
pub const PATH: &str = "/api/v2";

/// A moment as Auth0 writes it.
pub fn timestamp(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config.configure(jobs::configure_downloads).service(
        web::scope(PATH)
            .wrap(from_fn(crate::streams::listen))
            .wrap(from_fn(records::keep))
            .configure(connections::configure)
            .configure(organizations::configure)
            .configure(organization_connections::configure)
            .configure(members::configure)
            .configure(discovery_domains::configure)
            .configure(invitations::configure)
            .configure(organization_grants::configure)
            .configure(client_metadata::configure)
            .configure(clients::configure)
            .configure(client_credentials::configure)
            .configure(client_grants::configure)
            .configure(resource_servers::configure)
            .configure(roles::configure)
            .configure(role_assignments::configure)
            .configure(users::configure)
            .configure(user_changes::configure)
            .configure(user_roles::configure)
            .configure(groups::configure)
            .configure(group_roles::configure)
            .configure(effective::configure)
            .configure(user_identities::configure)
            .configure(user_access::configure)
            .configure(authentication_methods::configure)
            .configure(multifactor::configure)
            .configure(blocks::configure)
            .configure(logs::configure)
            .configure(settings::configure)
            .configure(sessions::configure)
            .configure(refresh_tokens::configure)
            .configure(grants::configure)
            .configure(jobs::configure)
            .configure(device_credentials::configure)
            .configure(signing_keys::configure)
            .configure(stats::configure)
            .configure(tickets::configure)
            .configure(plain::configure)
            .default_service(web::to(unknown)),
    );
}

async fn unknown() -> Result<HttpResponse, ApiError> {
    Err(ApiError::not_found("Not Found"))
}
