//! When to warn that the session ends.

use chrono::{DateTime, TimeDelta, Utc};

use super::Ends;

/// How long before its end a session is warned of.
const WARN_BEFORE: TimeDelta = TimeDelta::minutes(2);

/// What to do about the end of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Watch {
    /// Nothing yet.
    Sleep,
    /// Warn: it ends in so many seconds.
    Warn {
        seconds: u64,
        /// Whether staying is possible, or the session ends in any case.
        extendable: bool,
    },
    /// It has ended.
    Over,
}

/// What to do now.
pub(super) fn watch(ends: Ends, now: DateTime<Utc>) -> Watch {
    let end = ends.idle.min(ends.absolute);
    let left = end - now;
    if left <= TimeDelta::zero() {
        return Watch::Over;
    }
    if left > WARN_BEFORE {
        return Watch::Sleep;
    }
    let seconds = u64::try_from(left.num_seconds()).unwrap_or_default();
    Watch::Warn { seconds, extendable: ends.absolute - ends.idle > TimeDelta::seconds(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn it_warns_two_minutes_before_the_end() {
        let ends = Ends { idle: at(900), absolute: at(28_800) };
        assert_eq!(watch(ends, at(0)), Watch::Sleep);
        assert_eq!(watch(ends, at(780)), Watch::Warn { seconds: 120, extendable: true });
        assert_eq!(watch(ends, at(900)), Watch::Over);
    }

    #[test]
    fn the_absolute_end_cannot_be_put_off() {
        let ends = Ends { idle: at(28_800), absolute: at(28_800) };
        assert_eq!(watch(ends, at(28_750)), Watch::Warn { seconds: 50, extendable: false });
    }
}
