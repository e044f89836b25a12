//! Enterprise connections: drafts, what Auth0 has of them, tests, activation, and their end.

pub(crate) mod activation;
pub(crate) mod certificates;
pub(crate) mod domain;
pub(crate) mod drift;
mod entity;
mod given;
#[cfg(test)]
mod histories;
mod mapping;
mod moving;
mod naming;
pub(crate) mod preflight;
pub(crate) mod reading;
mod revisions;
pub(crate) mod routes;
mod rules;
pub(crate) mod service;
mod store;
pub(crate) mod sync;
pub(crate) mod test_runs;
mod tuning;
mod wire;
