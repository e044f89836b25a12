//! Moving to another connection side by side: one takes the place of another, which is kept for a while without a button
//! and can be taken back (docs/adr/0014).

mod retiring;
pub(super) mod routes;
mod rules;
pub(super) mod service;
pub(super) mod sync;

pub(crate) use retiring::Retiring;
pub(super) use retiring::{released, restored};

#[cfg(test)]
mod tests;
