//! Steps that wait for a second person.

mod entity;
pub(crate) mod routes;
pub(crate) mod service;
mod store;
