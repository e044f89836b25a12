//! The tenant as people, applications and identity providers meet it, over real HTTP.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod browser;
mod client_assertions;
mod invitations;
mod logout;
mod openid;
mod passwords;
mod saml;
mod scim;
mod stand_ins;
mod streams;
mod tokens;
mod world;
mod ws_federation;
