//! The steps of a connection's life: each is ordered, and answered with the job that does it.

use actix_web::{HttpResponse, delete, http::header, post, web::Data};
use api::{Activate, Connection, ConnectionId, DeleteMode, Disable, Permission, Problem};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::service::{self, Ordered};
use crate::{
    auth::{Caller, OrgScope, authorize, require_recent_sign_in},
    http::{
        body::Body,
        etag::{self, IfMatch},
        path::{InConnection, Query},
        prefer::Wait,
    },
    jobs,
    problem::ApiError,
    state::AppState,
};

pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(configure_one).service(activate).service(disable).service(remove);
}

/// 202 with the job, or with the change that waits for a second person, and the connection as it is; waits for a job
/// first if the caller wants to.
pub(in crate::connections) async fn accepted(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    (ordered, Wait(limit)): (Ordered, Wait),
) -> Result<HttpResponse, ApiError> {
    let location = match ordered {
        Ordered::Job(job) => {
            jobs::service::wait(state, job, limit).await?;
            format!("/api/v1/jobs/{job}")
        }
        Ordered::Waits(change) => {
            format!("/api/v1/organizations/{}/changes/{change}", scope.organization())
        }
    };
    let mut response = HttpResponse::Accepted();
    response.insert_header((header::LOCATION, location));
    match service::get(state, scope, id).await {
        Ok(connection) => Ok(response.insert_header((header::ETAG, etag::of(&connection))).json(connection)),
        // Deleted while the caller waited.
        Err(error) if error.code == api::ProblemCode::NotFound => Ok(response.finish()),
        Err(error) => Err(error),
    }
}

/// Write a connection to Auth0
///
/// For test sign-ins only: nobody else can use it before it is activated.
#[utoipa::path(operation_id = "configure_connection", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits for the end")),
    responses((status = 202, description = "Ordered; Location is the job, or the change that waits for a second person", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Something has to come first", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/configure")]
async fn configure_one(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    wait: Wait,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    let job = service::configure(&state, &scope, connection).await?;
    accepted(&state, &scope, connection, (Ordered::Job(job), wait)).await
}

/// Let people sign in through a connection
///
/// Needs a passing test of the current revision, and its warnings acknowledged by code. With `replaces` it takes the
/// place of another connection: once it has its button, the other one's goes, and after some days the other is disabled.
#[utoipa::path(operation_id = "activate_connection", tag = "connections", request_body = Activate,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("If-Match" = Option<String>, Header, description = "the ETag of what was read"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits for the end")),
    responses((status = 202, description = "Ordered; Location is the job, or the change that waits for a second person", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Something has to come first", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What was sent cannot be used", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/activate")]
async fn activate(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    if_match: IfMatch,
    wait: Wait,
    Body(body): Body<Activate>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsActivate, organization)?;
    if_match.check_if_sent(service::see(&state, &scope, connection).await?.wire())?;
    let ordered = service::activate(&state, &scope, connection, body).await?;
    accepted(&state, &scope, connection, (ordered, wait)).await
}

/// Take a connection out of use
///
/// Nobody signs in through it any more; Auth0 keeps it and its users, and activating brings it back. The last way into
/// an organization is only closed when the organization's name is typed.
#[utoipa::path(operation_id = "disable_connection", tag = "connections", request_body = Disable,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits for the end")),
    responses((status = 202, description = "Ordered; Location is the job, or the change that waits for a second person", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not active, or it is the last way in", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/disable")]
async fn disable(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    wait: Wait,
    Body(body): Body<Disable>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsActivate, organization)?;
    let ordered = service::disable(&state, &scope, connection, body).await?;
    accepted(&state, &scope, connection, (ordered, wait)).await
}

#[derive(Debug, Default, Deserialize)]
struct Mode {
    #[serde(default)]
    mode: DeleteMode,
    leave_no_way_in_to: Option<String>,
}

/// Delete a connection
///
/// `mode=detach` leaves it in Auth0, out of use; `mode=purge` deletes it there with every user who came through it.
/// It needs a sign-in of the last 5 minutes.
#[utoipa::path(operation_id = "delete_connection", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"),
        ("mode" = Option<DeleteMode>, Query, description = "`detach` if left out"), ("leave_no_way_in_to" = Option<String>, Query, description = "the organization's name, when nobody could sign in to it any more"), ("If-Match" = String, Header, description = "the ETag of what was read")),
    responses((status = 202, description = "Ordered; Location is the job, or the change that waits for a second person", body = Connection),
        (status = 403, description = "A permission or a recent sign-in is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is the last way in", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json")))]
#[delete("/organizations/{organization_id}/connections/{connection_id}")]
async fn remove(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    if_match: IfMatch,
    Query(mode): Query<Mode>,
    wait: Wait,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsDelete, organization)?;
    // What the caller may not read is not there: deleting needs to know what is deleted.
    let seen = service::see(&state, &scope, connection).await?;
    if_match.check(seen.wire())?;
    require_recent_sign_in(&caller, state.clock.as_ref())?;
    let ordered = service::delete(&state, &scope, seen, (mode.mode, mode.leave_no_way_in_to)).await?;
    accepted(&state, &scope, connection, (ordered, wait)).await
}
