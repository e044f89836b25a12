//! `/sessions` and those of a person

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::{
    oidc::session::{ABSOLUTE, IDLE},
    tenant::{Tenant, model::Session, state::State},
};

use super::{
    ApiError,
    access::Caller,
    body,
    paging::Paging,
    query::Query,
    schema::{
        Field,
        Kind::{self, Nullable, Texts},
        may,
    },
    timestamp, users,
};

const SESSIONS: &str = "/users/{id}/sessions";
/// Notes on a session or a refresh token.
pub(super) const METADATA: Kind = Nullable(&Texts(25, 255));
const CHANGE: &[Field] = &[may("session_metadata", METADATA)];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/sessions/{id}", web::get().to(get))
        .route("/sessions/{id}", web::patch().to(update))
        .route("/sessions/{id}", web::delete().to(delete))
        .route("/sessions/{id}/revoke", web::post().to(revoke))
        .route(SESSIONS, web::get().to(list))
        .route(SESSIONS, web::delete().to(delete_all));
}

fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_session", "The session does not exist.")
}

/// What applications see of a session is its id here; the cookie stays secret.
fn by_sid<'a>(state: &'a State, sid: &str) -> Option<&'a Session> {
    state.sessions.iter().find(|session| session.sid == sid)
}

fn view(state: &State, session: &Session) -> Value {
    let used = state.refresh_tokens.iter().filter(|token| token.grant.sid == session.sid);
    let mut clients: Vec<Value> = used.map(|token| json!({ "client_id": token.grant.client_id })).collect();
    clients.dedup();
    let mut view = json!({
        "id": session.sid,
        "user_id": session.user_id,
        "created_at": timestamp(session.auth_time),
        "updated_at": timestamp(session.last_seen),
        "authenticated_at": timestamp(session.auth_time),
        "last_interacted_at": timestamp(session.last_seen),
        "idle_expires_at": timestamp(session.last_seen + IDLE),
        "expires_at": timestamp(session.auth_time + ABSOLUTE),
        "device": {},
        "clients": clients,
        "authentication": { "methods": [{ "name": "federated", "timestamp": timestamp(session.auth_time) }] },
    });
    if let Some(metadata) = &session.metadata {
        view["session_metadata"] = json!(metadata);
    }
    view
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:sessions"])?;
    let shown = tenant.read(|state| by_sid(state, &id).map(|session| view(state, session)));
    Ok(HttpResponse::Ok().json(shown.ok_or_else(inexistent)?))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:sessions"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    let shown = tenant.write(|state| {
        let cookie = by_sid(state, &id).map(|session| session.id.clone())?;
        let session = state.sessions.get_mut(&cookie)?;
        session.metadata = wish["session_metadata"].as_object().cloned();
        let session = session.clone();
        Some(view(state, &session))
    });
    Ok(HttpResponse::Ok().json(shown.ok_or_else(inexistent)?))
}

/// Ends a session, and with `tokens` the refresh tokens that came from it.
fn end(state: &mut State, sid: &str, tokens: bool) -> bool {
    let known = by_sid(state, sid).is_some();
    state.sessions.retain(|session| session.sid != sid);
    if tokens {
        state.refresh_tokens.retain(|token| token.grant.sid != sid);
    }
    known
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:sessions"])?;
    tenant.write(|state| end(state, &id, false));
    Ok(HttpResponse::Accepted().finish())
}

async fn revoke(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:sessions", "delete:refresh_tokens"])?;
    match tenant.write(|state| end(state, &id, true)) {
        true => Ok(HttpResponse::Accepted().finish()),
        false => Err(inexistent()),
    }
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:sessions"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    users::find(&tenant, &id)?;
    let rows: Vec<Value> = tenant.read(|state| {
        let own = state.sessions.iter().filter(|session| session.user_id == *id);
        own.map(|session| view(state, session)).collect()
    });
    let key = |row: &Value| row["id"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("sessions", &rows, key, Clone::clone)?))
}

async fn delete_all(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:sessions"])?;
    tenant.write(|state| state.sessions.retain(|session| session.user_id != *id));
    Ok(HttpResponse::Accepted().finish())
}
