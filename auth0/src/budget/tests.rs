//! The budget against a tenant that counts by itself, in time that passes only where somebody waits for it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, StatusCode};

use super::*;

/// Time that passes only when nobody has anything else to do.
struct TestClock {
    passed: Mutex<Duration>,
    sleepers: Mutex<BTreeMap<(Duration, usize), oneshot::Sender<()>>>,
    /// How wrong it is.
    off: TimeDelta,
}

/// So often everybody else may go on before time passes: more than any chain of tasks that wake each other.
const TURNS: usize = 100;

impl TestClock {
    fn new() -> Arc<Self> {
        Self::wrong_by(0)
    }

    fn wrong_by(seconds: i64) -> Arc<Self> {
        let off = TimeDelta::seconds(seconds);
        let clock = Arc::new(Self { passed: Mutex::default(), sleepers: Mutex::default(), off });
        tokio::spawn(Self::pass(Arc::clone(&clock)));
        clock
    }

    async fn pass(clock: Arc<Self>) {
        loop {
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
            let first = clock.sleepers.lock().unwrap().pop_first();
            if let Some(((at, _), sleeper)) = first {
                let mut passed = clock.passed.lock().unwrap();
                *passed = at.max(*passed);
                let _ = sleeper.send(());
            }
        }
    }

    /// Sleepers who wake at the same time wake in the order in which they went to sleep.
    fn wake_at(&self, at: Duration, wake: oneshot::Sender<()>) {
        let mut sleepers = self.sleepers.lock().unwrap();
        sleepers.retain(|_, sleeper| !sleeper.is_closed());
        let last = sleepers.range((at, 0)..=(at, usize::MAX)).next_back();
        let number = last.map_or(0, |((_, number), _)| number + 1);
        sleepers.insert((at, number), wake);
    }

    fn passed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    fn truth(&self) -> DateTime<Utc> {
        let passed = TimeDelta::from_std(self.passed()).unwrap();
        DateTime::from_timestamp(1_800_000_000, 400_000_000).unwrap() + passed
    }
}

#[async_trait::async_trait]
impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.truth() + self.off
    }

    async fn sleep(&self, duration: Duration) {
        let (wake, woken) = oneshot::channel();
        self.wake_at(self.passed() + duration, wake);
        let _ = woken.await;
    }
}

/// A tenant that counts as Auth0 does, written apart from what is tested: tokens per second, in thousandths of a share.
struct Tenant {
    clock: Arc<TestClock>,
    buckets: Mutex<BTreeMap<Class, (f64, i64)>>,
    refusals: Mutex<usize>,
    tier: fn(Class) -> (f64, f64),
    silent: bool,
}

/// Professional: the size of the bucket, and how many are added a second.
fn professional(class: Class) -> (f64, f64) {
    match class {
        Class::ConnectionsRead | Class::OrganizationConnectionsRead => (5.0, 50.0 / 60.0),
        Class::OrganizationConnectionsWrite | Class::OrganizationsWrite => (5.0, 25.0 / 60.0),
        Class::MembersRead => (40.0, 500.0 / 60.0),
        _ => (10.0, 150.0 / 60.0),
    }
}

impl Tenant {
    fn new(clock: &Arc<TestClock>, tier: fn(Class) -> (f64, f64)) -> Arc<Self> {
        let clock = Arc::clone(clock);
        Arc::new(Self { clock, buckets: Mutex::default(), refusals: Mutex::default(), tier, silent: false })
    }

    fn take(&self, class: Class, tokens: f64) -> (StatusCode, HeaderMap) {
        let (size, rate) = (self.tier)(class);
        let second = self.clock.truth().timestamp();
        let mut buckets = self.buckets.lock().unwrap();
        let (level, seen) = buckets.entry(class).or_insert((size, second));
        #[expect(clippy::cast_precision_loss, reason = "seconds of this century")]
        let shares = |at: i64| (at as f64 * rate + 1e-6).floor();
        *level = (*level + shares(second) - shares(*seen)).min(size);
        *seen = second;
        let allowed = *level >= 1.0;
        if allowed {
            *level -= tokens;
        } else {
            *self.refusals.lock().unwrap() += 1;
        }
        let next = (second + 1..).find(|at| shares(*at) > shares(second)).unwrap();
        let mut headers = HeaderMap::new();
        if !self.silent {
            let date = self.clock.truth().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            for (name, value) in [
                ("x-ratelimit-limit", size.to_string()),
                ("x-ratelimit-remaining", level.max(0.0).floor().to_string()),
                ("x-ratelimit-reset", next.to_string()),
                ("date", date),
            ] {
                headers.insert(name, value.parse().unwrap());
            }
        }
        (if allowed { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS }, headers)
    }
}

