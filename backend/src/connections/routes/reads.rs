//! Reading connections.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use api::{Connection, ConnectionId, Page, Permission, Problem, ProblemCode, ServiceProvider};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::service;
use crate::{
    auth::{Caller, authorize},
    http::{
        etag,
        list::{PageQuery, page},
        path::{InConnection, InOrganization, Query},
    },
    problem::ApiError,
    state::AppState,
};

pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(service_provider);
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    state: Option<String>,
}

const STATES: [&str; 7] = ["draft", "configured", "tested", "active", "enforced", "disabled", "deleting"];

/// List connections
#[utoipa::path(operation_id = "list_connections", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("state" = Option<String>, Query, description = "only connections in this state"),
        ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of connections", body = Page<Connection>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Query(query): Query<PageQuery>,
    Query(filter): Query<Filter>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    let window = query.window()?;
    if filter.state.as_deref().is_some_and(|state| !STATES.contains(&state)) {
        return Err(ApiError::new(
            ProblemCode::InvalidRequest,
            format!("state is one of {}.", STATES.join(", ")),
        ));
    }
    let rows = service::list(&state, &scope, filter.state.as_deref(), window).await?;
    Ok(page(&request, window, rows, |row| row.id.uuid(), |row| row))
}

/// Read a connection
#[utoipa::path(operation_id = "get_connection", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "The connection", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, connection).await?))
}

/// Read the values to type into the identity provider
#[utoipa::path(operation_id = "get_service_provider", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "The values under the provider's own labels", body = ServiceProvider),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/service-provider")]
async fn service_provider(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::service_provider(&state, &scope, connection).await?))
}
