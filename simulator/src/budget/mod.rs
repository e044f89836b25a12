//! How many requests a tenant allows: token buckets per tier, one for each API and one for each group of endpoints.
//!
//! The limits are data in `tiers`; `bucket` counts; `enforce` stands before the routes.

mod bucket;
mod enforce;
mod route;
mod tiers;

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use serde::Serialize;

use bucket::Bucket;
pub use enforce::enforce;
use route::Call;
pub use tiers::Tier;
use tiers::{Api, Covers, Limit};

/// Keyed buckets beyond this many are forgotten once they are full again.
const KEPT: usize = 10_000;
/// A bucket's warnings and refusals are logged once in this many seconds.
const SILENCE: i64 = 60;
/// Auth0 warns when this share of a bucket is used.
const WARNING_PERCENT: u32 = 80;

/// A tenant's buckets.
#[derive(Debug)]
pub struct Budgets {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    tier: Tier,
    buckets: HashMap<Name, Kept>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name {
    bucket: &'static str,
    /// Whose it is, where a limit holds for each of several.
    key: String,
}

#[derive(Debug)]
struct Kept {
    bucket: Bucket,
    warned_at: Option<i64>,
    refused_at: Option<i64>,
}

/// What a bucket said to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the request goes on.
    pub allowed: bool,
    /// Which bucket.
    pub bucket: &'static str,
    /// Whether it counts a whole API.
    pub global: bool,
    /// The bucket's limit.
    pub limit: Limit,
    /// Tokens left in it.
    pub remaining: u32,
    /// When tokens are added again, in UNIX seconds.
    pub reset: i64,
    /// The record that the tenant log is due.
    pub due: Option<Due>,
}

/// A record that a bucket asks for; each at most once a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// `api_limit_warning`
    Warning {
        /// How much of the bucket is used.
        percent: u32,
    },
    /// `api_limit`
    Refusal,
}

/// A bucket as the admin endpoint shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Level {
    /// Which.
    pub bucket: &'static str,
    /// Whose, where the limit holds for each of several.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Its size.
    pub limit: u32,
    /// Tokens in it.
    pub remaining: u32,
}

impl Budgets {
    /// Full buckets of this tier.
    pub fn new(tier: Tier) -> Self {
        Self { inner: Mutex::new(Inner { tier, buckets: HashMap::new() }) }
    }

    /// The tier.
    pub fn tier(&self) -> Tier {
        self.locked().tier
    }

    /// Changes the tier; all buckets are full again.
    pub fn change_tier(&self, tier: Tier) {
        *self.locked() = Inner { tier, buckets: HashMap::new() };
    }

    /// The buckets that have been used.
    pub fn levels(&self, now: DateTime<Utc>) -> Vec<Level> {
        let mut levels: Vec<Level> = (self.locked().buckets.iter_mut())
            .map(|(name, kept)| Level {
                bucket: name.bucket,
                key: name.key.clone(),
                limit: kept.bucket.limit().burst,
                remaining: kept.bucket.level(now.timestamp()),
            })
            .collect();
        levels.sort_by(|one, other| (one.bucket, &one.key).cmp(&(other.bucket, &other.key)));
        levels
    }

    /// Takes a token for the call from every bucket that counts it. The verdict is the refusing bucket's, else the
    /// most particular one's; `None` when nothing counts the call.
    pub fn spend(&self, call: &Call<'_>, now: DateTime<Utc>) -> Option<Verdict> {
        let mut inner = self.locked();
        let api = tiers::api(call)?;
        let shown = inner.tier.or_shown();
        let wide = tiers::api_wide(api, shown);
        let group = tiers::group(api, call, shown);
        let counted = match (wide.covers, &group) {
            (Covers::Rest, Some(_)) => None,
            _ => Some((Name { bucket: wide.bucket, key: String::new() }, wide.limit, true)),
        };
        let particular = group
            .map(|(group, limit)| (Name { bucket: group.bucket, key: group.keyed.of(call) }, limit, false));
        let order = match api {
            Api::Scim => [particular, counted],
            Api::Management | Api::Authentication => [counted, particular],
        };
        let verdicts = order.into_iter().flatten();
        if inner.tier == Tier::Off {
            return verdicts.last().map(|(name, limit, global)| untouched(&name, limit, global, now));
        }
        let mut last = None;
        for (name, limit, global) in verdicts {
            let verdict = inner.take(name, limit, global, now.timestamp());
            let goes_on = verdict.allowed;
            // With SCIM the connection's bucket is asked first, and it stays the one that is told of.
            if !goes_on || last.is_none() || api != Api::Scim {
                last = Some(verdict);
            }
            if !goes_on {
                break;
            }
        }
        last
    }

    fn locked(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a bucket says that nothing is taken from.
fn untouched(name: &Name, limit: Limit, global: bool, now: DateTime<Utc>) -> Verdict {
    let full = Bucket::full(limit, now.timestamp());
    Verdict {
        allowed: true,
        bucket: name.bucket,
        global,
        limit,
        remaining: limit.burst.saturating_sub(1),
        reset: full.reset(now.timestamp()),
        due: None,
    }
}

impl Inner {
    fn take(&mut self, name: Name, limit: Limit, global: bool, now: i64) -> Verdict {
        if self.buckets.len() >= KEPT {
            self.buckets.retain(|_, kept| kept.bucket.level(now) < kept.bucket.limit().burst);
        }
        let bucket = name.bucket;
        let kept = self.buckets.entry(name).or_insert_with(|| Kept {
            bucket: Bucket::full(limit, now),
            warned_at: None,
            refused_at: None,
        });
        let allowed = kept.bucket.take(now);
        Verdict {
            allowed,
            bucket,
            global,
            limit,
            remaining: kept.bucket.level(now),
            reset: kept.bucket.reset(now),
            due: kept.due(allowed, now),
        }
    }
}

impl Kept {
    fn due(&mut self, allowed: bool, now: i64) -> Option<Due> {
        let size = self.bucket.limit().burst;
        let percent = (size - self.bucket.level(now)) * 100 / size.max(1);
        let said = if allowed { &mut self.warned_at } else { &mut self.refused_at };
        if (allowed && percent < WARNING_PERCENT) || said.is_some_and(|at| now - at < SILENCE) {
            return None;
        }
        *said = Some(now);
        Some(if allowed { Due::Warning { percent } } else { Due::Refusal })
    }
}
