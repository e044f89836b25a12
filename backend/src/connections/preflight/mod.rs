//! The preflight: the linter's findings, and what stands in the way in Auth0 and at the identity provider.

mod checks;
mod entity;
pub(super) mod routes;
mod service;
mod store;
pub(crate) mod sync;

pub(super) use service::standing_in_the_way;
