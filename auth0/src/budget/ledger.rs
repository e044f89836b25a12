//! Who holds the buckets: this process alone, or all replicas together.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use super::{class::Class, tiers::Rule};

/// What is asked of one bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The bucket.
    pub class: Class,
    /// Its limit.
    pub rule: Rule,
    /// How many are wanted.
    pub want: u32,
    /// How many more are wanted, as long as `keep` stay for others.
    pub want_spare: u32,
    /// How many stay for others.
    pub keep: u32,
    /// How many were granted and not used.
    pub give_back: u32,
    /// What Auth0 has told since.
    pub told: Option<Told>,
    /// The second until which nothing is to be sent.
    pub pause_until: i64,
}

/// What Auth0 told of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// How many were left.
    pub remaining: u32,
    /// At which second of Auth0's clock.
    pub at: i64,
}

/// What a bucket gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The bucket.
    pub class: Class,
    /// How many may be sent.
    pub tokens: u32,
    /// How many are left.
    pub level: u32,
    /// The second until which nothing is to be sent, by anybody.
    pub pause_until: i64,
}

/// Holds the buckets. One exchange answers for all of a burst, so that sharing costs one round trip.
#[async_trait::async_trait]
pub trait Ledger: Send + Sync {
    /// Takes what is asked for, as far as it is there; `second` is the present one of Auth0's clock.
    ///
    /// # Errors
    /// Words for the log, when the buckets cannot be reached: the caller then counts by itself.
    async fn exchange(&self, second: i64, asks: &[Ask]) -> Result<Vec<Grant>, String>;

    /// Whether others take from the same buckets, so that it is worth asking for a few more than are needed now.
    fn is_shared(&self) -> bool;
}

/// One bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    level: u32,
    seen: i64,
    pause_until: i64,
}

impl Bucket {
    /// How many seconds the clocks of replicas may be apart.
    pub const APART: i64 = 5;

    /// A full one.
    pub const fn full(rule: Rule, second: i64) -> Self {
        Self { level: rule.burst, seen: second, pause_until: 0 }
    }

    /// What the bucket gives. The ledger of several replicas does the same in SQL.
    pub fn exchange(&mut self, second: i64, ask: &Ask) -> Grant {
        let rule = ask.rule;
        let added = |since: i64| (rule.added_until(second) - rule.added_until(since)).max(0);
        let room = |level: i64| u32::try_from(level.clamp(0, i64::from(rule.burst))).unwrap_or(0);
        self.level = room(i64::from(self.level) + added(self.seen) + i64::from(ask.give_back));
        if let Some(told) = ask.told {
            self.level = self.level.min(room(i64::from(told.remaining) + added(told.at)));
        }
        // Behind by more than replicas can differ: whoever was here before had a wrong clock.
        self.seen = if self.seen - second > Self::APART { second } else { self.seen.max(second) };
        self.pause_until = self.pause_until.max(ask.pause_until);
        let tokens = if second < self.pause_until { 0 } else { taken(self.level, ask) };
        self.level -= tokens;
        Grant { class: ask.class, tokens, level: self.level, pause_until: self.pause_until }
    }
}

fn taken(level: u32, ask: &Ask) -> u32 {
    let first = ask.want.min(level);
    let spare = (level - first).saturating_sub(ask.keep);
    first + ask.want_spare.min(spare)
}

/// Buckets of this process alone.
#[derive(Debug, Default)]
pub struct Alone {
    buckets: Mutex<BTreeMap<Class, Bucket>>,
}

impl Alone {
    pub(super) fn exchange_now(&self, second: i64, asks: &[Ask]) -> Vec<Grant> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        asks.iter()
            .map(|ask| {
                let bucket = buckets.entry(ask.class).or_insert_with(|| Bucket::full(ask.rule, second));
                bucket.exchange(second, ask)
            })
            .collect()
    }
}

#[async_trait::async_trait]
impl Ledger for Alone {
    async fn exchange(&self, second: i64, asks: &[Ask]) -> Result<Vec<Grant>, String> {
        Ok(self.exchange_now(second, asks))
    }

    fn is_shared(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { burst: 5, refill: 50, window: 60 };
    const NOW: i64 = 1_200_000_000;

    fn ask(want: u32) -> Ask {
        Ask {
            class: Class::ConnectionsRead,
            rule: RULE,
            want,
            want_spare: 0,
            keep: 0,
            give_back: 0,
            told: None,
            pause_until: 0,
        }
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_what_is_added() {
        let mut bucket = Bucket::full(RULE, NOW);
        assert_eq!(bucket.exchange(NOW, &ask(8)).tokens, 5);
        assert_eq!(bucket.exchange(NOW, &ask(8)).tokens, 0);
        let in_a_minute: u32 = (1..=60).map(|second| bucket.exchange(NOW + second, &ask(8)).tokens).sum();
        assert_eq!(in_a_minute, 50);
    }

    #[test]
    fn what_auth0_tells_counts_from_the_second_it_told_it() {
        let mut bucket = Bucket::full(RULE, NOW);
        bucket.exchange(NOW, &ask(1));
        // Somebody else took the rest; six seconds later five have been added again.
        let told = Some(Told { remaining: 0, at: NOW });
        assert_eq!(bucket.exchange(NOW, &Ask { told, ..ask(1) }).tokens, 0);
        assert_eq!(bucket.exchange(NOW + 6, &Ask { told, ..ask(9) }).tokens, 5);
    }

    #[test]
    fn a_pause_holds_for_everybody() {
        let mut bucket = Bucket::full(RULE, NOW);
        bucket.exchange(NOW, &Ask { pause_until: NOW + 9, ..ask(0) });
        assert_eq!(bucket.exchange(NOW + 8, &ask(1)).tokens, 0);
        assert_eq!(bucket.exchange(NOW + 9, &ask(1)).tokens, 1);
    }

    #[test]
    fn what_can_wait_leaves_something_for_others() {
        let mut bucket = Bucket::full(RULE, NOW);
        assert_eq!(bucket.exchange(NOW, &Ask { want_spare: 9, keep: 2, ..ask(1) }).tokens, 3);
        assert_eq!(bucket.exchange(NOW, &Ask { give_back: 2, ..ask(9) }).tokens, 4);
    }
}
