//! Inspecting metadata, certificates and issuers without keeping them.

mod routes;

pub(crate) use routes::configure;
