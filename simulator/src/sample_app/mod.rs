//! "Acme Cloud": an application of the vendor that signs people in through the tenant, by HTTP like any other.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    http::StatusCode,
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use maud::html;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use url::Url;

use crate::{
    oidc::error::found,
    pages,
    tenant::{Tenant, ids},
};

const COOKIE: &str = "acme_cloud";

/// One for all of the server's threads, each of which registers the routes anew.
static SESSIONS: LazyLock<Arc<Sessions>> = LazyLock::new(Arc::default);

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .app_data(web::Data::from(Arc::clone(&SESSIONS)))
        .route("/sample-app", web::get().to(home))
        .route("/sample-app/login", web::get().to(begin))
        .route("/sample-app/callback", web::get().to(finish))
        .route("/sample-app/logout", web::post().to(leave));
}

/// What the application remembers of one browser.
#[derive(Clone, Default)]
struct Session {
    state: String,
    nonce: String,
    verifier: String,
    claims: Option<Map<String, Value>>,
}

/// The application's own sessions. A restart forgets them.
#[derive(Default)]
struct Sessions(Mutex<HashMap<String, Session>>);

impl Sessions {
    fn get(&self, id: &str) -> Option<Session> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn put(&self, id: &str, session: Session) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), session);
    }

    fn remove(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

#[derive(Debug, Deserialize)]
struct Start {
    organization: String,
    connection: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

fn session_id(tenant: &Tenant, request: &HttpRequest) -> Option<String> {
    request.cookie(&tenant.cookie(COOKIE)).map(|cookie| cookie.value().to_owned())
}

/// The client id and secret of the application.
fn credentials(tenant: &Tenant) -> Option<(String, String)> {
    tenant.read(|state| {
        let client = state.clients.get(&state.demo.as_ref()?.sample_app)?;
        Some((client.client_id.clone(), client.client_secret.clone()))
    })
}

/// The start page, or the session.
async fn home(
    tenant: web::Data<Tenant>,
    sessions: web::Data<Sessions>,
    request: HttpRequest,
) -> HttpResponse {
    let session = session_id(&tenant, &request).and_then(|id| sessions.get(&id));
    match session.and_then(|session| session.claims) {
        Some(claims) => signed_in(&claims),
        None => pages::page(
            StatusCode::OK,
            "Acme Cloud",
            &html! {
                div.card {
                    h1 { "Acme Cloud" }
                    p.muted { "The vendor's application. Which organization do you belong to?" }
                    form method="get" action="/sample-app/login" {
                        label for="organization" { "Organization" }
                        input id="organization" name="organization" required value="globex";
                        button.primary type="submit" { "Continue" }
                    }
                }
            },
        ),
    }
}

fn signed_in(claims: &Map<String, Value>) -> HttpResponse {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let subject = text("sub");
    let through = subject.split('|').nth(1).filter(|_| subject.matches('|').count() > 1);
    pages::page(
        StatusCode::OK,
        "Acme Cloud",
        &html! {
            div.card {
                h1 { "You are signed in to Acme Cloud" }
                p id="who" { strong { (text("name")) } " " (text("email")) }
                p.muted { "Organization " code id="organization" { (text("org_id")) } }
                p.muted { "Through " code id="through" { (through.unwrap_or("the password database")) } }
                details {
                    summary { "ID token" }
                    pre { (serde_json::to_string_pretty(claims).unwrap_or_default()) }
                }
                form method="post" action="/sample-app/logout" {
                    button type="submit" { "Sign out" }
                }
            }
        },
    )
}

/// Sends the browser to the tenant.
async fn begin(
    tenant: web::Data<Tenant>,
    sessions: web::Data<Sessions>,
    start: web::Query<Start>,
) -> HttpResponse {
    let (Some((client_id, _)), Ok(mut url)) = (credentials(&tenant), Url::parse(&tenant.url("authorize")))
    else {
        return pages::not_found().await;
    };
    let session =
        Session { state: ids::handle(), nonce: ids::handle(), verifier: ids::handle(), claims: None };
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "code").append_pair("client_id", &client_id);
        query.append_pair("redirect_uri", &tenant.url("sample-app/callback"));
        query.append_pair("scope", "openid profile email").append_pair("organization", &start.organization);
        query.append_pair("state", &session.state).append_pair("nonce", &session.nonce);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&session.verifier));
        query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
        if let Some(connection) = start.connection.as_deref().filter(|name| !name.is_empty()) {
            query.append_pair("connection", connection);
        }
    }
    let id = ids::handle();
    sessions.put(&id, session);
    let mut response = found(url.as_str());
    let cookie =
        Cookie::build(tenant.cookie(COOKIE), id).path("/").http_only(true).same_site(SameSite::Lax).finish();
    // A cookie made of letters and digits always fits into a header.
    let _ = response.add_cookie(&cookie);
    response
}

/// Takes the tenant's answer.
async fn finish(
    tenant: web::Data<Tenant>,
    sessions: web::Data<Sessions>,
    answer: web::Query<Answer>,
    request: HttpRequest,
) -> HttpResponse {
    let id = session_id(&tenant, &request).unwrap_or_default();
    let Some(session) = sessions.get(&id).filter(|session| Some(&session.state) == answer.state.as_ref())
    else {
        return pages::error(
            StatusCode::BAD_REQUEST,
            "invalid_state",
            "This sign-in was not begun in this browser.",
        );
    };
    let Some(code) = &answer.code else {
        let error = answer.error.as_deref().unwrap_or("invalid_request");
        return pages::error(
            StatusCode::UNAUTHORIZED,
            error,
            answer.error_description.as_deref().unwrap_or_default(),
        );
    };
    match claims(&tenant, &session, code).await {
        Some(claims) => {
            sessions.put(&id, Session { claims: Some(claims), ..session });
            found("/sample-app")
        }
        None => pages::error(
            StatusCode::BAD_GATEWAY,
            "sign_in_failed",
            "The code could not be exchanged for tokens.",
        ),
    }
}

/// The claims of the ID token, which came by a direct call to the tenant.
async fn claims(tenant: &Tenant, session: &Session, code: &str) -> Option<Map<String, Value>> {
    let (client_id, client_secret) = credentials(tenant)?;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &client_id),
        ("client_secret", &client_secret),
        ("redirect_uri", &tenant.url("sample-app/callback")),
        ("code_verifier", &session.verifier),
        ("code", code),
    ];
    let answer = tenant.http.post(tenant.url("oauth/token")).form(&form).send().await.ok()?;
    let tokens: Value = answer.error_for_status().ok()?.json().await.ok()?;
    let payload = tokens["id_token"].as_str()?.split('.').nth(1)?;
    let claims: Map<String, Value> = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    Some(claims).filter(|claims| claims.get("nonce").and_then(Value::as_str) == Some(&session.nonce))
}

/// Ends the application's session; the tenant's goes on.
async fn leave(
    tenant: web::Data<Tenant>,
    sessions: web::Data<Sessions>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(id) = session_id(&tenant, &request) {
        sessions.remove(&id);
    }
    found("/sample-app")
}
