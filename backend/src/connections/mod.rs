//! Enterprise connections: drafts, what Auth0 has of them, tests, activation, and their end.

pub(crate) mod domain;
mod entity;
mod given;
mod naming;
pub(crate) mod reading;
pub(crate) mod routes;
mod rules;
pub(crate) mod service;
mod store;
pub(crate) mod sync;
pub(crate) mod test_runs;
mod tuning;
mod wire;
