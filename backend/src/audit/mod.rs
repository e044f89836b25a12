//! The audit log: who did what to which object. Rows are added in the transaction of what they tell, never changed.

mod entity;
pub(crate) mod routes;
pub(crate) mod service;
mod store;
