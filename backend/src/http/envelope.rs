//! The outermost layer: request ids, protective headers, problem documents, the access log.

use std::time::Instant;

use actix_web::{
    Error, HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use api::{JobId, ProblemCode};

use crate::{auth::caller::RequestMeta, problem::ApiError, state::AppState};

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: https:; \
font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";
/// Swagger UI styles its parts inline.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Names the request, passes it on, and turns whatever is no success into a problem document.
pub(crate) async fn envelope(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let began = Instant::now();
    let Some(state) = request.app_data::<Data<AppState>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    // Made of the same factory as every other id, so that log lines sort by it.
    let request_id = JobId::from_uuid(state.ids.uuid()).to_string().replace("job_", "req_");
    let ip = request.peer_addr().map(|address| address.ip().to_string());
    request.extensions_mut().insert(RequestMeta { request_id: Some(request_id.clone()), ip });
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let mut response = next.call(request).await?.map_into_boxed_body();
    if needs_document(&response) {
        response = with_document(response, &state, &request_id);
    }
    protect(response.headers_mut(), &path, &state, &request_id);
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    // The path only: queries carry codes and states.
    tracing::info!(%method, path, status = response.status().as_u16(), milliseconds, request_id, "request");
    Ok(response)
}

fn needs_document(response: &ServiceResponse<BoxBody>) -> bool {
    let status = response.status();
    let told = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == PROBLEM || kind == "text/html; charset=utf-8");
    (status.is_client_error() || status.is_server_error()) && !told
}

fn with_document(
    response: ServiceResponse<BoxBody>,
    state: &AppState,
    request_id: &str,
) -> ServiceResponse<BoxBody> {
    let known = response.response().extensions().get::<ApiError>().cloned();
    let error = known.unwrap_or_else(|| of_framework(response.status()));
    let document = error.document(&state.settings.origin(), request_id);
    let text = serde_json::to_string(&document).unwrap_or_default();
    let mut response = response.map_body(|_, _| BoxBody::new(text));
    response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

/// What the framework refuses by itself.
fn of_framework(status: StatusCode) -> ApiError {
    let (code, words) = match status {
        StatusCode::NOT_FOUND => (ProblemCode::UnknownRoute, "There is nothing at this address."),
        StatusCode::METHOD_NOT_ALLOWED => {
            (ProblemCode::MethodNotAllowed, "See the Allow header for what can be done here.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => (ProblemCode::PayloadTooLarge, "Send less."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (ProblemCode::UnsupportedMediaType, "Send application/json."),
        status if status.is_client_error() => (ProblemCode::InvalidRequest, "The request cannot be read."),
        _ => (ProblemCode::Internal, "It is our fault. Quote the request id when you ask for help."),
    };
    ApiError::new(code, words)
}

fn protect(headers: &mut HeaderMap, path: &str, state: &AppState, request_id: &str) {
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("x-request-id", request_id);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()");
    set("content-security-policy", if path.starts_with("/docs") { DOCS_POLICY } else { POLICY });
    if state.settings.is_https() {
        set("strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    if (path.starts_with("/api/") || path.starts_with("/auth/"))
        && !headers.contains_key(header::CACHE_CONTROL)
    {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
