//! Sign-in attempts: read from the tenant's log or received from its log stream, attributed to organizations, explained,
//! kept longer than Auth0 keeps them.

mod checkpoint;
mod entity;
mod ingest;
mod reading;
mod record;
pub(crate) mod routes;
pub(crate) mod service;
mod store;
pub(crate) mod sync;
