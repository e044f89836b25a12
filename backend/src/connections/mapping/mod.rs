//! How attributes of the identity provider become claims: what is set, what a test has seen of it, what would be better.

mod compare;
pub(super) mod routes;
mod service;
