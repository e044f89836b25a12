//! `OpenID` Connect: discovery, sign-in, tokens, userinfo, sign-out.

mod authorize;
mod tokens;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Idp, sign_in, state::is_loopback};

pub(super) use authorize::answer;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/.well-known/openid-configuration", web::get().to(configuration))
        .route("/oidc/keys", web::get().to(keys))
        .route("/oidc/authorize", web::get().to(authorize::by_query))
        .route("/oidc/authorize", web::post().to(authorize::by_form))
        .route("/oidc/token", web::post().to(tokens::token))
        .route("/oidc/userinfo", web::get().to(tokens::userinfo))
        .route("/oidc/userinfo", web::post().to(tokens::userinfo))
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
        "response_types_supported": ["code", "id_token"],
        "response_modes_supported": ["query", "form_post"],
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
struct Logout {
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

async fn logout(idp: web::Data<Idp>, http: HttpRequest, wish: web::Query<Logout>) -> HttpResponse {
    let back = wish.post_logout_redirect_uri.as_deref().filter(|address| is_loopback(address));
    let mut back = back.and_then(|address| Url::parse(address).ok());
    if let (Some(back), Some(state)) = (&mut back, &wish.state) {
        back.query_pairs_mut().append_pair("state", state);
    }
    sign_in::end(&idp, &http, sign_in::see_other(back.as_ref().map_or("/sign-out", Url::as_str)))
}
