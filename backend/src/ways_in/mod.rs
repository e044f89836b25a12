//! The ways into an organization and who depends on them: a mirror, read by a job when somebody is about to decide.

mod entity;
pub(crate) mod service;
mod store;
pub(crate) mod sync;
