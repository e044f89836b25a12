//! The catalogue over the wire.

use actix_web::{HttpRequest, HttpResponse, get, http::header};
use api::{IdentityProvider, Problem, ProblemCode};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{http::etag, problem::ApiError};

const CACHING: &str = "public, max-age=300";

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(get_one);
}

fn cached(body: &impl serde::Serialize) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::ETAG, etag::of(body))).insert_header((header::CACHE_CONTROL, CACHING));
    response.json(body)
}

/// List the identity providers that can be connected
#[utoipa::path(operation_id = "list_identity_providers", tag = "identity providers", security(()),
    responses((status = 200, description = "All of them, in the order in which they are offered", body = Vec<IdentityProvider>),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json")))]
#[get("/identity-providers")]
async fn list() -> HttpResponse {
    cached(&idp::catalogue())
}

/// Read an identity provider and its guide
#[utoipa::path(operation_id = "get_identity_provider", tag = "identity providers", security(()),
    params(("identity_provider_id" = String, Path, description = "such as `okta-saml`")),
    responses((status = 200, description = "The provider", body = IdentityProvider),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/identity-providers/{identity_provider_id}")]
async fn get_one(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let provider = request.match_info().get("identity_provider_id").and_then(idp::provider);
    let provider =
        provider.ok_or_else(|| ApiError::new(ProblemCode::NotFound, "There is no such provider."))?;
    Ok(cached(provider))
}
