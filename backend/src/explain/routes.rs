//! The explainer over the wire.

mod unknown_texts;

use actix_web::{HttpResponse, post, web::Data};
use api::{ExplainAnswer, ExplainRequest, FieldProblem, Problem, ProblemCode};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{auth::Caller, http::body::Body, problem::ApiError, state::AppState};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(explain);
    unknown_texts::configure(config);
}

/// Explain a text, an error page or a SAML response
///
/// Nothing is kept, but for a text that nobody knows yet: it is noted without secrets and names, so that the vendor can
/// explain it next time. What is not known is not guessed: the explanation is then null. A SAML response is taken apart and
/// compared with what is expected; its signature value is not checked here.
#[utoipa::path(operation_id = "explain", tag = "diagnostics", request_body = ExplainRequest,
    responses((status = 200, description = "The explanation, as far as one is known", body = ExplainAnswer),
        (status = 401, description = "No credentials that hold", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not exactly one thing was sent", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json")))]
#[post("/explain")]
async fn explain(
    state: Data<AppState>,
    _caller: Caller,
    Body(body): Body<ExplainRequest>,
) -> Result<HttpResponse, ApiError> {
    let given = [&body.text, &body.saml_response, &body.url].into_iter().flatten().count();
    if given != 1 {
        return Err(one_thing());
    }
    Ok(HttpResponse::Ok().json(service::explain(&state, &body).await?))
}

fn one_thing() -> ApiError {
    let words = "Send exactly one of text, saml_response, url.";
    let field = FieldProblem {
        pointer: String::new(),
        code: "one_way_required".to_owned(),
        detail: words.to_owned(),
        fix: "Remove the others.".to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, words).with_errors(vec![field])
}
