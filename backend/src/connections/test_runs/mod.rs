//! Test runs: one real sign-in through a connection before anybody depends on it.

mod callback;
mod claims;
mod entity;
mod facts;
pub(crate) mod routes;
mod screen;
mod service;
mod store;
mod upkeep;

pub(crate) use service::{last_claims, last_state, passed, passed_by, testers};
pub(crate) use upkeep::{Logged, keep_time, logged};

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::ended_for_test;
