//! What a look at DNS makes of a domain, and when the next one is: pure.

use api::{DomainCheck, DomainState};
use chrono::{DateTime, Duration, Utc};

use super::{check::Verdict, domain::Domain};
use crate::config::DomainSettings;

/// How long the record of a claim is looked for.
const SOUGHT_DAYS: i32 = 7;

/// What became of a domain, for the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Verified,
    GivenUp,
    Lapsing,
    Lapsed,
    Restored,
}

impl Turn {
    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Verified => "domain.verified",
            Self::GivenUp => "domain.verification_failed",
            Self::Lapsing => "domain.lapsing",
            Self::Lapsed => "domain.lapsed",
            Self::Restored => "domain.restored",
        }
    }

    pub(super) fn summary(self, name: &str) -> String {
        match self {
            Self::Verified => format!("{name} was verified: its record was found in public DNS."),
            Self::GivenUp => format!("The record of {name} was not found in {SOUGHT_DAYS} days."),
            Self::Lapsing => {
                format!("The record of {name} has gone from public DNS. Sign-in goes on; put it back.")
            }
            Self::Lapsed => {
                format!("The record of {name} has been gone for long. Sign-in goes on as it is; put it back.")
            }
            Self::Restored => format!("The record of {name} is in public DNS again."),
        }
    }
}

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    day: Duration,
    first: Duration,
    recheck: i32,
    grace: i32,
}

impl Times {
    pub(super) fn of(settings: &DomainSettings) -> Self {
        let days = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            day: Duration::milliseconds(i64::try_from(settings.day_ms).unwrap_or(86_400_000)),
            first: Duration::seconds(i64::from(settings.first_check_after_s)),
            recheck: days(settings.recheck_days),
            grace: days(settings.grace_days),
        }
    }

    fn days(self, number: i32) -> Duration {
        self.day * number
    }

    pub(super) fn hour(self) -> Duration {
        self.day / 24
    }

    /// When the record of a new claim is looked for first, and until when.
    pub(super) fn sought(self, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        (now + self.first, now + self.days(SOUGHT_DAYS))
    }

    /// How long to wait before the record of a claim is looked for again: seconds, then minutes, then hours.
    fn pace(self, sought_for: Duration) -> Duration {
        if sought_for < self.day / 1440 {
            self.day / 8640
        } else if sought_for < self.day / 288 {
            self.day / 2880
        } else if sought_for < self.day / 24 {
            self.day / 720
        } else if sought_for < self.day / 4 {
            self.day / 96
        } else {
            self.day / 24
        }
    }
}

/// The domain after a look at DNS, and what has become of it.
pub(super) fn after_check(
    domain: &Domain,
    (check, verdict): (DomainCheck, Verdict),
    now: DateTime<Utc>,
    times: Times,
) -> (Domain, Option<Turn>) {
    let mut after = Domain { last_check: Some(check), ..domain.clone() };
    let turn = match (domain.state, verdict) {
        (DomainState::Deleting, _) => None,
        (before, Verdict::Proved) => {
            proved(&mut after, now, times);
            match before {
                DomainState::Pending | DomainState::Failed | DomainState::Overridden => Some(Turn::Verified),
                DomainState::Lapsing | DomainState::Lapsed => Some(Turn::Restored),
                _ => None,
            }
        }
        (DomainState::Pending, _) => still_sought(&mut after, now, times),
        (_, Verdict::Unknown) => {
            after.next_check_at = domain.next_check_at.map(|_| now + times.hour());
            None
        }
        (_, Verdict::Missing) => missed(&mut after, now, times),
    };
    (after, turn)
}

fn proved(domain: &mut Domain, now: DateTime<Utc>, times: Times) {
    domain.state = DomainState::Verified;
    domain.verified_at = domain.verified_at.or(Some(now));
    (domain.lapsing_since, domain.checked_until, domain.override_reason) = (None, None, None);
    domain.disputed_at = None;
    domain.next_check_at = Some(now + times.days(times.recheck));
}

fn still_sought(domain: &mut Domain, now: DateTime<Utc>, times: Times) -> Option<Turn> {
    let until = domain.checked_until.unwrap_or(now);
    if now >= until {
        domain.state = DomainState::Failed;
        (domain.next_check_at, domain.checked_until) = (None, None);
        return Some(Turn::GivenUp);
    }
    let sought_for = now - (until - times.days(SOUGHT_DAYS));
    domain.next_check_at = Some((now + times.pace(sought_for)).min(until));
    None
}

fn missed(domain: &mut Domain, now: DateTime<Utc>, times: Times) -> Option<Turn> {
    match domain.state {
        DomainState::Verified => {
            domain.state = DomainState::Lapsing;
            domain.lapsing_since = Some(now);
            domain.next_check_at = Some(now + times.days(1));
            Some(Turn::Lapsing)
        }
        DomainState::Lapsing => {
            let since = *domain.lapsing_since.get_or_insert(now);
            let over = now - since >= times.days(times.grace);
            domain.next_check_at = Some(now + times.days(1));
            if over {
                domain.state = DomainState::Lapsed;
                domain.next_check_at = Some(now + times.days(7));
                return Some(Turn::Lapsed);
            }
            None
        }
        DomainState::Lapsed => {
            domain.next_check_at = Some(now + times.days(7));
            None
        }
        // Asked for by hand: nothing follows.
        _ => {
            domain.next_check_at = None;
            None
        }
    }
}

