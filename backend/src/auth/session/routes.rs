//! `/auth/*`: sign-in, sign-out, and what the page may know of its session.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Query},
};
use api::{SessionInfo, Vendor};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{cookie, csrf_token, live, login, oidc, same_origin, store};
use crate::{
    auth::Caller, auth::caller::unauthenticated, problem::ApiError, sealed::digest, state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(begin).service(callback).service(tell).service(keep_alive).service(sign_out);
}

/// Where to go after signing out
#[derive(Serialize, utoipa::ToSchema)]
struct SignedOut {
    /// Auth0's end of its own session.
    redirect_to: String,
}

fn redirect(to: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Found();
    response.insert_header((header::LOCATION, to)).insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

/// Begin a sign-in
#[utoipa::path(operation_id = "auth_begin", tag = "session", security(()),
    params(("return_to" = Option<String>, Query, description = "a path of this portal"),
        ("organization" = Option<String>, Query, description = "Auth0's id or name of the organization"),
        ("connection" = Option<String>, Query, description = "Auth0's name of the connection"),
        ("reauthenticate" = Option<bool>, Query, description = "whether the person has to prove again who they are")),
    responses((status = 302, description = "To Auth0"), (status = 429, description = "Too many requests", body = api::Problem, content_type = "application/problem+json")))]
#[get("/auth/login")]
async fn begin(state: Data<AppState>, wish: Query<login::Wish>) -> Result<HttpResponse, ApiError> {
    let begun = login::begin(&state, wish.into_inner()).await?;
    Ok(redirect(begun.url.as_str()).cookie(cookie::set_sign_in(&state, &begun.binding)).finish())
}

/// End a sign-in
#[utoipa::path(operation_id = "auth_callback", tag = "session", security(()),
    responses((status = 302, description = "To the page that was wanted, or to `/sign-in?error=`"),
        (status = 503, description = "Auth0 does not answer", body = api::Problem, content_type = "application/problem+json")))]
#[get("/auth/callback")]
async fn callback(
    state: Data<AppState>,
    request: HttpRequest,
    query: Query<login::CallbackQuery>,
) -> Result<HttpResponse, ApiError> {
    let (binding, old) = (cookie::sign_in(&state, &request), cookie::session(&state, &request));
    let finished = login::finish(&state, query.into_inner(), binding.as_deref(), old.as_deref()).await?;
    let response = match finished {
        Ok(signed_in) => redirect(&signed_in.return_to)
            .cookie(cookie::set_session(&state, &signed_in.secret))
            .cookie(cookie::clear_sign_in(&state))
            .finish(),
        Err(failure) => redirect(&format!("/sign-in?error={}", failure.code()))
            .cookie(cookie::clear_sign_in(&state))
            .finish(),
    };
    Ok(response)
}

/// Tell what the page may know of its session
///
/// Asking does not prolong the session.
#[utoipa::path(operation_id = "auth_session", tag = "session", security(()),
    responses((status = 200, description = "The session", body = SessionInfo),
        (status = 503, description = "Our database does not answer", body = api::Problem, content_type = "application/problem+json")))]
#[get("/auth/session")]
async fn tell(state: Data<AppState>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let secret = cookie::session(&state, &request);
    let session = match &secret {
        Some(secret) => live(&state, secret).await?,
        None => None,
    };
    let vendor = &state.settings.vendor;
    Ok(HttpResponse::Ok().json(SessionInfo {
        signed_in: session.is_some(),
        csrf_token: session.as_ref().and(secret.as_deref()).map(csrf_token),
        idle_expires_at: session.as_ref().map(|session| session.idle_expires_at),
        absolute_expires_at: session.as_ref().map(|session| session.absolute_expires_at),
        now: state.clock.now(),
        vendor: Vendor { name: vendor.name.clone(), support_url: vendor.support_url.clone() },
    }))
}

/// Prolong the session
#[utoipa::path(operation_id = "auth_keep_alive", tag = "session",
    responses((status = 204, description = "Prolonged"),
        (status = 401, description = "The session has ended", body = api::Problem, content_type = "application/problem+json")))]
#[post("/auth/keepalive")]
async fn keep_alive(_caller: Caller) -> HttpResponse {
    // Being called by a session is what prolongs it.
    HttpResponse::NoContent().finish()
}

/// Sign out
///
/// Ends the session here at once; `redirect_to` ends Auth0's.
#[utoipa::path(operation_id = "auth_sign_out", tag = "session",
    responses((status = 200, description = "Signed out", body = SignedOut),
        (status = 403, description = "Not from this portal's own pages", body = api::Problem, content_type = "application/problem+json")))]
#[post("/auth/logout")]
async fn sign_out(state: Data<AppState>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let secret = cookie::session(&state, &request).ok_or_else(unauthenticated)?;
    same_origin(&state, &request, &secret)?;
    let session = store::take(&state.db, &digest(secret.as_bytes())).await?;
    let mut url = state.tenant.endpoint("oidc/logout");
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("client_id", &state.settings.login.client_id);
        query.append_pair("post_logout_redirect_uri", &format!("{}/", state.settings.origin()));
        if let Some(session) = session {
            let hint = state.sealer.open_text(&oidc::purpose(&session.id_hash), &session.id_token_sealed);
            if let Ok(hint) = &hint {
                query.append_pair("id_token_hint", hint);
            }
        }
    }
    let body = SignedOut { redirect_to: url.into() };
    Ok(HttpResponse::Ok().cookie(cookie::clear_session(&state)).json(body))
}
