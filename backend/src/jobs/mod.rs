//! Durable work: written down in the transaction that wants it, done by a worker that holds a lease.

mod entity;
pub(crate) mod outbox;
mod rhythm;
pub(crate) mod routes;
pub(crate) mod service;
mod store;
pub(crate) mod worker;

#[cfg(test)]
pub(crate) use store::end_all_for_test;

use std::sync::Arc;

use tokio::sync::Notify;

/// Tells the worker of this replica that there is something to do; the others find it by looking.
#[derive(Clone, Default)]
pub(crate) struct Wake(Arc<Notify>);

impl Wake {
    pub(crate) fn nudge(&self) {
        self.0.notify_one();
    }

    async fn nudged(&self) {
        self.0.notified().await;
    }
}
