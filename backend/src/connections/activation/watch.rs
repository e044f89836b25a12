//! When a step undoes itself: pure, from the clock and from what happened to sign-ins.

use api::Rollout;
use chrono::{DateTime, Duration, Utc};

use super::super::{
    domain::{Connection, State, Watch},
    moving::Retiring,
};

/// How long failures are counted after a step.
const COUNTED: Duration = Duration::hours(24);
/// Failures are judged by the last hour.
pub(super) const WINDOW: Duration = Duration::hours(1);
/// Fewer sign-ins say nothing.
const ENOUGH: u64 = 10;
/// Uses of an emergency way in are looked for this many times less often than sign-ins are counted after a step.
const SELDOM: i32 = 5;
/// Whether a connection can be disabled whose time was over is looked at this many times less often.
const RARELY: i32 = 60;

/// What is looked after once `before` has become live, or is live in another way.
pub(in crate::connections) fn watched(
    before: &Connection,
    confirm: Option<Duration>,
    now: DateTime<Utc>,
) -> Watch {
    Watch {
        back_to: before.state.clone(),
        confirm_by: confirm.map(|time| now + time),
        since: now,
        until: now + COUNTED,
        told_until: now,
        replaces: None,
    }
}

/// Sign-ins of the last hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) all: u64,
    pub(super) failed: u64,
}

/// Why a step undoes itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Unconfirmed,
    Failures(Tally),
}

impl Reason {
    pub(super) fn words(self) -> String {
        match self {
            Self::Unconfirmed => "nobody confirmed it in time".to_owned(),
            Self::Failures(Tally { all, failed }) => {
                format!("{failed} of {all} sign-ins of the last hour failed")
            }
        }
    }
}

/// Whether sign-ins are to be counted now.
pub(super) fn counts(watch: &Watch, now: DateTime<Utc>) -> bool {
    now < watch.until
}

/// Whether and why the step undoes itself now.
pub(super) fn verdict(watch: &Watch, now: DateTime<Utc>, tally: Tally) -> Option<Reason> {
    if watch.confirm_by.is_some_and(|by| by <= now) {
        return Some(Reason::Unconfirmed);
    }
    let too_many = tally.all >= ENOUGH && tally.failed * 2 > tally.all;
    (counts(watch, now) && too_many).then_some(Reason::Failures(tally))
}

/// When to look again; none when there is nothing left to look after.
pub(super) fn next_look(
    connection: &Connection,
    now: DateTime<Utc>,
    often: Duration,
) -> Option<DateTime<Utc>> {
    if !connection.state.is_live() {
        return None;
    }
    let enforced = matches!(connection.state, State::Enforced(_));
    let regular = |watch: &Watch| match counts(watch, now) {
        true => Some(now + often),
        false => enforced.then(|| now + often * SELDOM),
    };
    let watched = connection.watch.iter().flat_map(|watch| [regular(watch), watch.confirm_by]);
    let ends = |kept: &Retiring| if now < kept.until { kept.until } else { now + often * RARELY };
    watched.flatten().chain(connection.retiring.as_ref().map(ends)).min()
}

/// The state that comes back. Settings without a passing test do not come back into use.
pub(in crate::connections) fn back_to(connection: &Connection, before: &State) -> State {
    match before {
        live if live.is_live() && !connection.is_tested() => State::Disabled,
        // A first activation that did not hold: whoever looks sees that it was in use.
        State::Configured | State::Draft => State::Disabled,
        // An enforcement is never come back to: the emergency way in of then may be gone.
        State::Enforced(_) => State::Active { rollout: Rollout::Everyone, pilot_emails: Vec::new() },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    fn watch(confirm_by: Option<i64>) -> Watch {
        let before = Connection::for_test(State::Tested);
        Watch { confirm_by: confirm_by.map(at), ..watched(&before, None, at(0)) }
    }

    #[test]
    fn an_unconfirmed_step_undoes_itself_at_its_time_and_a_confirmed_one_never() {
        let quiet = Tally::default();
        assert_eq!(verdict(&watch(Some(15)), at(14), quiet), None);
        assert_eq!(verdict(&watch(Some(15)), at(15), quiet), Some(Reason::Unconfirmed));
        assert_eq!(verdict(&watch(None), at(90_000), quiet), None);
    }

    #[test]
    fn ten_sign_ins_of_which_more_than_half_failed_undo_a_step_for_a_day() {
        let tally = |all, failed| Tally { all, failed };
        assert_eq!(verdict(&watch(None), at(5), tally(9, 9)), None);
        assert_eq!(verdict(&watch(None), at(5), tally(10, 5)), None);
        assert!(matches!(verdict(&watch(None), at(5), tally(10, 6)), Some(Reason::Failures(_))));
        assert_eq!(verdict(&watch(None), at(24 * 60), tally(10, 10)), None);
    }

    #[test]
    fn what_comes_back_is_tested_and_never_an_enforcement() {
        let everyone = State::Active { rollout: Rollout::Everyone, pilot_emails: Vec::new() };
        let mut connection = Connection::for_test(everyone.clone());
        assert_eq!(back_to(&connection, &everyone), State::Disabled);
        connection.tested_revision = Some(connection.revision);
        assert_eq!(back_to(&connection, &everyone), everyone);
        assert_eq!(back_to(&connection, &State::Tested), State::Tested);
    }

    #[test]
    fn it_is_looked_again_until_there_is_nothing_to_look_after() {
        let everyone = State::Active { rollout: Rollout::Everyone, pilot_emails: Vec::new() };
        let live = Connection { watch: Some(watch(Some(15))), ..Connection::for_test(everyone) };
        assert_eq!(next_look(&live, at(0), Duration::minutes(1)), Some(at(1)));
        let late = Connection { watch: Some(watch(None)), ..live.clone() };
        assert_eq!(next_look(&late, at(2000), Duration::minutes(1)), None);
        assert_eq!(
            next_look(&Connection { state: State::Disabled, ..live }, at(0), Duration::minutes(1)),
            None
        );
    }
}