/// One request and its answer, sent again when refused; how long until it was answered.
async fn operation(budget: Budget, tenant: Arc<Tenant>, class: Class, organization: String) -> Duration {
    let clock = Arc::clone(&tenant.clock);
    let start = clock.passed();
    let context = Context { organization, patience: Duration::from_secs(3600), ..Context::default() };
    loop {
        budget.acquire(class, &context).await.unwrap();
        clock.sleep(Duration::from_millis(15)).await;
        let (status, headers) = tenant.take(class, 1.0);
        clock.sleep(Duration::from_millis(15)).await;
        budget.observe(class, status, &headers);
        if status.is_success() {
            return clock.passed() - start;
        }
    }
}

/// 200 operations of 8 organizations, as setting up connections makes them; the waits of each organization.
async fn mixed(budget: &Budget, tenant: &Arc<Tenant>) -> (Duration, Vec<Duration>) {
    let start = tenant.clock.passed();
    let mix = [
        (Class::ApiWide, 10),
        (Class::ConnectionsRead, 6),
        (Class::OrganizationConnectionsRead, 4),
        (Class::OrganizationConnectionsWrite, 3),
        (Class::MembersRead, 2),
    ];
    let mut tasks = Vec::new();
    for organization in 0..8 {
        for (class, times) in mix {
            for _ in 0..times {
                let (budget, tenant) = (budget.clone(), Arc::clone(tenant));
                tasks.push((
                    organization,
                    tokio::spawn(operation(budget, tenant, class, organization.to_string())),
                ));
            }
        }
    }
    assert_eq!(tasks.len(), 200);
    let mut waits = vec![Duration::ZERO; 8];
    for (organization, task) in tasks {
        waits[organization] += task.await.unwrap();
    }
    (tenant.clock.passed() - start, waits)
}

/// The time that the slowest bucket needs for the mix of [`mixed`], so many times.
fn allowed(times: f64) -> f64 {
    let mix = [
        (Class::ApiWide, 80.0),
        (Class::ConnectionsRead, 48.0),
        (Class::OrganizationConnectionsRead, 32.0),
        (Class::OrganizationConnectionsWrite, 24.0),
        (Class::MembersRead, 16.0),
    ];
    let time =
        |(class, number): (Class, f64)| (times * number - professional(class).0) / professional(class).1;
    mix.into_iter().map(time).fold(0.0, f64::max)
}

#[tokio::test]
async fn two_hundred_mixed_operations_take_what_the_budget_allows_and_no_refusal() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, professional);
    let budget = Budget::new(Some(Tier::Professional), Arc::new(Alone::default()), clock);
    let (took, waits) = mixed(&budget, &tenant).await;
    assert_eq!(*tenant.refusals.lock().unwrap(), 0);
    assert!(took.as_secs_f64() <= 1.05 * allowed(1.0), "{took:?}, allowed {} s", allowed(1.0));
    let fair = waits.iter().sum::<Duration>() / 8;
    assert!(waits.iter().all(|wait| *wait <= 2 * fair), "{waits:?}");
}

#[tokio::test]
async fn limits_that_nobody_told_of_are_learned_by_one_refusal_at_most() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, |_| (10.0, 150.0 / 60.0));
    let budget = Budget::new(None, Arc::new(Alone::default()), clock);
    for _ in 0..60 {
        operation(budget.clone(), Arc::clone(&tenant), Class::ApiWide, String::new()).await;
    }
    assert!(*tenant.refusals.lock().unwrap() <= 1);
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_minutes_changes_nothing() {
    for off in [-240, 240] {
        let clock = TestClock::wrong_by(off);
        let tenant = Tenant::new(&clock, professional);
        let budget = Budget::new(Some(Tier::Professional), Arc::new(Alone::default()), clock);
        // The first answer tells the time.
        operation(budget.clone(), Arc::clone(&tenant), Class::MembersRead, String::new()).await;
        let (took, _) = mixed(&budget, &tenant).await;
        assert_eq!(*tenant.refusals.lock().unwrap(), 0);
        assert!(took.as_secs_f64() <= 1.05 * allowed(1.0), "{took:?}");
    }
}

#[tokio::test]
async fn what_others_take_is_seen_and_waited_for() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, professional);
    let budget = Budget::new(Some(Tier::Professional), Arc::new(Alone::default()), clock);
    tenant.take(Class::ConnectionsRead, 3.0);
    for _ in 0..20 {
        operation(budget.clone(), Arc::clone(&tenant), Class::ConnectionsRead, String::new()).await;
    }
    assert_eq!(*tenant.refusals.lock().unwrap(), 0);
}

