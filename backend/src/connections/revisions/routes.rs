//! Revisions over the wire.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, post, web::Data};
use api::{
    Connection, ConnectionId, Page, Permission, Problem, Revision, RevisionDiff, RevisionId, RollBack,
    RolledBack,
};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    super::{
        routes::accepted,
        service::{self as connections, Ordered},
    },
    service::{self, Outcome},
};
use crate::{
    auth::{Caller, authorize},
    http::{
        body::Body,
        etag,
        list::{PageQuery, page},
        path::{Id, InConnection, Query},
        prefer::Wait,
    },
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(compare).service(roll_back);
}

/// List the versions of a connection's settings, the newest first
#[utoipa::path(operation_id = "list_revisions", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"),
        ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of revisions", body = Page<Revision>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/revisions")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    let window = query.window()?;
    let rows = service::list(&state, &scope, connection, window).await?;
    Ok(page(&request, window, rows, |row| row.id.uuid(), |row| row))
}

/// Read one version of a connection's settings
#[utoipa::path(operation_id = "get_revision", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("revision_id" = RevisionId, Path, description = "the revision")),
    responses((status = 200, description = "The revision", body = Revision),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/revisions/{revision_id}")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Id(revision): Id<RevisionId>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, connection, revision).await?))
}

#[derive(Debug, Default, Deserialize)]
struct Against {
    against: Option<RevisionId>,
}

/// Compare a version of a connection's settings with another
///
/// Field by field, in words. Secrets are masked: only when they were given is told.
#[utoipa::path(operation_id = "compare_revisions", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("revision_id" = RevisionId, Path, description = "the revision"),
        ("against" = Option<RevisionId>, Query, description = "the other revision; the one before if left out")),
    responses((status = 200, description = "What differs", body = RevisionDiff),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/revisions/{revision_id}/diff")]
async fn compare(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Id(revision): Id<RevisionId>,
    Query(other): Query<Against>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::compare(&state, &scope, connection, (revision, other.against)).await?))
}

/// Go back to an older version of a connection's settings
///
/// Makes a new revision. What is no longer safe to use, such as an expired certificate, is left out and named. When
/// the older revision had a passing test and nothing is left out, the new one counts as tested; settings that people
/// use right now only go back to such a revision.
#[utoipa::path(operation_id = "roll_back_connection", tag = "connections", request_body = RollBack,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("Idempotency-Key" = Option<String>, Header, description = "makes it happen once")),
    responses((status = 200, description = "The connection at its new revision, and what was left out", body = RolledBack),
        (status = 202, description = "It waits for a second person; Location is the change", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It cannot go back there now", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/rollback")]
async fn roll_back(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Body(body): Body<RollBack>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsActivate, organization)?;
    let seen = connections::see(&state, &scope, connection).await?;
    match service::roll_back(&state, &scope, seen, body.revision_id).await? {
        Outcome::Done(done) => Ok(HttpResponse::Ok().json(done)),
        Outcome::Waits(change) => {
            accepted(&state, &scope, connection, (Ordered::Waits(change), Wait(Duration::ZERO))).await
        }
    }
}
