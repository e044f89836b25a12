//! Looking again by itself: what Auth0 and DNS do shows without a reload.

use std::time::Duration;

use api::Domain;
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use crate::{browser, load::Load};

/// How many seconds lie between two looks.
const EVERY: u8 = 3;

/// How long a page that nobody touches goes on: each look counts as use of the session, which has to end by itself.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// The clock of a page, and when somebody touched it last.
#[derive(Clone, Copy)]
pub(crate) struct Watch {
    /// The time, second by second.
    pub(crate) now: RwSignal<DateTime<Utc>>,
    touched: StoredValue<DateTime<Utc>>,
}

impl Watch {
    /// Somebody is there.
    pub(crate) fn touch(self) {
        self.touched.set_value(browser::now());
    }
}

/// Reads the list again every few seconds while something of it is `awaited` and somebody can see it.
pub(crate) fn watch(list: Load<Vec<Domain>>, awaited: fn(&Domain) -> bool) -> Watch {
    let now = browser::now();
    let watch = Watch { now: RwSignal::new(now), touched: StoredValue::new(now) };
    let awaits = Memo::new(move |_| list.value().is_some_and(|all| all.iter().any(awaited)));
    let passed = StoredValue::new(0_u8);
    let tick = move || {
        let now = browser::now();
        watch.now.set(now);
        passed.update_value(|passed| *passed = (*passed + 1) % EVERY);
        let there = now - watch.touched.get_value() < PATIENCE && !browser::hidden();
        if passed.get_value() == 0 && there && awaits.get_untracked() {
            list.reload();
        }
    };
    if let Ok(interval) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || interval.clear());
    }
    watch
}