#[tokio::test]
async fn two_replicas_share_one_budget() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, professional);
    let ledger = Arc::new(Alone::default());
    let budget = || Budget::new(Some(Tier::Professional), ledger.clone(), clock.clone());
    let (one, other) = (budget(), budget());
    let ((took, _), (took_other, _)) = tokio::join!(mixed(&one, &tenant), mixed(&other, &tenant));
    assert_eq!(*tenant.refusals.lock().unwrap(), 0);
    assert!(took.max(took_other).as_secs_f64() <= 1.05 * allowed(2.0), "{took:?} {took_other:?}");
}

#[tokio::test]
async fn a_person_goes_before_a_hundred_jobs() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, professional);
    let budget = Budget::new(Some(Tier::Professional), Arc::new(Alone::default()), clock);
    for _ in 0..100 {
        let (budget, tenant) = (budget.clone(), Arc::clone(&tenant));
        tokio::spawn(operation(budget, tenant, Class::ConnectionsRead, "busy".to_owned()));
    }
    tenant.clock.sleep(Duration::from_secs(2)).await;
    let context = Context { lane: Lane::Interactive, ..Context::default() };
    let start = tenant.clock.passed();
    budget.acquire(Class::ConnectionsRead, &context).await.unwrap();
    assert!(
        (tenant.clock.passed() - start) < Duration::from_secs(3),
        "{:?}",
        (tenant.clock.passed() - start)
    );
    let gauge = budget.meter().into_iter().find(|gauge| gauge.class == Class::ConnectionsRead).unwrap();
    assert_eq!((gauge.limit, gauge.waiting[0]), (5, 0));
    assert!(gauge.waiting[1] > 80 && gauge.oldest_wait.unwrap() >= Duration::from_secs(2), "{gauge:?}");
}

#[tokio::test]
async fn who_cannot_wait_is_told_how_long_it_would_take() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, professional);
    let budget = Budget::new(Some(Tier::Professional), Arc::new(Alone::default()), clock);
    for _ in 0..30 {
        let (budget, tenant) = (budget.clone(), Arc::clone(&tenant));
        tokio::spawn(operation(budget, tenant, Class::OrganizationConnectionsWrite, "busy".to_owned()));
    }
    tenant.clock.sleep(Duration::from_millis(10)).await;
    let context = Context { patience: Duration::from_secs(1), ..Context::default() };
    let refused = budget.acquire(Class::OrganizationConnectionsWrite, &context).await;
    assert!(matches!(refused, Err(Error::RateLimited { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_refusal_pauses_the_bucket_until_auth0s_reset_and_no_other_one() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, professional);
    let budget = Budget::new(Some(Tier::Professional), Arc::new(Alone::default()), clock);
    let (_, mut headers) = tenant.take(Class::ConnectionsRead, 1.0);
    headers.insert("retry-after", "20".parse().unwrap());
    budget.observe(Class::ConnectionsRead, StatusCode::TOO_MANY_REQUESTS, &headers);
    let start = tenant.clock.passed();
    budget.acquire(Class::ApiWide, &Context::default()).await.unwrap();
    assert!((tenant.clock.passed() - start) < Duration::from_millis(50));
    budget.acquire(Class::ConnectionsRead, &Context::default()).await.unwrap();
    assert!(
        (19.0..21.5).contains(&(tenant.clock.passed() - start).as_secs_f64()),
        "{:?}",
        (tenant.clock.passed() - start)
    );
}

#[tokio::test]
async fn a_refusal_without_any_limit_told_is_a_pause_all_the_same() {
    let clock = TestClock::new();
    let budget = Budget::new(None, Arc::new(Alone::default()), clock.clone());
    budget.observe(Class::ConnectionsRead, StatusCode::TOO_MANY_REQUESTS, &HeaderMap::new());
    let start = clock.passed();
    budget.acquire(Class::ConnectionsRead, &Context::default()).await.unwrap();
    assert!((0.5..2.0).contains(&(clock.passed() - start).as_secs_f64()), "{:?}", (clock.passed() - start));
}

#[tokio::test]
async fn without_a_tier_every_bucket_is_told_from_the_others_by_its_size() {
    let clock = TestClock::new();
    let tenant = Tenant::new(&clock, professional);
    let budget = Budget::new(None, Arc::new(Alone::default()), clock);
    for class in [Class::ConnectionsRead, Class::ApiWide, Class::MembersRead] {
        operation(budget.clone(), Arc::clone(&tenant), class, String::new()).await;
    }
    let sizes: Vec<_> = budget.meter().into_iter().map(|gauge| (gauge.class, gauge.limit)).collect();
    assert_eq!(sizes, [(Class::ApiWide, 10), (Class::ConnectionsRead, 5), (Class::MembersRead, 40)]);
}
