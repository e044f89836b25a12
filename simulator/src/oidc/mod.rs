//! The `OpenID` provider: discovery, sign-in, tokens, sign-out.

pub mod authorize;
pub mod claims;
mod client_auth;
mod discovery;
pub mod error;
mod home_realm;
mod invitation;
pub mod login;
mod logout;
pub mod membership;
mod passwords;
pub mod pkce;
mod revoke;
pub mod session;
mod sign_up;
mod token;
mod userinfo;

use actix_web::web;

pub(crate) use userinfo::bearer;

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/.well-known/openid-configuration", web::get().to(discovery::configuration))
        .route("/.well-known/oauth-authorization-server", web::get().to(discovery::configuration))
        .route("/.well-known/jwks.json", web::get().to(discovery::keys))
        .route("/authorize", web::get().to(authorize::by_query))
        .route("/authorize", web::post().to(authorize::by_form))
        .route("/u/login", web::get().to(login::show))
        .route("/u/login", web::post().to(login::submit))
        .route("/u/login/connection", web::get().to(login::choose_connection))
        .route("/oauth/token", web::post().to(token::exchange))
        .route("/oauth/revoke", web::post().to(revoke::revoke))
        .route("/userinfo", web::get().to(userinfo::show))
        .route("/userinfo", web::post().to(userinfo::show))
        .route("/v2/logout", web::get().to(logout::v2))
        .route("/oidc/logout", web::get().to(logout::oidc))
        .route("/oidc/logout", web::post().to(logout::oidc_form));
}
