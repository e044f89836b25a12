//! Steps that people feel: who they touch, enforcing and its undoing, confirming, and looking after what is live.

mod duration;
mod impact;
pub(super) mod routes;
pub(super) mod service;
pub(crate) mod sync;
mod watch;

pub(super) use duration::confirm_time;
pub(super) use watch::{back_to, watched};

#[cfg(test)]
mod tests;
