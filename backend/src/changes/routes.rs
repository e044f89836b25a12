//! Changes over the wire.

use actix_web::{HttpRequest, HttpResponse, get, post, web::Data};
use api::{Change, ChangeId, Page, Permission, Problem, RejectChange};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize, require_recent_sign_in},
    http::{
        body::Body,
        etag,
        list::{PageQuery, page},
        path::{Id, InOrganization, Query},
    },
    organizations,
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(approve).service(reject);
}

/// List changes that wait for a second person, and what became of others
#[utoipa::path(operation_id = "list_changes", tag = "changes",
    params(("organization_id" = String, Path, description = "an id, or `current`"),
        ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of changes, the newest first", body = Page<Change>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/changes")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    organizations::service::get(&state, &scope).await?;
    let window = query.window()?;
    let rows = service::list(&state, &scope, window).await?;
    Ok(page(&request, window, rows, |row| row.id.uuid(), |row| row))
}

/// Read a change
#[utoipa::path(operation_id = "get_change", tag = "changes",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("change_id" = ChangeId, Path, description = "the change")),
    responses((status = 200, description = "The change", body = Change),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/changes/{change_id}")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Id(change): Id<ChangeId>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, change).await?))
}

/// Approve a change
///
/// As somebody else than who asked for it. It is done as it was asked for, unless the connection has changed since. It
/// needs a sign-in of the last 5 minutes.
#[utoipa::path(operation_id = "approve_change", tag = "changes",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("change_id" = ChangeId, Path, description = "the change"), ("Idempotency-Key" = Option<String>, Header, description = "makes it happen once")),
    responses((status = 200, description = "The change, approved", body = Change),
        (status = 403, description = "A permission, a recent sign-in or another person is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It was decided, or is out of date", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/changes/{change_id}/approve")]
async fn approve(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Id(change): Id<ChangeId>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ChangesApprove, organization)?;
    require_recent_sign_in(&caller, state.clock.as_ref())?;
    Ok(HttpResponse::Ok().json(service::approve(&state, &scope, change).await?))
}

/// Reject a change, or take back what one has asked for
#[utoipa::path(operation_id = "reject_change", tag = "changes", request_body = RejectChange,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("change_id" = ChangeId, Path, description = "the change"), ("Idempotency-Key" = Option<String>, Header, description = "makes it happen once")),
    responses((status = 200, description = "The change, rejected", body = Change),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It was decided already", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/changes/{change_id}/reject")]
async fn reject(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Id(change): Id<ChangeId>,
    Body(body): Body<RejectChange>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ChangesApprove, organization)?;
    Ok(HttpResponse::Ok().json(service::reject(&state, &scope, change, body.reason.as_deref()).await?))
}
