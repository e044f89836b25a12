//! Inspection over the wire.

use actix_web::{HttpResponse, post, web::Data};
use api::{FieldProblem, InspectRequest, Inspection, InspectionKind, Problem, ProblemCode, Severity};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::Caller,
    connections::reading::{context, discover, not_our_own, unreadable},
    http::body::Body,
    problem::ApiError,
    state::AppState,
};

const MAX_METADATA: usize = 4 * 1024 * 1024;

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(inspect);
}

/// Inspect SAML metadata, a certificate or an OIDC issuer
///
/// Nothing is kept. The answer is 200 also when what was sent cannot be used: the findings say so.
#[utoipa::path(operation_id = "inspect_metadata", tag = "identity providers", request_body = InspectRequest,
    responses((status = 200, description = "What was read, and what the linter says of it", body = Inspection),
        (status = 401, description = "No credentials that hold", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The address cannot be read, or not exactly one thing was sent", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json")))]
#[post("/metadata/inspect")]
async fn inspect(
    state: Data<AppState>,
    _caller: Caller,
    Body(body): Body<InspectRequest>,
) -> Result<HttpResponse, ApiError> {
    let provider = body.provider.as_deref();
    let context = context(&state, provider, None);
    let inspection: Inspection = match (body.metadata, body.metadata_url, body.certificate, body.oidc_issuer)
    {
        (Some(text), None, None, None) => idp::inspect_metadata_text(&text, &context),
        (None, Some(url), None, None) => {
            let findings = idp::lint_metadata_url(&url);
            if findings.iter().any(|finding| finding.severity == Severity::Error) {
                idp::refused(InspectionKind::Saml, findings)
            } else {
                let bytes = state.outbound.get(&url, MAX_METADATA).await;
                let bytes = bytes.map_err(|error| unreadable(&error, "/metadata_url"))?;
                idp::with_findings(idp::inspect_metadata(&bytes, &context), findings)
            }
        }
        (None, None, Some(text), None) => idp::inspect_certificate(text.as_bytes(), &context),
        (None, None, None, Some(issuer)) => {
            return Ok(HttpResponse::Ok().json(discover(&state, &issuer, provider, "/oidc_issuer").await?.0));
        }
        _ => return Err(one_thing()),
    };
    Ok(HttpResponse::Ok().json(not_our_own(&state, inspection)))
}

fn one_thing() -> ApiError {
    let words = "Send exactly one of metadata, metadata_url, certificate, oidc_issuer.";
    let field = FieldProblem {
        pointer: String::new(),
        code: "one_way_required".to_owned(),
        detail: words.to_owned(),
        fix: "Remove the others.".to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, words).with_errors(vec![field])
}
