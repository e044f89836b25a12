//! What the dispatcher knows: who waits, what is held, what Auth0 has told. Pure; times come in.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    class::Class,
    ledger::{Ask, Grant, Told},
    queue::{Lane, Queue, Waiter},
    tiers::{self, Rule, Tier},
};

/// One bucket, as far as this process knows it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pool {
    /// None until anything is known: then nothing is held back.
    pub(super) rule: Option<Rule>,
    /// Granted and not used.
    pub(super) held: u32,
    /// Left in the ledger, at the second `seen`.
    level: u32,
    seen: i64,
    told: Option<Told>,
    pub(super) pause_until: i64,
    /// Whether others have to hear of a pause at once.
    urgent: bool,
    /// Not worth asking before this second.
    pub(super) next_try: i64,
}

/// Wakes one who waits.
pub(super) trait Wake {
    /// False when nobody waits there any more.
    fn wake(self) -> bool;
    /// Whether somebody still waits there.
    fn is_awaited(&self) -> bool;
}

pub(super) struct State<T> {
    tier: Option<Tier>,
    counts_all: bool,
    queues: BTreeMap<Class, Queue<T>>,
    pools: BTreeMap<Class, Pool>,
    /// How far Auth0's clock is from ours, in milliseconds; never further ahead than it is.
    skew: Option<i64>,
    /// Whether a dispatcher runs.
    pub(super) running: bool,
}

impl<T: Wake> State<T> {
    pub(super) fn new(tier: Option<Tier>) -> Self {
        Self {
            tier,
            counts_all: tier.is_none_or(Tier::counts_all),
            queues: BTreeMap::new(),
            pools: BTreeMap::new(),
            skew: None,
            running: false,
        }
    }

    pub(super) fn push(&mut self, class: Class, lane: Lane, organization: &str, waiter: Waiter<T>) {
        self.queues.entry(class).or_default().push(lane, organization, waiter);
    }

    /// Auth0's clock, in milliseconds since 1970.
    pub(super) fn auth0_ms(&self, now: DateTime<Utc>) -> i64 {
        now.timestamp_millis() + self.skew.unwrap_or(0)
    }

    /// Learns from Auth0's `Date` at the moment of an answer. It is cut to seconds and comes late: Auth0's clock is at
    /// least there, so the largest difference seen is the best. A much smaller one means that our clock was set.
    pub(super) fn learn_time(&mut self, date: i64, now: DateTime<Utc>) {
        const OUR_CLOCK_WAS_SET: i64 = 5_000;
        let sample = date * 1000 - now.timestamp_millis();
        let known = self.skew.filter(|skew| skew - sample < OUR_CLOCK_WAS_SET);
        if known.is_none() {
            // What was planned by the wrong time is planned anew.
            self.pools.values_mut().for_each(|pool| pool.next_try = 0);
        }
        self.skew = Some(known.map_or(sample, |skew| skew.max(sample)));
    }

    pub(super) fn pool(&mut self, class: Class) -> &mut Pool {
        let rule = self.tier.and_then(|tier| tier.rule(class));
        self.pools.entry(class).or_insert_with(|| Pool { rule, ..Pool::default() })
    }

    /// The buckets that a class counts against.
    pub(super) fn buckets(&mut self, class: Class) -> Vec<Class> {
        let has_own = class != Class::ApiWide && self.pool(class).rule.is_some();
        let mut buckets = if has_own { vec![class] } else { Vec::new() };
        if (!has_own || self.counts_all) && self.pool(Class::ApiWide).rule.is_some() {
            buckets.push(Class::ApiWide);
        }
        buckets
    }

    /// Which bucket an answer to a request of this class tells of; learns the bucket's size from it.
    pub(super) fn learn_limit(&mut self, class: Class, limit: u32) -> Class {
        let api_wide = self.pool(Class::ApiWide).rule.map(|rule| rule.burst);
        let told_of = match self.pool(class).rule.filter(|_| class != Class::ApiWide) {
            Some(own) if own.burst == limit => class,
            Some(_) if api_wide == Some(limit) => {
                self.counts_all = true;
                Class::ApiWide
            }
            Some(_) => class,
            None if self.tier.is_none() && api_wide != Some(limit) && tiers::is_of(class, limit) => class,
            None => Class::ApiWide,
        };
        let pool = self.pool(told_of);
        if pool.rule.is_none_or(|rule| rule.burst != limit) {
            pool.rule = Some(tiers::by_size(told_of, limit));
        }
        told_of
    }

