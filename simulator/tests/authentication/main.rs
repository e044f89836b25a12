//! The tenant as people, applications and identity providers meet it, over real HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

mod browser;
mod logout;
mod openid;
mod passwords;
mod saml;
mod stand_ins;
mod tokens;
mod world;
mod ws_federation;
