//! What a client may know before it begins.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::tenant::Tenant;

/// `/.well-known/openid-configuration`
pub(super) async fn configuration(tenant: web::Data<Tenant>) -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "public, max-age=15")).json(json!({
        "issuer": tenant.issuer,
        "authorization_endpoint": tenant.url("authorize"),
        "token_endpoint": tenant.url("oauth/token"),
        "userinfo_endpoint": tenant.url("userinfo"),
        "jwks_uri": tenant.url(".well-known/jwks.json"),
        "revocation_endpoint": tenant.url("oauth/revoke"),
        "end_session_endpoint": tenant.url("oidc/logout"),
        "scopes_supported": ["openid", "profile", "offline_access", "name", "given_name", "family_name", "nickname",
            "email", "email_verified", "picture", "created_at", "identities", "phone", "address"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", "password",
            "http://auth0.com/oauth/grant-type/password-realm"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "PS256"],
        "claims_supported": ["aud", "auth_time", "created_at", "email", "email_verified", "exp", "family_name",
            "given_name", "iat", "identities", "iss", "name", "nickname", "phone_number", "picture", "sub"],
        "request_uri_parameter_supported": false,
        "request_parameter_supported": false,
    }))
}

/// `/.well-known/jwks.json`
pub(super) async fn keys(tenant: web::Data<Tenant>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=15"))
        .json(json!({ "keys": tenant.keys.jwks() }))
}
