//! `OpenID` Connect: discovery, the code flow, tokens, userinfo.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::oidc::pkce;

use super::{
    Idp, pages,
    saml_sso::{NOT_ASSIGNED, OTHER_AUDIENCE},
    sign_in,
    state::{OidcApp, User, is_loopback},
    volatile::{ACCESS_TOKEN, Flow, Grant, OidcFlow, Session},
};

const ID_TOKEN: TimeDelta = TimeDelta::minutes(10);
const STALE: TimeDelta = TimeDelta::hours(1);

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/.well-known/openid-configuration", web::get().to(configuration))
        .route("/oidc/keys", web::get().to(keys))
        .route("/oidc/authorize", web::get().to(by_query))
        .route("/oidc/authorize", web::post().to(by_form))
        .route("/oidc/token", web::post().to(token))
        .route("/oidc/userinfo", web::get().to(userinfo))
        .route("/oidc/userinfo", web::post().to(userinfo))
        .route("/oidc/logout", web::get().to(logout));
}

async fn configuration(idp: web::Data<Idp>) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "issuer": idp.base_url,
        "authorization_endpoint": idp.url("/oidc/authorize"),
        "token_endpoint": idp.url("/oidc/token"),
        "userinfo_endpoint": idp.url("/oidc/userinfo"),
        "jwks_uri": idp.url("/oidc/keys"),
        "end_session_endpoint": idp.url("/oidc/logout"),
        "scopes_supported": ["openid", "profile", "email", "groups"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "email", "email_verified",
            "name", "given_name", "family_name", "preferred_username", "groups"],
    }))
}

async fn keys(idp: web::Data<Idp>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "keys": [idp.keys.tokens.jwk()] }))
}

