//! Test runs: one real sign-in through a connection before anybody depends on it.

mod callback;
mod claims;
mod entity;
pub(crate) mod routes;
mod service;
mod store;

pub(crate) use service::{last_state, passed, passed_by, testers};

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::ended_for_test;
