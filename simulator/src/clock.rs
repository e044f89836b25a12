//! What time it is: the one place that asks the machine.

use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time to everything that issues, checks or stamps.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock everyone else asks")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The machine's clock, moved by hand; for tests of what expires.
#[derive(Debug, Default)]
pub struct ShiftedClock {
    shift: Mutex<TimeDelta>,
}

impl ShiftedClock {
    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        let mut shift = self.shift.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *shift += by;
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + *self.shift.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
