//! Steps that people feel, over the wire.

use actix_web::{HttpResponse, get, post, web::Data};
use api::{Connection, ConnectionId, Enforce, Impact, Permission, Problem, Step};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    super::{routes::accepted, service::Ordered},
    service,
};
use crate::{
    auth::{Caller, authorize, require_recent_sign_in},
    http::{
        body::Body,
        etag,
        path::{InConnection, Query},
        prefer::Wait,
    },
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(impact).service(enforce).service(unenforce).service(confirm_one);
}

#[derive(Debug, Deserialize)]
struct Asked {
    step: Step,
    replaces: Option<ConnectionId>,
}

/// Say who is affected by a step, in numbers
///
/// From what was last read in Auth0; numbers older than 5 minutes are read again, and `as_of` says when that was.
#[utoipa::path(operation_id = "get_connection_impact", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"),
        ("step" = Step, Query, description = "the step"), ("replaces" = Option<ConnectionId>, Query, description = "the connection whose place it shall take"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits for new numbers")),
    responses((status = 200, description = "Who is affected", body = Impact),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Only activating takes the place of another connection", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/impact")]
async fn impact(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Query(asked): Query<Asked>,
    Wait(wait): Wait,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::impact(&state, &scope, connection, (asked.step, asked.replaces), wait).await?))
}

/// Make a connection the only way in
///
/// The organization's other ways in are switched off and remembered, but for one that a named owner keeps without a
/// button. It needs a sign-in of the last 5 minutes, and a test sign-in through the connection by the same person
/// within the last 5 minutes.
#[utoipa::path(operation_id = "enforce_connection", tag = "connections", request_body = Enforce,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits for the end")),
    responses((status = 202, description = "Ordered; Location is the job, or the change that waits for a second person", body = Connection),
        (status = 403, description = "A permission or a recent sign-in is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Something has to come first", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/enforce")]
async fn enforce(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    wait: Wait,
    Body(body): Body<Enforce>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsEnforce, organization)?;
    require_recent_sign_in(&caller, state.clock.as_ref())?;
    let ordered = service::enforce(&state, &scope, connection, body).await?;
    accepted(&state, &scope, connection, (ordered, wait)).await
}

/// Bring the other ways in back
///
/// The connection stays active for everyone, beside them.
#[utoipa::path(operation_id = "unenforce_connection", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits for the end")),
    responses((status = 202, description = "Ordered; Location is the job", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not enforced", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/unenforce")]
async fn unenforce(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    wait: Wait,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsEnforce, organization)?;
    let job = service::unenforce(&state, &scope, connection).await?;
    accepted(&state, &scope, connection, (Ordered::Job(job), wait)).await
}

/// Confirm the last step
///
/// It no longer undoes itself when its time is over.
#[utoipa::path(operation_id = "confirm_connection", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "The connection", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nothing waits for a word", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/confirm")]
async fn confirm_one(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsActivate, organization)?;
    Ok(etag::ok(&service::confirm(&state, &scope, connection).await?))
}
