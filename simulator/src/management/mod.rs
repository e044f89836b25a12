//! The Management API v2.

mod access;
mod body;
mod certificates;
mod clients;
mod connection_clients;
mod connection_options;
mod connections;
mod error;
mod fields;
mod logs;
mod lucene;
mod members;
mod organization_connections;
mod organizations;
mod paging;
mod query;
mod records;
mod roles;
mod saml_metadata;
mod schema;
mod settings;
mod users;

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
    config.service(
        web::scope(PATH)
            .wrap(from_fn(records::keep))
            .configure(connections::configure)
            .configure(connection_clients::configure)
            .configure(organizations::configure)
            .configure(organization_connections::configure)
            .configure(members::configure)
            .configure(clients::configure)
            .configure(roles::configure)
            .configure(users::configure)
            .configure(logs::configure)
            .configure(settings::configure)
            .default_service(web::to(unknown)),
    );
}

async fn unknown() -> Result<HttpResponse, ApiError> {
    Err(ApiError::not_found("Not Found"))
}
