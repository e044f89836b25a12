//! Test runs over the wire, and the page on which a test sign-in ends.

use actix_web::{HttpRequest, HttpResponse, get, post, web::Data};
use api::{ConnectionId, Page, Permission, Problem, ScreenText, TestRun, TestRunId};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{callback, screen, service};
use crate::{
    auth::{Caller, authorize, caller::RequestMeta},
    http::{
        body::Body,
        etag,
        list::{PageQuery, page},
        path::{Id, InConnection, Query},
    },
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(create).service(list).service(get_one).service(explain_screen);
}

/// Begin a test sign-in
///
/// The answer holds the address to open, this once. The run is pending for 90 seconds.
#[utoipa::path(operation_id = "create_test_run", tag = "test runs",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 201, description = "The run", body = TestRun),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The connection cannot be tested now", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/test-runs")]
async fn create(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsTest, organization)?;
    let run = service::start(&state, &scope, connection).await?;
    let location = format!("{}/{}", request.path(), run.id);
    Ok(HttpResponse::Created().insert_header(("Location", location)).json(run))
}

/// List test runs, the newest first
#[utoipa::path(operation_id = "list_test_runs", tag = "test runs",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"),
        ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of runs", body = Page<TestRun>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/test-runs")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsTest, organization)?;
    let window = query.window()?;
    let runs = service::list(&state, &scope, connection, window).await?;
    Ok(page(&request, window, runs, |run| run.id.uuid(), |run| run))
}

/// Read a test run
#[utoipa::path(operation_id = "get_test_run", tag = "test runs",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("test_run_id" = TestRunId, Path, description = "the run")),
    responses((status = 200, description = "The run", body = TestRun),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/test-runs/{test_run_id}")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Id(run): Id<TestRunId>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsTest, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, connection, run).await?))
}

/// Explain a test run by what the person's screen says
///
/// For a run that nobody came back from: what happens on the identity provider's own pages is invisible to us. The
/// text is not kept.
#[utoipa::path(operation_id = "explain_test_run", tag = "test runs", request_body = ScreenText,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("test_run_id" = TestRunId, Path, description = "the run")),
    responses((status = 200, description = "The run, explained", body = TestRun),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The run still waits, or has succeeded", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/test-runs/{test_run_id}/screen")]
async fn explain_screen(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Id(run): Id<TestRunId>,
    Body(body): Body<ScreenText>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsTest, organization)?;
    Ok(etag::ok(&screen::explain(&state, &scope, (connection, run), &body.text).await?))
}

const DONE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
content=\"width=device-width\"><title>Test sign-in finished</title><h1>The test sign-in is finished</h1>\
<p>You can close this window. The result is on the page that you came from.</p></html>";
const NOBODY: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
content=\"width=device-width\"><title>No test is waiting</title><h1>No test is waiting for this answer</h1>\
<p>It has ended, or it was opened twice. Start a new test on the page of the connection.</p></html>";

/// The page on which a test sign-in ends; no part of the API.
#[get("/test-callback")]
pub(crate) async fn ended(
    state: Data<AppState>,
    request: HttpRequest,
    Query(answer): Query<callback::Answer>,
) -> Result<HttpResponse, ApiError> {
    let noted = callback::finish(&state, answer, RequestMeta::of(&request)).await?;
    let (mut response, text) =
        if noted { (HttpResponse::Ok(), DONE) } else { (HttpResponse::BadRequest(), NOBODY) };
    Ok(response
        .content_type("text/html; charset=utf-8")
        .insert_header(("Cache-Control", "no-store"))
        .body(text))
}
