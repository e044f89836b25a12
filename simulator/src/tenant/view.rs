//! How one request sees the tenant: perhaps moved in time, perhaps late.
//!
//! Auth0 is eventually consistent: a read may miss a write that was answered before. A task-local value carries this to
//! wherever the request looks at the clock or the memory, so that no handler has to know.

use std::{future::Future, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Tenant, locked, state::State};

tokio::task_local! {
    static VIEW: View;
}

/// What is different for one request.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Added to the tenant's clock.
    pub shift: TimeDelta,
    /// What it reads instead of the present memory.
    pub state: Option<Arc<State>>,
}

/// The memory before a write that is not seen yet.
#[derive(Debug)]
pub(super) struct Stale {
    state: Arc<State>,
    until: DateTime<Utc>,
}

impl View {
    /// Answers a request with this view of the tenant.
    pub async fn during<F: Future>(self, request: F) -> F::Output {
        VIEW.scope(self, request).await
    }
}

/// How far the present request's clock is moved.
pub(super) fn request_shift() -> TimeDelta {
    VIEW.try_with(|view| view.shift).unwrap_or_default()
}

/// What the present request reads instead of the memory.
pub(super) fn late_state() -> Option<Arc<State>> {
    VIEW.try_with(|view| view.state.clone()).ok().flatten()
}

impl Tenant {
    /// From now on and for so long, late reads see the memory as it is at this moment.
    pub fn hold_back(&self, long: Duration) {
        let state = Arc::new(locked(&self.state).clone());
        let until = self.clock.now() + TimeDelta::from_std(long).unwrap_or(TimeDelta::MAX);
        *locked(&self.stale) = Some(Stale { state, until });
    }

    /// What a read sees while something is held back.
    pub fn held_back(&self) -> Option<Arc<State>> {
        let mut stale = locked(&self.stale);
        if stale.as_ref().is_some_and(|stale| stale.until <= self.clock.now()) {
            *stale = None;
        }
        stale.as_ref().map(|stale| Arc::clone(&stale.state))
    }
}
