//! Organizations: a mirror of Auth0's, kept fresh by a job.

mod entity;
pub(crate) mod routes;
pub(crate) mod service;
mod store;
pub(crate) mod sync;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::for_test;
