//! One writer at a time per object: Auth0 has no ETags, and takes whole lists.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::{Mutex, OwnedMutexGuard};

/// Locks by name; those that nobody holds or waits for are forgotten.
///
/// They hold within one process. Among processes the caller sees to it, as by leasing the job that writes an object.
#[derive(Default)]
pub(crate) struct Locks {
    by_name: std::sync::Mutex<HashMap<String, Arc<Mutex<()>>>>,
}

impl Locks {
    /// Waits until nobody else writes the object.
    pub(crate) async fn hold(&self, name: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut by_name = self.by_name.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            by_name.retain(|held, lock| held == name || Arc::strong_count(lock) > 1);
            Arc::clone(by_name.entry(name.to_owned()).or_default())
        };
        lock.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_object_has_one_writer_and_another_does_not_wait() {
        let locks = Locks::default();
        let first = locks.hold("a").await;
        let _other = locks.hold("b").await;
        let second = tokio::time::timeout(std::time::Duration::from_millis(20), locks.hold("a"));
        assert!(second.await.is_err());
        drop(first);
        locks.hold("a").await;
        assert!(locks.by_name.lock().unwrap().len() <= 2);
    }
}
