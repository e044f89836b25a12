//! Attribute mapping over the wire.

use actix_web::{HttpResponse, get, post, put, web::Data};
use api::{AttributeMapping, ConnectionId, Permission, Problem, PutAttributeMapping};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize},
    http::{
        body::Body,
        etag::{self, IfMatch},
        path::InConnection,
    },
    problem::ApiError,
    state::AppState,
};

pub(in crate::connections) fn configure(config: &mut ServiceConfig) {
    config.service(read).service(replace).service(preview);
}

/// Read the attribute mapping
///
/// Against what came in the last test, with suggestions for what did not.
#[utoipa::path(operation_id = "get_attribute_mapping", tag = "attribute mapping",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "The mapping", body = AttributeMapping),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/attribute-mapping")]
async fn read(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, connection).await?))
}

/// Set the attribute mapping
///
/// A new revision, which has to be tested again. Claims left out keep Auth0's defaults.
#[utoipa::path(operation_id = "put_attribute_mapping", tag = "attribute mapping", request_body = PutAttributeMapping,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("If-Match" = String, Header, description = "the ETag of what was read")),
    responses((status = 200, description = "The mapping", body = AttributeMapping),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not in this state, or not of this strategy", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What was sent cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json")))]
#[put("/organizations/{organization_id}/connections/{connection_id}/attribute-mapping")]
async fn replace(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    if_match: IfMatch,
    Body(body): Body<PutAttributeMapping>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    let seen = |current: &AttributeMapping| if_match.check(current);
    Ok(etag::ok(&service::put(&state, &scope, connection, body.attributes, seen).await?))
}

/// Try an attribute mapping
///
/// What it would give of the last test. Nothing is saved.
#[utoipa::path(operation_id = "preview_attribute_mapping", tag = "attribute mapping", request_body = PutAttributeMapping,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "What the mapping would give", body = AttributeMapping),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not of this strategy", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What was sent cannot be used", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/attribute-mapping/preview")]
async fn preview(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Body(body): Body<PutAttributeMapping>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    Ok(HttpResponse::Ok().json(service::preview(&state, &scope, connection, body.attributes).await?))
}
