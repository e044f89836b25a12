//! The browser's session: backend-for-frontend. The browser holds a random value in a cookie and nothing else.

mod cookie;
mod login;
pub(crate) mod oidc;
pub(crate) mod routes;
pub(crate) mod store;

use actix_web::{HttpRequest, http::header};
use api::ProblemCode;
use chrono::Duration;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::caller::{Caller, RequestMeta, unauthenticated};
use crate::{problem::ApiError, sealed::digest, state::AppState};

/// A session that is not used ends after this.
pub(crate) const IDLE: Duration = Duration::minutes(15);
/// A session ends after this in any case.
pub(crate) const ABSOLUTE: Duration = Duration::hours(8);
/// How often using a session is written down.
const SLIDE_EVERY: Duration = Duration::seconds(30);

/// The caller of a request that carries a session cookie; slides the session, and guards what writes.
pub(crate) async fn caller(state: &AppState, request: &HttpRequest) -> Result<Caller, ApiError> {
    let secret = cookie::session(state, request).ok_or_else(unauthenticated)?;
    let session = live(state, &secret).await?.ok_or_else(ended)?;
    if !request.method().is_safe() {
        same_origin(state, request, &secret)?;
    }
    slide(state, &session).await?;
    let token = oidc::access_token(state, &session).await?;
    let mut caller = Caller::of_token(state, &token, RequestMeta::of(request)).await?;
    caller.name = session.name;
    caller.email = session.email;
    caller.authenticated_at = Some(session.authenticated_at);
    Ok(caller)
}

/// The session of a secret, if it has not ended.
async fn live(state: &AppState, secret: &str) -> Result<Option<store::Model>, ApiError> {
    let now = state.clock.now();
    let session = store::get(&state.db, &digest(secret.as_bytes())).await?;
    Ok(session.filter(|session| now < session.idle_expires_at && now < session.absolute_expires_at))
}

async fn slide(state: &AppState, session: &store::Model) -> Result<(), ApiError> {
    let until = (state.clock.now() + IDLE).min(session.absolute_expires_at);
    if until - session.idle_expires_at >= SLIDE_EVERY {
        store::slide(&state.db, &session.id_hash, until).await?;
    }
    Ok(())
}

fn ended() -> ApiError {
    ApiError::new(
        ProblemCode::SessionExpired,
        "Your session has ended. Sign in again; what was saved is kept.",
    )
}

/// What has to come with every call that writes: made of the session's secret, so that nothing has to be stored.
pub(crate) fn csrf_token(secret: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(b"latchkey csrf");
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A cookie call that writes comes from our own pages: by `Sec-Fetch-Site`, else `Origin`; and by its CSRF header.
fn same_origin(state: &AppState, request: &HttpRequest, secret: &str) -> Result<(), ApiError> {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let origin_fits = text(header::ORIGIN.as_str()).is_none_or(|origin| origin == state.settings.origin());
    let from_here = match text("sec-fetch-site") {
        Some(site) => site == "same-origin" && origin_fits,
        None => text(header::ORIGIN.as_str()).is_some() && origin_fits,
    };
    let sent = text("x-csrf-token").unwrap_or_default();
    let token_fits: bool = sent.as_bytes().ct_eq(csrf_token(secret).as_bytes()).into();
    if from_here && token_fits {
        return Ok(());
    }
    let words = "A call that writes with a session cookie has to come from this portal's own pages, with its X-CSRF-Token.";
    Err(ApiError::new(ProblemCode::CrossSiteRequest, words))
}
