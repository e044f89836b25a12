//! Codes become tokens, and tokens say who somebody is.

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

use crate::{
    demo_idp::{
        Idp,
        assertion::OTHER_AUDIENCE,
        state::{OidcApp, User},
        volatile::{ACCESS_TOKEN, Grant},
    },
    oidc::pkce,
};

const ID_TOKEN: TimeDelta = TimeDelta::minutes(10);
const STALE: TimeDelta = TimeDelta::hours(1);

#[derive(Deserialize)]
pub(super) struct Exchange {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    code_verifier: Option<String>,
}

pub(super) async fn token(idp: web::Data<Idp>, http: HttpRequest, form: web::Form<Exchange>) -> HttpResponse {
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
    if idp.read(|state| state.user(&grant.user).is_none()) {
        return error(StatusCode::BAD_REQUEST, "invalid_grant", "The account is gone.");
    }
    match id_token(&idp, &grant) {
        Some(id_token) => {
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
        None => error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The ID token could not be signed."),
    }
}

/// The ID token of a grant; none when its person is gone or the key is unusable.
pub(super) fn id_token(idp: &Idp, grant: &Grant) -> Option<String> {
    let user = idp.read(|state| state.user(&grant.user).cloned())?;
    let signed = idp.signing_keys().tokens.sign(&id_claims(idp, grant, &user, idp.now()));
    signed.inspect_err(|error| tracing::error!(%error, "an ID token could not be signed")).ok()
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

fn id_claims(idp: &Idp, grant: &Grant, user: &User, now: DateTime<Utc>) -> Value {
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

pub(super) async fn userinfo(idp: web::Data<Idp>, http: HttpRequest) -> HttpResponse {
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

fn unstored(mut response: actix_web::HttpResponseBuilder) -> actix_web::HttpResponseBuilder {
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

fn error(status: StatusCode, error: &str, description: &str) -> HttpResponse {
    unstored(HttpResponse::build(status)).json(json!({ "error": error, "error_description": description }))
}
