//! Sign-in attempts over the wire, and where Auth0's log stream sends them.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Bytes, Data},
};
use api::{ConnectionId, Page, Permission, Problem, ProblemCode, SignIn, SignInId, SignInOutcome};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{ingest, service};
use crate::{
    auth::{Caller, ListScope, authorize, authorize_any},
    http::{
        etag,
        list::{PageQuery, page},
        path::{Id, InOrganization, Query},
    },
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(list_aside);
}

/// What stands outside `/api/v1`.
pub(crate) fn configure_ingest(config: &mut ServiceConfig) {
    config.service(ingest_logs);
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    outcome: Option<SignInOutcome>,
    connection_id: Option<ConnectionId>,
    person: Option<String>,
    cause: Option<String>,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl From<Filter> for service::Wish {
    fn from(filter: Filter) -> Self {
        let Filter { outcome, connection_id: connection, person, cause, since, until } = filter;
        Self { outcome, connection, person, cause, since, until }
    }
}

/// List sign-in attempts, the newest first
///
/// Read from Auth0's log or received from its log stream, and explained where they failed.
#[utoipa::path(operation_id = "list_sign_ins", tag = "sign-ins",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("outcome" = Option<SignInOutcome>, Query, description = "how they ended"),
        ("connection_id" = Option<ConnectionId>, Query, description = "only through this connection"), ("person" = Option<String>, Query, description = "part of a name or address"),
        ("cause" = Option<String>, Query, description = "the code of an explanation"), ("since" = Option<DateTime<Utc>>, Query, description = "not before"), ("until" = Option<DateTime<Utc>>, Query, description = "before"),
        ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of attempts", body = Page<SignIn>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/sign-ins")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Query(query): Query<PageQuery>,
    Query(filter): Query<Filter>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DiagnosticsRead, organization)?;
    let window = query.window()?;
    let rows = service::list(&state, &scope, filter.into(), window).await?;
    Ok(page(&request, window, rows, |row| row.id.uuid(), |row| row))
}

/// Read a sign-in attempt
#[utoipa::path(operation_id = "get_sign_in", tag = "sign-ins",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("sign_in_id" = SignInId, Path, description = "the attempt")),
    responses((status = 200, description = "The attempt", body = SignIn),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/sign-ins/{sign_in_id}")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Id(id): Id<SignInId>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DiagnosticsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, id).await?))
}

/// List sign-in attempts that name no organization
///
/// For operators: Auth0 does not know yet whom such an attempt concerns, so no organization can be shown it.
#[utoipa::path(operation_id = "list_unattributed_sign_ins", tag = "sign-ins",
    params(("outcome" = Option<SignInOutcome>, Query, description = "how they ended"), ("person" = Option<String>, Query, description = "part of a name or address"),
        ("cause" = Option<String>, Query, description = "the code of an explanation"), ("since" = Option<DateTime<Utc>>, Query, description = "not before"), ("until" = Option<DateTime<Utc>>, Query, description = "before"),
        ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of attempts", body = Page<SignIn>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json")))]
#[get("/sign-ins")]
async fn list_aside(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    Query(query): Query<PageQuery>,
    Query(filter): Query<Filter>,
) -> Result<HttpResponse, ApiError> {
    let window = query.window()?;
    let rows = match authorize_any(&caller, Permission::OperationsRead)? {
        ListScope::All => service::list_aside(&state, filter.into(), window).await?,
        // They are nobody's, so nobody who is bound to an organization sees any.
        ListScope::One(_) => Vec::new(),
    };
    Ok(page(&request, window, rows, |row| row.id.uuid(), |row| row))
}

/// Receive log records from an Auth0 log stream
///
/// Takes the stream's three content formats. The same record may come any number of times.
#[utoipa::path(operation_id = "ingest_auth0_logs", tag = "ingest", security(()), request_body(content = serde_json::Value, description = "records, as an array, an object or lines"),
    params(("tenant" = String, Path, description = "the tenant's name"), ("Authorization" = String, Header, description = "the secret that the stream was given")),
    responses((status = 204, description = "Written down"),
        (status = 400, description = "No JSON", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not the secret", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such tenant, or it takes no stream", body = Problem, content_type = "application/problem+json")))]
#[post("/ingest/auth0/logs/{tenant}")]
async fn ingest_logs(
    state: Data<AppState>,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse, ApiError> {
    let ours = request.match_info().get("tenant") == Some(state.tenant.name.as_str());
    let secret = state.settings.tenant.log_stream_secret.as_ref().filter(|_| ours);
    let secret =
        secret.ok_or_else(|| ApiError::new(ProblemCode::NotFound, "No log stream is expected here."))?;
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if !ingest::is_authentic(secret, sent) {
        return Err(ApiError::new(
            ProblemCode::Unauthenticated,
            "This is not the secret that the stream was given.",
        ));
    }
    ingest::take(&state, &body).await?;
    Ok(HttpResponse::NoContent().finish())
}