    /// Notes what Auth0 told of a bucket.
    pub(super) fn told(&mut self, bucket: Class, told: Told) {
        let pool = self.pool(bucket);
        let newest = match pool.told {
            Some(before) if before.at > told.at => before,
            Some(before) if before.at == told.at => {
                Told { remaining: before.remaining.min(told.remaining), at: told.at }
            }
            _ => told,
        };
        pool.told = Some(newest);
    }

    /// Sends nothing that counts against a bucket until that second, here or elsewhere.
    pub(super) fn pause(&mut self, bucket: Class, until: i64) {
        let pool = self.pool(bucket);
        pool.pause_until = pool.pause_until.max(until);
        pool.next_try = pool.next_try.max(until);
        pool.urgent = true;
    }

    /// Forgets those who gave up.
    pub(super) fn forget(&mut self) {
        self.queues.values_mut().for_each(|queue| queue.retain(Wake::is_awaited));
    }

    /// Wakes everybody for whom all tokens are held; the most urgent first, then the one who waits longest.
    pub(super) fn serve(&mut self, second: i64) {
        loop {
            let waiting: BTreeMap<_, _> = self
                .queues
                .iter()
                .filter_map(|(class, queue)| Some(((queue.next()?, *class), *class)))
                .collect();
            let ready = waiting.into_values().find(|class| self.can_send(*class, second));
            let Some(class) = ready else { return };
            let Some(waiter) = self.queues.get_mut(&class).and_then(Queue::pop) else { return };
            if waiter.wake.wake() {
                for bucket in self.buckets(class) {
                    let pool = self.pool(bucket);
                    pool.held = pool.held.saturating_sub(1);
                }
            }
        }
    }

    fn can_send(&mut self, class: Class, second: i64) -> bool {
        self.buckets(class).into_iter().all(|bucket| {
            let pool = self.pool(bucket);
            pool.held > 0 && pool.pause_until <= second
        })
    }

    pub(super) fn is_anybody_waiting(&self) -> bool {
        self.queues.values().any(|queue| queue.oldest().is_some())
    }

    pub(super) fn is_anything_held(&self) -> bool {
        self.pools.values().any(|pool| pool.held > 0)
    }

    /// What to ask of the ledger now: a few more than needed where it is shared, so that a burst costs one round trip.
    pub(super) fn asks(&mut self, second: i64, is_shared: bool) -> Vec<Ask> {
        let (first, spare) = (self.needed(false), self.needed(true));
        let classes: BTreeSet<Class> = first.keys().chain(spare.keys()).copied().collect();
        let urgent = self.pools.iter().filter(|(_, pool)| pool.urgent).map(|(class, _)| *class);
        let all: BTreeSet<Class> = urgent.chain(classes).collect();
        all.into_iter()
            .filter_map(|class| {
                let first = first.get(&class).copied().unwrap_or(0);
                let spare = spare.get(&class).copied().unwrap_or(0);
                self.ask(class, (first, spare), second, is_shared)
            })
            .collect()
    }

    fn ask(&mut self, class: Class, (first, spare): (u32, u32), second: i64, is_shared: bool) -> Option<Ask> {
        let pool = self.pool(class);
        let rule = pool.rule?;
        let want = first.saturating_sub(pool.held);
        let want_spare = spare.saturating_sub(pool.held.saturating_sub(first));
        let is_due = pool.next_try <= second && want + want_spare > 0;
        if !is_due && !pool.urgent {
            return None;
        }
        pool.urgent = false;
        let ahead = if is_shared && want > 0 { rule.burst / 5 } else { 0 };
        Some(Ask {
            class,
            rule,
            want: if is_due { want + ahead } else { 0 },
            want_spare: if is_due { want_spare } else { 0 },
            keep: rule.burst / 4,
            give_back: 0,
            told: pool.told.take(),
            pause_until: pool.pause_until,
        })
    }

