//! Explaining what was said when a sign-in failed, without keeping it; but for texts that nobody knows yet, which are kept
//! for operators without secrets and names.

mod entity;
mod routes;
mod service;
mod store;

pub(crate) use routes::configure;
pub(crate) use service::{note_if_unknown, of_log};
