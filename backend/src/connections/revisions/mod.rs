//! The versions of a connection's settings: looking at them, comparing them, going back to one.

mod diff;
mod labels;
mod restore;
pub(super) mod routes;
mod service;

pub(super) use service::roll_back;
