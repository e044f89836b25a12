//! The catalogue over the wire.

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web::Data};
use api::{DetectAnswer, DetectRequest, FieldProblem, IdentityProvider, Problem, ProblemCode};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::Caller,
    connections::reading::context,
    http::{body::Body, etag},
    problem::ApiError,
    state::AppState,
};

const CACHING: &str = "public, max-age=300";

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(detect).service(get_one);
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

/// Recognise the identity provider from metadata, an address or a domain
///
/// Nothing is fetched and nothing is kept. A convenience for sorting the list: a person may always choose another one.
#[utoipa::path(operation_id = "detect_identity_provider", tag = "identity providers", request_body = DetectRequest,
    responses((status = 200, description = "The providers it can come from, the likeliest first", body = DetectAnswer),
        (status = 401, description = "No credentials that hold", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not exactly one thing was sent", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json")))]
#[post("/identity-providers/detect")]
async fn detect(
    state: Data<AppState>,
    _caller: Caller,
    Body(body): Body<DetectRequest>,
) -> Result<HttpResponse, ApiError> {
    let answer: DetectAnswer = match (body.metadata, body.url, body.domain) {
        (Some(text), None, None) => idp::detect_document(&text, &context(&state, None, None)),
        (None, Some(url), None) => idp::detect_address(&url),
        (None, None, Some(domain)) => idp::detect_domain(&domain),
        _ => return Err(one_thing()),
    };
    Ok(HttpResponse::Ok().json(answer))
}

fn one_thing() -> ApiError {
    let words = "Send exactly one of metadata, url, domain.";
    let field = FieldProblem {
        pointer: String::new(),
        code: "one_way_required".to_owned(),
        detail: words.to_owned(),
        fix: "Remove the others.".to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, words).with_errors(vec![field])
}
