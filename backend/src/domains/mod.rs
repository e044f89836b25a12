//! Domains of e-mail addresses: their proof by DNS, and the connection to which their people are led (docs/adr/0015).

mod check;
mod domain;
mod entity;
#[cfg(test)]
pub(crate) mod for_test;
mod leading;
mod life;
mod name;
pub(crate) mod names;
pub(crate) mod routes;
pub(crate) mod service;
mod store;
pub(crate) mod sync;

pub(crate) use leading::{follow, led, touched};
