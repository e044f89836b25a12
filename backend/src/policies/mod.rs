//! What the vendor asks of an organization.

mod entity;
pub(crate) mod routes;
pub(crate) mod service;
mod store;
