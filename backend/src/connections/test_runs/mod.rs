//! Test runs: one real sign-in through a connection before anybody depends on it.

mod callback;
mod claims;
mod entity;
pub(crate) mod routes;
mod service;
mod store;

pub(crate) use service::last_state;

#[cfg(test)]
mod tests;
