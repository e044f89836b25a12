//! The one task that asks the ledger and wakes those whose turn it is. It runs while anybody waits.

use std::{sync::Arc, time::Duration};

use super::{Shared, ledger::Ask};

/// How long tokens are held that nobody needs, before they go back to the others.
const HOLD: Duration = Duration::from_secs(2);

/// What to do next.
enum Step {
    Ask(i64, Vec<Ask>),
    Wait(Duration),
    /// Nobody waits, and something is held.
    Idle,
    Stop,
}

/// Lets another dispatcher start where this one ends before its work does.
struct Running(Option<Arc<Shared>>);

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(shared) = self.0.take() {
            shared.state().running = false;
        }
    }
}

pub(super) async fn run(shared: Arc<Shared>) {
    let mut running = Running(Some(Arc::clone(&shared)));
    loop {
        match next(&shared) {
            Step::Ask(second, asks) => exchange(&shared, second, &asks).await,
            Step::Wait(duration) => {
                tokio::select! {
                    () = shared.clock.sleep(duration) => {}
                    () = shared.changed.notified() => {}
                }
            }
            Step::Idle => {
                tokio::select! {
                    () = shared.clock.sleep(HOLD) => give_back(&shared).await,
                    () = shared.changed.notified() => {}
                }
            }
            Step::Stop => {
                running.0 = None;
                return;
            }
        }
    }
}

fn next(shared: &Shared) -> Step {
    let now = shared.clock.now();
    let mut state = shared.state();
    let milliseconds = state.auth0_ms(now);
    let second = milliseconds.div_euclid(1000);
    state.forget();
    state.serve(second);
    let asks = state.asks(second, shared.ledger.is_shared());
    if !asks.is_empty() {
        return Step::Ask(second, asks);
    }
    if !state.is_anybody_waiting() {
        if state.is_anything_held() {
            return Step::Idle;
        }
        // Under the lock: whoever comes next starts another.
        state.running = false;
        return Step::Stop;
    }
    let left = state.next_try().map_or(1000, |at| at * 1000 - milliseconds);
    Step::Wait(Duration::from_millis(u64::try_from(left).unwrap_or(0)).max(Duration::from_millis(1)))
}

async fn exchange(shared: &Shared, second: i64, asks: &[Ask]) {
    let grants = match shared.ledger.exchange(second, asks).await {
        Ok(grants) => grants,
        Err(words) => {
            tracing::warn!(words, "the shared budget cannot be reached; this replica counts by itself");
            shared.alone.exchange_now(second, asks)
        }
    };
    shared.state().take(second, asks, &grants);
}

async fn give_back(shared: &Shared) {
    let (second, asks) = {
        let mut state = shared.state();
        if state.is_anybody_waiting() {
            return;
        }
        (state.auth0_ms(shared.clock.now()).div_euclid(1000), state.leftovers())
    };
    exchange(shared, second, &asks).await;
}