#[derive(Deserialize)]
struct Authorize {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    prompt: Option<String>,
    max_age: Option<i64>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

async fn by_query(idp: web::Data<Idp>, http: HttpRequest, wish: web::Query<Authorize>) -> HttpResponse {
    authorize(&idp, &http, wish.into_inner())
}

async fn by_form(idp: web::Data<Idp>, http: HttpRequest, wish: web::Form<Authorize>) -> HttpResponse {
    authorize(&idp, &http, wish.into_inner())
}

fn authorize(idp: &Idp, http: &HttpRequest, wish: Authorize) -> HttpResponse {
    let client_id = wish.client_id.clone().unwrap_or_default();
    let Some(app) = idp.read(|state| state.oidc_app(&client_id).cloned()) else {
        let advice = format!("The client id {client_id:?} is not known here. Compare it with the console.");
        return pages::problem(StatusCode::BAD_REQUEST, "This sign-in cannot begin", &advice);
    };
    let redirect_uri = wish.redirect_uri.clone().unwrap_or_default();
    if !app.allows(&redirect_uri) {
        let advice = format!(
            "The sign-in redirect URI {redirect_uri:?} is not registered for the application {:?}.",
            app.name
        );
        return pages::problem(StatusCode::BAD_REQUEST, "This sign-in cannot begin", &advice);
    }
    let problem = objection(&wish);
    let session = sign_in::session(idp, http);
    let too_old = |session: &Session| {
        wish.max_age
            .is_some_and(|seconds| idp.now() - session.at > TimeDelta::seconds(seconds.clamp(0, 1 << 32)))
    };
    let prompt: Vec<&str> = wish.prompt.as_deref().unwrap_or_default().split_whitespace().collect();
    let again = prompt.contains(&"login") || session.as_ref().is_some_and(too_old);
    let never = prompt.contains(&"none");
    let flow = OidcFlow {
        client_id,
        redirect_uri,
        state: wish.state,
        nonce: wish.nonce,
        scope: wish.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        challenge: wish.code_challenge.filter(|challenge| !challenge.is_empty()),
    };
    if let Some((error, description)) = problem {
        return refuse(&flow, error, description);
    }
    if never && (again || session.is_none()) {
        return refuse(&flow, "login_required", "The person would have to sign in.");
    }
    sign_in::identify(idp, http, Flow::Oidc(flow), again)
}

fn objection(wish: &Authorize) -> Option<(&'static str, &'static str)> {
    let scope = wish.scope.as_deref().unwrap_or_default();
    if wish.response_type.as_deref() != Some("code") {
        Some(("unsupported_response_type", "Only response_type=code is supported."))
    } else if !matches!(wish.response_mode.as_deref(), None | Some("query")) {
        Some(("invalid_request", "Only response_mode=query is supported."))
    } else if !scope.split_whitespace().any(|one| one == "openid") {
        Some(("invalid_scope", "The scope must contain openid."))
    } else if wish.code_challenge.is_some() && wish.code_challenge_method.as_deref() != Some("S256") {
        Some(("invalid_request", "Only code_challenge_method=S256 is supported."))
    } else {
        None
    }
}

/// Gives the client a code, or whatever the switches say.
pub(super) fn answer(idp: &Idp, flow: &OidcFlow, session: &Session) -> HttpResponse {
    if idp.switches().user_not_assigned {
        return refuse(flow, "access_denied", NOT_ASSIGNED);
    }
    let now = idp.now();
    idp.change(|state| {
        if let Some(app) = state.oidc_apps.iter_mut().find(|app| app.client_id == flow.client_id) {
            app.last_used = Some(now);
        }
    });
    let grant = Grant { flow: flow.clone(), user: session.user.clone(), authenticated_at: session.at };
    let code = idp.volatile().give_code(grant, now);
    redirect(flow, &[("code", &code)])
}

fn refuse(flow: &OidcFlow, error: &str, description: &str) -> HttpResponse {
    redirect(flow, &[("error", error), ("error_description", description)])
}

fn redirect(flow: &OidcFlow, parameters: &[(&str, &str)]) -> HttpResponse {
    let Ok(mut url) = Url::parse(&flow.redirect_uri) else {
        return pages::problem(
            StatusCode::BAD_REQUEST,
            "This sign-in cannot end",
            "The sign-in redirect URI is not a URL.",
        );
    };
    url.query_pairs_mut()
        .extend_pairs(parameters)
        .extend_pairs(flow.state.as_ref().map(|state| ("state", state)));
    sign_in::see_other(url.as_str())
}

#[derive(Deserialize)]
struct Exchange {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code_verifier: Option<String>,
}

async fn token(idp: web::Data<Idp>, http: HttpRequest, form: web::Form<Exchange>) -> HttpResponse {
    let form = form.into_inner();
    let Some(app) = client(&idp, &http, &form) else {
        return error(StatusCode::UNAUTHORIZED, "invalid_client", "The client id or secret is wrong.");
    };
    if form.grant_type.as_deref() != Some("authorization_code") {
        let text = "Only grant_type=authorization_code is supported.";
        return error(StatusCode::BAD_REQUEST, "unsupported_grant_type", text);
    }
    let now = idp.now();
    let grant = idp.volatile().take_code(form.code.as_deref().unwrap_or_default(), now);
    let Some(grant) = grant.filter(|grant| fits(grant, &app, &form)) else {
        let text = "The code is unknown, used, expired, or was given for another request.";
        return error(StatusCode::BAD_REQUEST, "invalid_grant", text);
    };
    let Some(user) = idp.read(|state| state.user(&grant.user).cloned()) else {
        return error(StatusCode::BAD_REQUEST, "invalid_grant", "The account is gone.");
    };
    match idp.signing_keys().tokens.sign(&id_token(&idp, &grant, &user, now)) {
        Ok(id_token) => {
            let scope = grant.flow.scope.join(" ");
            let access_token = idp.volatile().give_access_token(grant, now);
            unstored(HttpResponse::Ok()).json(json!({
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": ACCESS_TOKEN.num_seconds(),
                "id_token": id_token,
                "scope": scope,
            }))
        }
        Err(cause) => {
            tracing::error!(error = %cause, "an ID token could not be signed");
            error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The ID token could not be signed.")
        }
    }
}

fn fits(grant: &Grant, app: &OidcApp, form: &Exchange) -> bool {
    let proven = match (&grant.flow.challenge, &form.code_verifier) {
        (Some(challenge), Some(verifier)) => pkce::same(challenge, &pkce::s256(verifier)),
        (None, _) => true,
        (Some(_), None) => false,
    };
    grant.flow.client_id == app.client_id
        && form.redirect_uri.as_ref() == Some(&grant.flow.redirect_uri)
        && proven
}

/// The client that proved itself by header or form.
fn client(idp: &Idp, http: &HttpRequest, form: &Exchange) -> Option<OidcApp> {
    let (id, secret) = match http.headers().get(header::AUTHORIZATION) {
        Some(value) => basic(value.to_str().ok()?)?,
        None => (form.client_id.clone()?, form.client_secret.clone()?),
    };
    let app = idp.read(|state| state.oidc_app(&id).cloned())?;
    pkce::same(&app.client_secret, &secret).then_some(app)
}

fn basic(value: &str) -> Option<(String, String)> {
    let decoded = String::from_utf8(STANDARD.decode(value.strip_prefix("Basic ")?.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some((plain(id), plain(secret)))
}

fn id_token(idp: &Idp, grant: &Grant, user: &User, now: DateTime<Utc>) -> Value {
    let switches = idp.switches();
    let issued = if switches.expired_assertion { now - STALE } else { now };
    let audience = if switches.wrong_audience { OTHER_AUDIENCE } else { &grant.flow.client_id };
    let mut claims = person(idp, grant, user);
    claims["iss"] = json!(idp.base_url);
    claims["aud"] = json!(audience);
    claims["iat"] = json!(issued.timestamp());
    claims["exp"] = json!((issued + ID_TOKEN).timestamp());
    claims["auth_time"] = json!(grant.authenticated_at.timestamp());
    if let Some(nonce) = &grant.flow.nonce {
        claims["nonce"] = json!(nonce);
    }
    claims
}

/// What the granted scopes tell of the person.
fn person(idp: &Idp, grant: &Grant, user: &User) -> Value {
    let granted = |scope: &str| grant.flow.scope.iter().any(|one| one == scope);
    let tell_email = !idp.switches().no_email;
    let mut claims = json!({ "sub": user.id });
    if granted("email") && tell_email {
        claims["email"] = json!(user.email);
        claims["email_verified"] = json!(true);
    }
    if granted("profile") {
        claims["name"] = json!(user.name());
        claims["given_name"] = json!(user.given_name);
        claims["family_name"] = json!(user.family_name);
        claims["preferred_username"] = json!(if tell_email { &user.email } else { &user.id });
    }
    if granted("profile") || granted("groups") {
        claims["groups"] = json!(user.groups);
    }
    claims
}

async fn userinfo(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
    let header = http.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let grant = idp.volatile().access_token(token, idp.now());
    let told = grant.and_then(|grant| {
        let user = idp.read(|state| state.user(&grant.user).cloned())?;
        Some(person(&idp, &grant, &user))
    });
    match told {
        Some(claims) => unstored(HttpResponse::Ok()).json(claims),
        None => HttpResponse::Unauthorized()
            .insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))
            .json(json!({ "error": "invalid_token" })),
    }
}

#[derive(Deserialize)]
struct Logout {
    post_logout_redirect_uri: Option<String>,
}

async fn logout(idp: web::Data<Idp>, http: HttpRequest, wish: web::Query<Logout>) -> HttpResponse {
    let back = wish.post_logout_redirect_uri.as_deref().filter(|address| is_loopback(address));
    sign_in::end(&idp, &http, sign_in::see_other(back.unwrap_or("/sign-out")))
}

fn unstored(mut response: actix_web::HttpResponseBuilder) -> actix_web::HttpResponseBuilder {
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

fn error(status: StatusCode, error: &str, description: &str) -> HttpResponse {
    unstored(HttpResponse::build(status)).json(json!({ "error": error, "error_description": description }))
}