/// A claim whose record Auth0 has not issued in all that time.
pub(super) fn never_issued(domain: &Domain, now: DateTime<Utc>) -> Option<Domain> {
    let over = domain.state == DomainState::Pending
        && domain.record.is_none()
        && domain.checked_until.is_some_and(|until| until <= now);
    over.then(|| Domain {
        state: DomainState::Failed,
        next_check_at: None,
        checked_until: None,
        ..domain.clone()
    })
}

/// The domain that another organization has, although this one has proved it.
pub(super) fn disputed(before: &Domain, after: Domain, now: DateTime<Utc>) -> Domain {
    Domain {
        state: DomainState::Failed,
        verified_at: before.verified_at,
        disputed_at: Some(now),
        next_check_at: None,
        checked_until: None,
        ..after
    }
}

#[cfg(test)]
mod tests {
    use api::{Finding, Severity};

    use super::*;

    fn times() -> Times {
        Times { day: Duration::days(1), first: Duration::seconds(10), recheck: 30, grace: 14 }
    }

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hours)
    }

    fn check(now: DateTime<Utc>) -> DomainCheck {
        DomainCheck {
            checked_at: now,
            found: false,
            finding: Finding::new(Severity::Error, "x", "x"),
            answers: Vec::new(),
            found_at: None,
            dns_host: None,
        }
    }

    fn look(domain: &Domain, verdict: Verdict, now: DateTime<Utc>) -> (Domain, Option<Turn>) {
        after_check(domain, (check(now), verdict), now, times())
    }

    #[test]
    fn a_claim_is_looked_for_in_seconds_then_minutes_then_hours_and_given_up_after_a_week() {
        let (first, until) = times().sought(at(0));
        let mut domain = Domain {
            next_check_at: Some(first),
            checked_until: Some(until),
            ..Domain::for_test(DomainState::Pending)
        };
        let (mut pauses, mut last, mut turn) = (Vec::new(), at(0), None);
        while let Some(due) = domain.next_check_at {
            pauses.push((due - last).num_seconds());
            last = due;
            (domain, turn) = look(&domain, Verdict::Missing, due);
        }
        assert_eq!((domain.state, turn), (DomainState::Failed, Some(Turn::GivenUp)));
        assert_eq!(last, at(7 * 24), "the last look is at the end of the week");
        assert_eq!(&pauses[..3], [10, 10, 10]);
        assert!(pauses.windows(2).take(pauses.len() - 2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
        assert!(pauses.len() < 300, "{} looks", pauses.len());
    }

    #[test]
    fn a_proof_ends_the_search_and_is_looked_at_monthly() {
        let (domain, turn) = look(&Domain::for_test(DomainState::Pending), Verdict::Proved, at(1));
        assert_eq!((domain.state, turn), (DomainState::Verified, Some(Turn::Verified)));
        assert_eq!(domain.next_check_at, Some(at(1 + 30 * 24)));
        let (again, turn) = look(&domain, Verdict::Proved, at(800));
        assert_eq!((again.verified_at, turn), (Some(at(1)), None));
    }

    #[test]
    fn a_record_that_goes_lapses_in_the_end_and_can_come_back() {
        let verified = Domain { next_check_at: Some(at(0)), ..Domain::for_test(DomainState::Verified) };
        let (lapsing, turn) = look(&verified, Verdict::Missing, at(0));
        assert_eq!((lapsing.state, turn), (DomainState::Lapsing, Some(Turn::Lapsing)));
        let (still, turn) = look(&lapsing, Verdict::Missing, at(13 * 24));
        assert_eq!((still.state, turn), (DomainState::Lapsing, None));
        let (lapsed, turn) = look(&still, Verdict::Missing, at(14 * 24));
        assert_eq!((lapsed.state, turn), (DomainState::Lapsed, Some(Turn::Lapsed)));
        assert!(lapsed.state.is_held(), "nobody else gets it by waiting");
        let (back, turn) = look(&lapsed, Verdict::Proved, at(900));
        assert_eq!(
            (back.state, back.lapsing_since, turn),
            (DomainState::Verified, None, Some(Turn::Restored))
        );
    }

    #[test]
    fn name_servers_that_do_not_answer_prove_nothing() {
        let verified = Domain { next_check_at: Some(at(0)), ..Domain::for_test(DomainState::Verified) };
        let (after, turn) = look(&verified, Verdict::Unknown, at(0));
        assert_eq!((after.state, after.next_check_at, turn), (DomainState::Verified, Some(at(1)), None));
    }

    #[test]
    fn what_the_vendor_vouches_for_is_not_looked_at_but_can_be_proved() {
        let vouched = Domain { next_check_at: Some(at(0)), ..Domain::for_test(DomainState::Overridden) };
        let (after, turn) = look(&vouched, Verdict::Missing, at(0));
        assert_eq!((after.state, after.next_check_at, turn), (DomainState::Overridden, None, None));
        assert_eq!(look(&vouched, Verdict::Proved, at(0)).1, Some(Turn::Verified));
    }
}
