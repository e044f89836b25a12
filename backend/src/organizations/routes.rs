//! Reading organizations and their checklist.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use api::{Organization, Page, Permission, Problem, Readiness};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize, authorize_any},
    connections,
    http::{
        etag,
        list::{PageQuery, page},
        path::{InOrganization, Query},
    },
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(readiness);
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    name: Option<String>,
}

/// List organizations
#[utoipa::path(operation_id = "list_organizations", tag = "organizations",
    params(("name" = Option<String>, Query, description = "part of the name or display name"), ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of organizations", body = Page<Organization>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    Query(query): Query<PageQuery>,
    Query(filter): Query<Filter>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize_any(&caller, Permission::OrganizationsRead)?;
    let window = query.window()?;
    let rows = service::list(&state, &scope, filter.name.as_deref(), window).await?;
    Ok(page(&request, window, rows, |row| row.id.uuid(), |row| row))
}

/// Read an organization
#[utoipa::path(operation_id = "get_organization", tag = "organizations",
    params(("organization_id" = String, Path, description = "an id, or `current`")),
    responses((status = 200, description = "The organization", body = Organization),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::OrganizationsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope).await?))
}

/// Read what is done and what is next
#[utoipa::path(operation_id = "get_organization_readiness", tag = "organizations",
    params(("organization_id" = String, Path, description = "an id, or `current`")),
    responses((status = 200, description = "The checklist", body = Readiness),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/readiness")]
async fn readiness(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::OrganizationsRead, organization)?;
    service::get(&state, &scope).await?;
    Ok(HttpResponse::Ok().json(connections::service::readiness(&state, &scope).await?))
}
