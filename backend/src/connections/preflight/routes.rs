//! The preflight over the wire.

use std::time::Duration;

use actix_web::{HttpResponse, get, post, web::Data};
use api::{ConnectionId, Permission, Preflight, Problem};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize},
    http::path::InConnection,
    problem::ApiError,
    state::AppState,
};

/// How long the caller waits for Auth0 and the identity provider to be looked at.
const WAIT: Duration = Duration::from_secs(10);

pub(in crate::connections) fn configure(config: &mut ServiceConfig) {
    config.service(run).service(read);
}

/// Check whether people could be let in
///
/// The linter's findings, and what stands in the way in Auth0 and at the identity provider. Waits up to 10 seconds; an
/// answer that is still `pending` then is read again later.
#[utoipa::path(operation_id = "run_preflight", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "What was found", body = Preflight),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/preflight")]
async fn run(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    Ok(HttpResponse::Ok().json(service::run(&state, &scope, connection, WAIT).await?))
}

/// Read the last preflight
#[utoipa::path(operation_id = "get_preflight", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "What was found", body = Preflight),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/preflight")]
async fn read(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(HttpResponse::Ok().json(service::get(&state, &scope, connection).await?))
}
