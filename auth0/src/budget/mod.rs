//! The tenant's budget of requests: who may send what, and when.
//!
//! Auth0 counts requests per group of endpoints, for everybody together. [`Budget`] holds a request back until its
//! buckets have a token for it: people first, then jobs, then upkeep; within a lane, organizations in turn. The buckets
//! begin with what the tenant's tier promises, and are corrected by what answers tell. Replicas share them by a
//! [`Ledger`].

mod class;
mod dispatch;
mod ledger;
mod queue;
mod state;
mod tiers;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{HeaderMap, StatusCode, header};
use tokio::sync::{Notify, oneshot};

pub use self::{
    class::Class,
    ledger::{Alone, Ask, Bucket, Grant, Ledger, Told},
    queue::Lane,
    state::Gauge,
    tiers::{Rule, Tier},
};
use self::{
    queue::Waiter,
    state::{State, Wake},
};
use crate::{Clock, Error, limits};

/// For whom a request is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// How urgent it is.
    pub lane: Lane,
    /// Whose it is; organizations share what there is fairly. Empty for the tenant's own.
    pub organization: String,
    /// How long it waits for its turn before it fails with [`Error::RateLimited`].
    pub patience: Duration,
}

impl Default for Context {
    fn default() -> Self {
        Self { lane: Lane::Background, organization: String::new(), patience: Duration::from_secs(30) }
    }
}

/// The budget of one tenant.
#[derive(Clone)]
pub struct Budget {
    shared: Arc<Shared>,
}

struct Shared {
    ledger: Arc<dyn Ledger>,
    /// Counts while the ledger cannot be reached.
    alone: Alone,
    clock: Arc<dyn Clock>,
    state: Mutex<State<oneshot::Sender<()>>>,
    changed: Notify,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State<oneshot::Sender<()>>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for oneshot::Sender<()> {
    fn wake(self) -> bool {
        self.send(()).is_ok()
    }

    fn is_awaited(&self) -> bool {
        !self.is_closed()
    }
}

impl Budget {
    /// A budget that begins with full buckets; without a tier nothing is held back until answers tell of limits.
    pub fn new(tier: Option<Tier>, ledger: Arc<dyn Ledger>, clock: Arc<dyn Clock>) -> Self {
        let state = Mutex::new(State::new(tier));
        let shared = Shared { ledger, alone: Alone::default(), clock, state, changed: Notify::new() };
        Self { shared: Arc::new(shared) }
    }

    /// Waits until a request of this class may be sent.
    ///
    /// # Errors
    /// `RateLimited` when its turn does not come in time; `retry_after` is when it may come, at the earliest.
    pub async fn acquire(&self, class: Class, context: &Context) -> Result<(), Error> {
        let shared = &self.shared;
        let woken = {
            let mut state = shared.state();
            if state.buckets(class).is_empty() {
                return Ok(());
            }
            let (wake, woken) = oneshot::channel();
            let waiter = Waiter { since: shared.clock.now(), wake };
            state.push(class, context.lane, &context.organization, waiter);
            if !state.running {
                state.running = true;
                tokio::spawn(dispatch::run(Arc::clone(shared)));
            }
            woken
        };
        shared.changed.notify_one();
        tokio::select! {
            biased;
            _ = woken => Ok(()),
            () = shared.clock.sleep(context.patience) => Err(self.not_in_time(class)),
        }
    }

    fn not_in_time(&self, class: Class) -> Error {
        let mut state = self.shared.state();
        let left = state.earliest(class) * 1000 - state.auth0_ms(self.shared.clock.now());
        let retry_after = Duration::from_millis(u64::try_from(left).unwrap_or(0)).max(limits::BLIND_PAUSE);
        Error::RateLimited { retry_after }
    }

    /// Learns from an answer to a request of this class.
    pub fn observe(&self, class: Class, status: StatusCode, headers: &HeaderMap) {
        let now = self.shared.clock.now();
        let date = date(headers);
        let told = limits::told(headers);
        let mut state = self.shared.state();
        if let Some(date) = date {
            state.learn_time(date, now);
        }
        let at = date.unwrap_or_else(|| state.auth0_ms(now).div_euclid(1000));
        let bucket = told.map(|told| {
            let bucket = state.learn_limit(class, told.limit);
            state.told(bucket, Told { remaining: told.remaining, at });
            bucket
        });
        if status == StatusCode::TOO_MANY_REQUESTS {
            let wait = limits::retry_after(headers).unwrap_or(limits::BLIND_PAUSE);
            let until = at + i64::try_from(wait.as_secs()).unwrap_or(1);
            let own = state.buckets(class).first().copied().unwrap_or(Class::ApiWide);
            // A limit that Auth0 does not tell is taken for the smallest paid one, until an answer corrects it.
            let bucket = bucket.unwrap_or(own);
            state.pool(bucket).rule.get_or_insert(tiers::SMALLEST);
            state.pause(bucket, until);
        }
        drop(state);
        self.shared.changed.notify_one();
    }

    /// What is left, and who waits.
    pub fn meter(&self) -> Vec<Gauge> {
        self.shared.state().gauges(self.shared.clock.now())
    }
}

/// Auth0's clock at the moment of an answer.
fn date(headers: &HeaderMap) -> Option<i64> {
    let text = headers.get(header::DATE)?.to_str().ok()?;
    chrono::DateTime::parse_from_rfc2822(text).ok().map(|date| date.timestamp())
}

#[cfg(test)]
mod tests;
