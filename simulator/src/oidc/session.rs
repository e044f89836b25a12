//! The tenant's own session: one cookie for all applications of the tenant.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
};
use chrono::TimeDelta;

use crate::tenant::{Tenant, ids, model::Session};

const COOKIE: &str = "auth0";
/// How long a session lasts that is not used.
pub const IDLE: TimeDelta = TimeDelta::hours(72);
/// How long a session lasts at most.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(168);

/// The session that the request's cookie names.
pub fn current(tenant: &Tenant, request: &HttpRequest) -> Option<Session> {
    let cookie = request.cookie(&tenant.cookie(COOKIE))?;
    let now = tenant.now();
    tenant
        .read(|state| state.sessions.get(cookie.value()).cloned())
        .filter(|session| now - session.last_seen < IDLE && now - session.auth_time < ABSOLUTE)
}

/// Begins a session after a person has proved who they are; one of the same person goes on under a new id.
pub fn begin(tenant: &Tenant, before: Option<&Session>, user_id: &str, connection: &str) -> Session {
    let now = tenant.now();
    let same_person = before.filter(|session| session.user_id == user_id);
    let session = Session {
        id: ids::handle(),
        sid: same_person.map_or_else(|| ids::alphanumeric(32), |session| session.sid.clone()),
        user_id: user_id.to_owned(),
        connection: connection.to_owned(),
        auth_time: now,
        last_seen: now,
        metadata: same_person.and_then(|session| session.metadata.clone()),
    };
    tenant.write(|state| {
        if let Some(before) = before {
            state.sessions.remove(&before.id);
        }
        state.sessions.put(session.clone());
    });
    session
}

/// Notes that the session was used.
pub fn touch(tenant: &Tenant, session: &Session) {
    let now = tenant.now();
    tenant.write(|state| {
        if let Some(kept) = state.sessions.get_mut(&session.id) {
            kept.last_seen = now;
        }
    });
}

/// Ends the session of the request; answers whose it was.
pub fn end(tenant: &Tenant, request: &HttpRequest) -> Option<Session> {
    let session = current(tenant, request)?;
    tenant.write(|state| {
        state.sessions.remove(&session.id);
    });
    Some(session)
}

/// Puts the session's cookie on an answer.
pub fn remember(tenant: &Tenant, session: &Session, mut answer: HttpResponse) -> HttpResponse {
    let cookie = Cookie::build(tenant.cookie(COOKIE), session.id.clone())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish();
    if let Err(error) = answer.add_cookie(&cookie) {
        tracing::error!(%error, "the session cookie could not be set");
    }
    answer
}

/// Takes the cookie away.
pub fn forget(tenant: &Tenant, mut answer: HttpResponse) -> HttpResponse {
    let mut cookie = Cookie::build(tenant.cookie(COOKIE), "").path("/").finish();
    cookie.make_removal();
    if let Err(error) = answer.add_cookie(&cookie) {
        tracing::error!(%error, "the session cookie could not be taken away");
    }
    answer
}
