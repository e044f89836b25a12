//! Drift over the wire.

use actix_web::{HttpResponse, get, post, web::Data};
use api::{Connection, ConnectionId, Drift, Permission, Problem, ResolveDrift};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize},
    http::{body::Body, etag, path::InConnection},
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(get_one).service(resolve);
}

/// Say what was changed in Auth0 behind Latchkey's back
#[utoipa::path(operation_id = "get_connection_drift", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "What differs", body = Drift),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/drift")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, connection).await?))
}

/// Decide what becomes of what was changed in Auth0
///
/// `adopt` makes it a new revision here, `reapply` writes what is here again, `ignore` leaves it as Auth0 has it.
#[utoipa::path(operation_id = "resolve_connection_drift", tag = "connections", request_body = ResolveDrift,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("Idempotency-Key" = Option<String>, Header, description = "makes it happen once")),
    responses((status = 200, description = "The connection", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There is nothing to decide, or not this way", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/drift")]
async fn resolve(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Body(body): Body<ResolveDrift>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    Ok(etag::ok(&service::resolve(&state, &scope, connection, body.resolution).await?))
}
