//! Drift: what somebody has changed in Auth0 behind our back is found, shown, and decided by people.

mod adopt;
pub(super) mod compare;
pub(super) mod routes;
pub(crate) mod service;
pub(crate) mod sync;
