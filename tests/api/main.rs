//! The REST API from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod architecture;
mod authorization;
mod connections;
mod conventions;
mod inputs;
mod lifecycle;
mod sign_in;
mod strategies;
mod tokens;
