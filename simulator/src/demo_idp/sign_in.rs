//! Who is there: the sign-in page, the session cookie, and what follows a password.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    http::{StatusCode, header},
    web,
};
use maud::{Markup, html};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{
    Idp, oidc, pages, saml_sso,
    volatile::{Flow, Session},
    wsfed,
};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/sign-in", web::get().to(show))
        .route("/sign-in", web::post().to(submit))
        .route("/sign-out", web::get().to(ask_to_leave))
        .route("/sign-out", web::post().to(leave));
}

/// Which sign-in; none when the person came by themselves.
#[derive(Deserialize)]
struct Query {
    #[serde(default)]
    flow: String,
}

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    flow: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

/// Answers at once when somebody is signed in, and asks who it is otherwise, or when they must prove it again.
pub(super) fn identify(idp: &Idp, request: &HttpRequest, flow: Flow, again: bool) -> HttpResponse {
    if let Some(session) = session(idp, request).filter(|_| !again) {
        return answer(idp, &flow, &session);
    }
    let handle = idp.volatile().wait(flow, idp.now());
    see_other(&format!("/sign-in?flow={handle}"))
}

fn answer(idp: &Idp, flow: &Flow, session: &Session) -> HttpResponse {
    match flow {
        Flow::Saml(flow) => saml_sso::answer(idp, flow, session),
        Flow::Oidc(flow) => oidc::answer(idp, flow, session),
        Flow::WsFed(flow) => wsfed::answer(idp, flow, session),
    }
}

/// The session that the request's cookie names.
pub(super) fn session(idp: &Idp, request: &HttpRequest) -> Option<Session> {
    let cookie = request.cookie(&idp.cookie())?;
    idp.volatile().session(cookie.value(), idp.now())
}

async fn show(idp: web::Data<Idp>, query: web::Query<Query>) -> HttpResponse {
    if query.flow.is_empty() || idp.volatile().waiting(&query.flow, idp.now()).is_some() {
        page(&idp, StatusCode::OK, &query.flow, "", None)
    } else {
        expired()
    }
}

async fn submit(idp: web::Data<Idp>, form: web::Form<Form>) -> HttpResponse {
    let now = idp.now();
    if !form.flow.is_empty() && idp.volatile().waiting(&form.flow, now).is_none() {
        return expired();
    }
    let user = idp.read(|state| {
        let user = state.users.iter().find(|user| user.email.eq_ignore_ascii_case(form.username.trim()))?;
        bool::from(user.password.as_bytes().ct_eq(form.password.as_bytes())).then(|| user.id.clone())
    });
    let Some(user) = user else {
        let message = "The e-mail address or the password is wrong.";
        return page(&idp, StatusCode::UNAUTHORIZED, &form.flow, &form.username, Some(message));
    };
    let (handle, session, flow) = {
        let mut volatile = idp.volatile();
        let (handle, session) = volatile.begin_session(&user, now);
        (handle, session, volatile.answered(&form.flow, now))
    };
    let response = flow.map_or_else(|| see_other("/console"), |flow| answer(&idp, &flow, &session));
    with_cookie(response, session_cookie(&idp, handle))
}

async fn ask_to_leave(idp: web::Data<Idp>, request: HttpRequest) -> HttpResponse {
    let who = session(&idp, &request).and_then(|session| who(&idp, &session));
    pages::card(
        StatusCode::OK,
        "Sign out",
        &html! {
            h1 { "Sign out" }
            @if let Some(who) = who {
                p.muted { "You are signed in as " strong { (who) } "." }
                form method="post" action="/sign-out" { button.primary type="submit" { "Sign out" } }
            } @else {
                p.muted { "You are not signed in." }
                a.button href="/sign-in" { "Sign in" }
            }
        },
    )
}

async fn leave(idp: web::Data<Idp>, request: HttpRequest) -> HttpResponse {
    end(&idp, &request, see_other("/sign-out"))
}

/// Ends the session of the request and takes the cookie away.
pub(super) fn end(idp: &Idp, request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    if let Some(cookie) = request.cookie(&idp.cookie()) {
        idp.volatile().end_session(cookie.value(), idp.now());
    }
    let mut cookie = session_cookie(idp, String::new());
    cookie.make_removal();
    with_cookie(response, cookie)
}

/// The e-mail address of a session's person.
pub(super) fn who(idp: &Idp, session: &Session) -> Option<String> {
    idp.read(|state| state.user(&session.user).map(|user| user.email.clone()))
}

fn session_cookie(idp: &Idp, value: String) -> Cookie<'static> {
    Cookie::build(idp.cookie(), value).path("/").http_only(true).same_site(SameSite::Lax).finish()
}

fn with_cookie(mut response: HttpResponse, cookie: Cookie<'_>) -> HttpResponse {
    if let Err(error) = response.add_cookie(&cookie) {
        tracing::error!(%error, "the session cookie could not be set");
    }
    response
}

/// Sends a browser on by GET.
pub(super) fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

fn expired() -> HttpResponse {
    pages::problem(
        StatusCode::BAD_REQUEST,
        "This sign-in is over",
        "It took too long, or it was finished in another tab. Go back to the application and start again.",
    )
}

fn page(idp: &Idp, status: StatusCode, flow: &str, username: &str, message: Option<&str>) -> HttpResponse {
    let target = idp.volatile().waiting(flow, idp.now()).map(|flow| target(idp, &flow));
    pages::card(
        status,
        "Sign in",
        &html! {
            div.mark aria-hidden="true" { "ID" }
            h1.centered { "Sign in" }
            p.muted.centered {
                @if let Some(target) = target { "to continue to " strong { (target) } } @else { "to the demo identity provider" }
            }
            (form(flow, username, message))
            (accounts(idp))
        },
    )
}

fn form(flow: &str, username: &str, message: Option<&str>) -> Markup {
    html! {
        form method="post" action="/sign-in" {
            @if let Some(message) = message { p.alert role="alert" { (message) } }
            input type="hidden" name="flow" value=(flow);
            label for="username" { "E-mail address" }
            input #username type="email" name="username" value=(username) autocomplete="username" required autofocus;
            label for="password" { "Password" }
            input #password type="password" name="password" autocomplete="current-password" required;
            button.primary type="submit" { "Sign in" }
        }
    }
}

fn accounts(idp: &Idp) -> Markup {
    let users = idp.read(|state| state.users.clone());
    html! {
        details {
            summary { "Demo accounts" }
            table.pairs {
                thead { tr { th scope="col" { "E-mail address" } th scope="col" { "Password" } } }
                tbody {
                    @for user in &users { tr { td { code { (user.email) } } td { code { (user.password) } } } }
                }
            }
        }
    }
}

fn target(idp: &Idp, flow: &Flow) -> String {
    idp.read(|state| match flow {
        Flow::Saml(flow) => state.saml_app(&flow.app).map(|app| app.name.clone()),
        Flow::Oidc(flow) => state.oidc_app(&flow.client_id).map(|app| app.name.clone()),
        Flow::WsFed(flow) => state.wsfed_app(&flow.app).map(|app| app.name.clone()),
    })
    .unwrap_or_else(|| "the application".to_owned())
}
