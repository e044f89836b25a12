//! `Idempotency-Key`: the same key and the same request get the first answer again, for 24 hours.

mod store;

use actix_web::{
    Error, HttpMessage, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody, to_bytes_limited},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode, header},
    middleware::Next,
    web::{Bytes, BytesMut, Data},
};
use api::ProblemCode;
use futures_util::StreamExt;

use super::body::MAX_BODY;
use crate::{auth::Caller, problem::ApiError, sealed::digest, state::AppState};

pub(crate) use store::sweep;

const MAX_KEY: usize = 255;
const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// What is kept of an answer's headers.
const KEPT_HEADERS: [header::HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// Lets a POST with a key happen once.
pub(crate) async fn once(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let applies = request.method() == Method::POST && request.path().starts_with("/api/v1/");
    let key = request.headers().get("idempotency-key").filter(|_| applies).cloned();
    let (Some(key), Some(state)) = (key, request.app_data::<Data<AppState>>().cloned()) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let claimed = match claim(&state, &mut request, key.as_bytes()).await {
        Ok(claimed) => claimed,
        Err(error) => return Ok(request.into_response(error.error_response())),
    };
    match claimed {
        Claimed::Replay(response) => Ok(request.into_response(response)),
        Claimed::First(scope) => {
            let response = next.call(request).await?.map_into_boxed_body();
            remember(&state, &scope, response).await
        }
    }
}

enum Claimed {
    /// This is the first such request; the scope under which its answer is kept.
    First(String),
    /// The answer that was given before.
    Replay(HttpResponse),
}

/// Reads the body, puts it back, and claims the key for it.
async fn claim(state: &AppState, request: &mut ServiceRequest, key: &[u8]) -> Result<Claimed, ApiError> {
    if key.is_empty() || key.len() > MAX_KEY {
        return Err(ApiError::new(ProblemCode::InvalidRequest, "Idempotency-Key has 1 to 255 characters."));
    }
    let body = read_body(request).await?;
    let caller = Caller::of(request.request()).await?;
    let who = format!("{}\n{:?}\n", caller.subject, caller.organization);
    let scope = digest(&[who.as_bytes(), key].concat());
    let what = format!("{} {}\n", request.method(), request.uri());
    let what = digest(&[what.as_bytes(), &body].concat());
    request.set_payload(actix_web::dev::Payload::from(body));
    match store::claim(&state.db, &scope, &what, state.clock.now()).await? {
        store::Claim::Won => Ok(Claimed::First(scope)),
        store::Claim::OtherRequest => Err(ApiError::new(
            ProblemCode::IdempotencyKeyReused,
            "This key was used with another request. Use a new key for a new request.",
        )),
        store::Claim::Running => {
            let words =
                "The first request with this key is still running. Its answer comes to the same key shortly.";
            Err(ApiError::new(ProblemCode::IdempotencyKeyInUse, words)
                .retry_after(std::time::Duration::from_secs(1)))
        }
        store::Claim::Answered(answer) => replay(state, &scope, &answer).map(Claimed::Replay),
    }
}

async fn read_body(request: &mut ServiceRequest) -> Result<Bytes, ApiError> {
    let mut payload = HttpMessage::take_payload(request);
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| ApiError::new(ProblemCode::InvalidRequest, "The body ended early."))?;
        if body.len() + chunk.len() > MAX_BODY {
            return Err(ApiError::new(ProblemCode::PayloadTooLarge, "Send at most 8 MiB."));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn replay(state: &AppState, scope: &str, answer: &store::Answer) -> Result<HttpResponse, ApiError> {
    let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = HttpResponse::build(status.unwrap_or(StatusCode::OK));
    for (name, value) in answer.headers.as_object().into_iter().flatten() {
        response.insert_header((name.as_str(), value.as_str().unwrap_or_default()));
    }
    let body = state.sealer.open(&purpose(scope), &answer.body_sealed)?;
    Ok(response.body(body))
}

fn purpose(scope: &str) -> String {
    format!("answer {scope}")
}

async fn remember(
    state: &AppState,
    scope: &str,
    response: ServiceResponse<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // Nothing was done, so nothing has to be kept from happening twice: a corrected request may use the key.
    if !response.status().is_success() {
        store::release(&state.db, scope).await.map_err(ApiError::from)?;
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let body = to_bytes_limited(body, MAX_ANSWER).await.ok().and_then(Result::ok).unwrap_or_default();
    let headers: serde_json::Map<_, _> = KEPT_HEADERS
        .iter()
        .filter_map(|name| Some((name.to_string(), head.headers().get(name)?.to_str().ok()?.into())))
        .collect();
    let answer = store::Answer {
        status: i32::from(head.status().as_u16()),
        headers: headers.into(),
        body_sealed: state.sealer.seal(&purpose(scope), &body).map_err(ApiError::from)?,
    };
    store::answer(&state.db, scope, answer, state.clock.now()).await.map_err(ApiError::from)?;
    Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(body))))
}
