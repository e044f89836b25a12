//! The two cookies: the session, and the sign-in that is under way.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::state::AppState;

const SIGN_IN: Duration = Duration::minutes(15);

/// `__Host-` where the address is https; not every browser takes such cookies on http://localhost (docs/adr/0011).
fn name(state: &AppState, what: &str) -> String {
    match (state.settings.is_https(), what) {
        (true, "session") => "__Host-latchkey".to_owned(),
        (true, what) => format!("__Host-latchkey_{what}"),
        (false, what) => format!("latchkey_{what}"),
    }
}

fn cookie(state: &AppState, what: &str, value: String) -> Cookie<'static> {
    Cookie::build(name(state, what), value)
        .path("/")
        .http_only(true)
        .secure(state.settings.is_https())
        .same_site(SameSite::Lax)
        .finish()
}

fn read(state: &AppState, request: &HttpRequest, what: &str) -> Option<String> {
    request
        .cookie(&name(state, what))
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| !value.is_empty())
}

fn gone(state: &AppState, what: &str) -> Cookie<'static> {
    let mut cookie = cookie(state, what, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

pub(super) fn session(state: &AppState, request: &HttpRequest) -> Option<String> {
    read(state, request, "session")
}

/// Ends with the browser; the server ends it earlier.
pub(super) fn set_session(state: &AppState, secret: &str) -> Cookie<'static> {
    cookie(state, "session", secret.to_owned())
}

pub(super) fn clear_session(state: &AppState) -> Cookie<'static> {
    gone(state, "session")
}

pub(super) fn sign_in(state: &AppState, request: &HttpRequest) -> Option<String> {
    read(state, request, "sign_in")
}

pub(super) fn set_sign_in(state: &AppState, binding: &str) -> Cookie<'static> {
    let mut cookie = cookie(state, "sign_in", binding.to_owned());
    cookie.set_max_age(SIGN_IN);
    cookie
}

pub(super) fn clear_sign_in(state: &AppState) -> Cookie<'static> {
    gone(state, "sign_in")
}
