//! The one task of a tenant that delivers.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures_util::future::join_all;

use super::{event_streams, log_streams};
use crate::tenant::Tenant;

/// How long a failed delivery waits at first; twice as long after each further failure.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long a look for work waits when nothing happens.
const IDLE: Duration = Duration::from_secs(5);

/// Failures of each stream in a row, and when it may be tried again.
#[derive(Default)]
pub(super) struct Pauses(BTreeMap<String, (u32, tokio::time::Instant)>);

impl Pauses {
    fn ready(&self, stream: &str) -> bool {
        self.0.get(stream).is_none_or(|(_, until)| *until <= tokio::time::Instant::now())
    }

    /// Notes how a delivery went; answers how many have failed in a row.
    fn note(&mut self, stream: String, delivered: bool) -> u32 {
        if delivered {
            self.0.remove(&stream);
            return 0;
        }
        let failures = self.0.get(&stream).map_or(0, |(failures, _)| *failures) + 1;
        let pause = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST_PAUSE);
        self.0.insert(stream, (failures, tokio::time::Instant::now() + pause));
        failures
    }

    fn next(&self) -> Duration {
        let soonest = self.0.values().map(|(_, until)| *until).min();
        soonest.map_or(IDLE, |until| until.saturating_duration_since(tokio::time::Instant::now()).min(IDLE))
    }
}

/// What one attempt came to.
pub(super) struct Attempt {
    /// The stream's id.
    pub(super) stream: String,
    /// Whether the receiver took it.
    pub(super) delivered: bool,
}

/// Delivers until it is aborted. A stream is given one batch at a time, so that its order holds; streams do not wait
/// for each other's receivers longer than one attempt.
pub async fn deliver(tenant: Arc<Tenant>) {
    let mut pauses = Pauses::default();
    loop {
        let logs = log_streams::due(&tenant, |stream| pauses.ready(stream));
        let events = event_streams::due(&tenant, |stream| pauses.ready(stream));
        if logs.is_empty() && events.is_empty() {
            // Whichever comes first: news, or the end of a pause.
            let _ =
                tokio::time::timeout(pauses.next().max(Duration::from_millis(10)), tenant.stirred()).await;
            continue;
        }
        let logs = join_all(logs.into_iter().map(|batch| log_streams::attempt(&tenant, batch)));
        let events = join_all(events.into_iter().map(|batch| event_streams::attempt(&tenant, batch)));
        let (logs, events) = futures_util::join!(logs, events);
        for attempt in logs.into_iter().chain(events) {
            let failures = pauses.note(attempt.stream.clone(), attempt.delivered);
            log_streams::suspend_after(&tenant, &attempt.stream, failures);
        }
    }
}