    /// How many wait for each bucket: in the first two lanes, or in the last.
    fn needed(&mut self, spare: bool) -> BTreeMap<Class, u32> {
        let count = |queue: &Queue<T>| {
            let waiting = if spare {
                queue.waiting(Lane::Reconcile)
            } else {
                queue.waiting(Lane::Interactive) + queue.waiting(Lane::Background)
            };
            u32::try_from(waiting).unwrap_or(u32::MAX)
        };
        let waiting: Vec<(Class, u32)> =
            self.queues.iter().map(|(class, queue)| (*class, count(queue))).filter(|(_, n)| *n > 0).collect();
        let mut needed = BTreeMap::new();
        for (class, number) in waiting {
            for bucket in self.buckets(class) {
                *needed.entry(bucket).or_insert(0_u32) += number;
            }
        }
        needed
    }

    /// What is held and nobody needs, to be given back.
    pub(super) fn leftovers(&mut self) -> Vec<Ask> {
        let held = self.pools.iter_mut().filter(|(_, pool)| pool.held > 0);
        held.filter_map(|(class, pool)| {
            let give_back = std::mem::take(&mut pool.held);
            let told = pool.told.take();
            let (class, rule) = (*class, pool.rule?);
            let (want, want_spare, keep, pause_until) = (0, 0, 0, pool.pause_until);
            Some(Ask { class, rule, want, want_spare, keep, give_back, told, pause_until })
        })
        .collect()
    }

    /// Takes what the ledger gave.
    pub(super) fn take(&mut self, second: i64, asks: &[Ask], grants: &[Grant]) {
        for grant in grants {
            let asked = asks.iter().find(|ask| ask.class == grant.class);
            let wanted = asked.map_or(0, |ask| ask.want + ask.want_spare);
            let pool = self.pool(grant.class);
            pool.held += grant.tokens;
            (pool.level, pool.seen) = (grant.level, second);
            pool.pause_until = pool.pause_until.max(grant.pause_until);
            let next =
                if grant.tokens < wanted { pool.rule.map(|rule| rule.next_after(second)) } else { None };
            pool.next_try = next.unwrap_or(second).max(pool.pause_until);
        }
    }

    /// The first second at which asking is worth it for anybody who waits.
    pub(super) fn next_try(&mut self) -> Option<i64> {
        let needed: BTreeSet<Class> =
            self.needed(false).into_keys().chain(self.needed(true).into_keys()).collect();
        needed
            .into_iter()
            .map(|class| *self.pool(class))
            .filter(|pool| pool.held == 0)
            .map(|pool| pool.next_try.max(pool.pause_until))
            .min()
    }

    /// When a request of this class may go, at the earliest.
    pub(super) fn earliest(&mut self, class: Class) -> i64 {
        let buckets = self.buckets(class);
        buckets
            .into_iter()
            .map(|bucket| *self.pool(bucket))
            .map(|pool| pool.next_try.max(pool.pause_until))
            .max()
            .unwrap_or(0)
    }

    /// Every bucket that is known, with what is left and who waits for it.
    pub(super) fn gauges(&self, now: DateTime<Utc>) -> Vec<Gauge> {
        let second = self.auth0_ms(now).div_euclid(1000);
        let known = self.pools.iter().filter_map(|(class, pool)| Some((*class, pool, pool.rule?)));
        known
            .map(|(class, pool, rule)| {
                let queue = self.queues.get(&class);
                let added = rule.added_until(second) - rule.added_until(pool.seen);
                let level = i64::from(pool.level + pool.held) + added.max(0);
                let remaining = if pool.seen == 0 {
                    rule.burst
                } else {
                    u32::try_from(level).unwrap_or(0).min(rule.burst)
                };
                let waiting = |lane| queue.map_or(0, |queue| queue.waiting(lane));
                let oldest = queue.and_then(Queue::oldest).map(|since| now - since);
                Gauge {
                    class,
                    limit: rule.burst,
                    remaining,
                    waiting: [Lane::Interactive, Lane::Background, Lane::Reconcile].map(waiting),
                    oldest_wait: oldest.and_then(|wait| wait.to_std().ok()),
                    paused_for: u64::try_from(pool.pause_until - second).ok().filter(|left| *left > 0),
                }
            })
            .collect()
    }
}

/// One bucket of the meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauge {
    /// The bucket.
    pub class: Class,
    /// Its size.
    pub limit: u32,
    /// What is left in it, as far as this process knows.
    pub remaining: u32,
    /// How many requests of this process wait for it: interactive, background, reconcile.
    pub waiting: [usize; 3],
    /// How long the longest of them has waited.
    pub oldest_wait: Option<std::time::Duration>,
    /// For how many seconds nothing is sent, because Auth0 asked to slow down.
    pub paused_for: Option<u64>,
}
