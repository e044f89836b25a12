//! The certificates of a connection: which one is used, which one takes over when, and what the metadata's address says
//! of them a day later.

mod offered;
mod refresh;
pub(super) mod routes;
mod rules;
mod service;
mod store;

pub(crate) use refresh::{order_due as order_refresh, run as refresh};
pub(super) use rules::in_use;
pub(crate) use service::apply_due;
