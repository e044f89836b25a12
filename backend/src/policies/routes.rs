//! Policies over the wire.

use actix_web::{HttpResponse, get, put, web::Data};
use api::{Permission, Policy, Problem};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize},
    http::{
        body::Body,
        etag::{self, IfMatch},
        path::InOrganization,
    },
    organizations,
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(get_one).service(put_one);
}

/// Read what the vendor asks of an organization
#[utoipa::path(operation_id = "get_organization_policy", tag = "organizations",
    params(("organization_id" = String, Path, description = "an id, or `current`")),
    responses((status = 200, description = "The policy", body = Policy),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/policy")]
async fn get_one(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::OrganizationsRead, organization)?;
    organizations::service::get(&state, &scope).await?;
    Ok(etag::ok(&service::get(&state, &scope).await?))
}

/// Say what the vendor asks of an organization
#[utoipa::path(operation_id = "put_organization_policy", tag = "organizations", request_body = Policy,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("If-Match" = String, Header, description = "the ETag of what was read")),
    responses((status = 200, description = "The policy", body = Policy),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What was sent cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json")))]
#[put("/organizations/{organization_id}/policy")]
async fn put_one(
    state: Data<AppState>,
    caller: Caller,
    InOrganization(organization): InOrganization,
    if_match: IfMatch,
    Body(policy): Body<Policy>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::PoliciesWrite, organization)?;
    if_match.check(&service::get(&state, &scope).await?)?;
    Ok(etag::ok(&service::put(&state, &scope, policy).await?))
}
