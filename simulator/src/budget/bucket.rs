//! One token bucket, refilled at fixed moments of the clock.

use super::tiers::Limit;

/// A bucket of tokens. All times are UNIX seconds.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    limit: Limit,
    level: u32,
    seen: i64,
}

impl Bucket {
    pub(super) fn full(limit: Limit, now: i64) -> Self {
        Self { limit, level: limit.burst, seen: now }
    }

    pub(super) fn limit(&self) -> Limit {
        self.limit
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, now: i64) -> bool {
        let any = self.level(now) > 0;
        self.level = self.level.saturating_sub(1);
        any
    }

    /// Tokens in the bucket.
    pub(super) fn level(&mut self, now: i64) -> u32 {
        let added = self.added_until(now) - self.added_until(self.seen);
        let added = u32::try_from(added.max(0)).unwrap_or(u32::MAX);
        self.level = self.level.saturating_add(added).min(self.limit.burst);
        self.seen = now;
        self.level
    }

    /// When tokens are added next.
    pub(super) fn reset(&self, now: i64) -> i64 {
        let (refill, window) = (i64::from(self.limit.refill), self.limit.window.seconds());
        if self.at_once() {
            return (now.div_euclid(window) + 1) * window;
        }
        let next = self.added_until(now) + 1;
        (next * window + refill - 1).div_euclid(refill)
    }

    /// Tokens added since 1970.
    fn added_until(&self, now: i64) -> i64 {
        let (refill, window) = (i64::from(self.limit.refill), self.limit.window.seconds());
        if self.at_once() {
            return now.div_euclid(window) * refill;
        }
        (now * refill).div_euclid(window)
    }

    /// A window's tokens come at its beginning where the bucket can hold them. Else they come in even shares at the
    /// beginnings of its seconds: poured in at once most of them would be lost, and nobody could use what the tier
    /// promises for a minute.
    fn at_once(&self) -> bool {
        self.limit.refill <= self.limit.burst
    }
}

#[cfg(test)]
mod tests {
    use super::super::tiers::Window;
    use super::*;

    fn bucket(burst: u32, refill: u32, window: Window) -> Bucket {
        // 1 200 000 000 begins a minute, and no day.
        Bucket::full(Limit { burst, refill, window }, 1_200_000_000)
    }

    #[test]
    fn a_window_that_fits_is_refilled_at_its_top() {
        let mut bucket = bucket(5, 2, Window::Minute);
        assert!((0..5).all(|_| bucket.take(1_200_000_010)));
        assert!(!bucket.take(1_200_000_059));
        assert_eq!(bucket.reset(1_200_000_059), 1_200_000_060);
        assert_eq!(bucket.level(1_200_000_060), 2);
        assert_eq!(bucket.level(1_200_000_600), 5);
    }

    #[test]
    fn a_minute_that_is_larger_than_the_bucket_comes_in_shares() {
        let mut bucket = bucket(10, 150, Window::Minute);
        let mut taken = 0;
        for second in 0..60 {
            while bucket.take(1_200_000_000 + second) {
                taken += 1;
            }
            let reset = bucket.reset(1_200_000_000 + second);
            assert!(reset > 1_200_000_000 + second && reset <= 1_200_000_001 + second);
        }
        // The bucket itself, and what came at the tops of the other 59 seconds.
        assert_eq!(taken, 10 + 147);
    }

    #[test]
    fn a_clock_that_goes_back_takes_nothing_away() {
        let mut bucket = bucket(5, 5, Window::Second);
        assert!(bucket.take(1_200_000_000));
        assert_eq!(bucket.level(1_199_999_000), 4);
    }
}
