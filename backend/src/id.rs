//! New identifiers, handed in.

use uuid::Uuid;

/// Makes identifiers that rise with time.
pub(crate) trait IdFactory: Send + Sync {
    /// A new `UUIDv7`.
    fn uuid(&self) -> Uuid;
}

/// Identifiers from the machine's clock and randomness.
pub(crate) struct SystemIds;

impl IdFactory for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the factory everyone else asks")]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }
}
