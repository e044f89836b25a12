//! Domains over the wire.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web::Data};
use api::{
    CreateDomain, Domain, DomainConnections, DomainId, JobId, OverrideDomain, Page, Permission, Problem,
};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize, require_recent_sign_in},
    http::{
        body::Body,
        etag::{self, IfMatch},
        list::{PageQuery, page},
        path::{InDomain, InOrganization, Query},
        prefer::Wait,
    },
    jobs,
    problem::ApiError,
    state::AppState,
};

/// How long an answer waits for Auth0 or DNS when the caller does not say.
const WAIT: Duration = Duration::from_secs(8);

pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(remove)
        .service(verify)
        .service(vouch)
        .service(lead);
}

/// List the domains of an organization
#[utoipa::path(operation_id = "list_domains", tag = "domains",
    params(("organization_id" = String, Path, description = "an id, or `current`"),
        ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of domains", body = Page<Domain>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/domains")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DomainsRead, organization)?;
    let window = query.window()?;
    let domains = service::list(&state, &scope, window).await?;
    Ok(page(&request, window, domains, |domain| domain.id.uuid(), |domain| domain))
}

/// Claim a domain
///
/// Auth0 issues the TXT record that proves it. The record is looked for in public DNS by itself: every few seconds at
/// first, then more and more rarely, for 7 days. Whether people may sign in does not depend on it.
#[utoipa::path(operation_id = "create_domain", tag = "domains", request_body = CreateDomain,
    params(("organization_id" = String, Path, description = "an id, or `current`")),
    responses((status = 201, description = "The domain; without its record while Auth0 does not answer", body = Domain),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The organization has it already, or as many as Auth0 allows", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Nobody can own it, or it is not a domain", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/domains")]
async fn create(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Body(body): Body<CreateDomain>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DomainsWrite, organization)?;
    let domain = service::claim(&state, &scope, body, WAIT).await?;
    let location = format!("{}/{}", request.path(), domain.id);
    Ok(HttpResponse::Created().insert_header(("Location", location)).json(domain))
}

/// Read a domain
#[utoipa::path(operation_id = "get_domain", tag = "domains",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("domain_id" = DomainId, Path, description = "the domain")),
    responses((status = 200, description = "The domain", body = Domain),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/domains/{domain_id}")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InDomain(organization, domain): InDomain,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DomainsRead, organization)?;
    Ok(tagged(&service::get(&state, &scope, domain).await?))
}

/// Remove a domain
///
/// People are no longer led by it, and the organization no longer has it. Needs a sign-in of the last 5 minutes.
#[utoipa::path(operation_id = "delete_domain", tag = "domains",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("domain_id" = DomainId, Path, description = "the domain"), ("If-Match" = Option<String>, Header, description = "the ETag of what was read")),
    responses((status = 202, description = "Ordered", body = Domain),
        (status = 403, description = "A permission or a recent sign-in is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is being removed already", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json")))]
#[delete("/organizations/{organization_id}/domains/{domain_id}")]
async fn remove(
    state: Data<AppState>,
    caller: Caller,
    InDomain(organization, domain): InDomain,
    if_match: IfMatch,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DomainsWrite, organization)?;
    require_recent_sign_in(&caller, state.clock.as_ref())?;
    if_match.check_if_sent(&decided(&service::get(&state, &scope, domain).await?))?;
    let removed = service::remove(&state, &scope, domain).await?;
    Ok(accepted(&removed, removed.sync.job_id))
}

/// Look for a domain's record now
///
/// Waits for the answer of the name servers, which are asked every 3 seconds at most. A claim that was given up is looked
/// for again.
#[utoipa::path(operation_id = "verify_domain", tag = "domains",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("domain_id" = DomainId, Path, description = "the domain"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits longer or shorter than 8 seconds")),
    responses((status = 200, description = "The domain; `last_check` says what was seen", body = Domain),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is being removed", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/domains/{domain_id}/verify")]
async fn verify(
    state: Data<AppState>,
    caller: Caller,
    InDomain(organization, domain): InDomain,
    wait: Wait,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DomainsWrite, organization)?;
    let wait = if wait.0.is_zero() { WAIT } else { wait.0 };
    Ok(tagged(&service::verify(&state, &scope, domain, wait).await?))
}

/// Vouch for a domain without a record
#[utoipa::path(operation_id = "override_domain", tag = "domains", request_body = OverrideDomain,
    params(("organization_id" = String, Path, description = "an id"), ("domain_id" = DomainId, Path, description = "the domain"), ("If-Match" = Option<String>, Header, description = "the ETag of what was read")),
    responses((status = 200, description = "The domain", body = Domain),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is in use elsewhere, or being removed", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The reason is too short or too long", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/domains/{domain_id}/override")]
async fn vouch(
    state: Data<AppState>,
    caller: Caller,
    InDomain(organization, domain): InDomain,
    if_match: IfMatch,
    Body(body): Body<OverrideDomain>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DomainsOverride, organization)?;
    if_match.check_if_sent(&decided(&service::get(&state, &scope, domain).await?))?;
    Ok(tagged(&service::vouch(&state, &scope, domain, body, WAIT).await?))
}

/// Say to which connection people of a domain are led
///
/// A domain leads to one active connection, or to none. While a new connection is tried by named people, the domains of
/// the old one can be led to it one by one; `moved_from` says where they came from. They go back by themselves when the
/// new one is taken out of use.
#[utoipa::path(operation_id = "put_domain_connections", tag = "domains", request_body = DomainConnections,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("domain_id" = DomainId, Path, description = "the domain"), ("If-Match" = Option<String>, Header, description = "the ETag of what was read"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits until Auth0 has learned of it")),
    responses((status = 202, description = "Ordered; Location is the job", body = Domain),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The domain is not verified, or the connection is not active", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "More than one connection", body = Problem, content_type = "application/problem+json")))]
#[put("/organizations/{organization_id}/domains/{domain_id}/connections")]
async fn lead(
    state: Data<AppState>,
    caller: Caller,
    InDomain(organization, domain): InDomain,
    if_match: IfMatch,
    wait: Wait,
    Body(body): Body<DomainConnections>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::DomainsWrite, organization)?;
    if_match.check_if_sent(&decided(&service::get(&state, &scope, domain).await?))?;
    let (led, job) = service::lead(&state, &scope, domain, body).await?;
    let Some(job) = job else { return Ok(accepted(&led, None)) };
    jobs::service::wait(&state, job, wait.0).await?;
    Ok(accepted(&service::get(&state, &scope, domain).await?, Some(job)))
}

/// What people decide by: looks at DNS leave it as it is.
fn decided(domain: &Domain) -> impl Serialize {
    (domain.id, domain.state, domain.connection_ids.clone(), domain.moved_from)
}

fn tagged(domain: &Domain) -> HttpResponse {
    etag::ok_of(domain, &decided(domain))
}

fn accepted(domain: &Domain, job: Option<JobId>) -> HttpResponse {
    let mut response = HttpResponse::Accepted();
    if let Some(job) = job {
        response.insert_header(("Location", format!("/api/v1/jobs/{job}")));
    }
    response.json(domain)
}
