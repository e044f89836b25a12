//! Stops asking an Auth0 that is down: one request tries again from time to time, the others fail at once.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::Error;

/// So many failures in a row are an outage.
const FAILURES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct Breaker {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u32,
    closed_until: Option<DateTime<Utc>>,
}

impl Breaker {
    /// Lets a request go, unless Auth0 is down. After the pause one request tries, and the next pause has begun.
    pub(super) fn admit(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let mut state = self.locked();
        match state.closed_until {
            Some(until) if now < until => {
                Err(Error::Unavailable("it did not answer; we pause before trying again".to_owned()))
            }
            Some(_) => {
                state.closed_until = Some(now + pause(state.failures));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Notes what came of a request.
    pub(super) fn note(&self, result: Result<(), &Error>, now: DateTime<Utc>) {
        let mut state = self.locked();
        match result {
            Err(Error::Unavailable(_) | Error::LostAnswer(_)) => {
                state.failures = state.failures.saturating_add(1);
                if state.failures >= FAILURES {
                    state.closed_until = Some(now + pause(state.failures));
                }
            }
            _ => *state = State::default(),
        }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Doubles with every failure beyond the first ones.
fn pause(failures: u32) -> TimeDelta {
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(FAILURES).min(5));
    TimeDelta::from_std(doubled.min(LONGEST_PAUSE)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_asked_about_once_a_pause_and_an_answer_ends_it() {
        let breaker = Breaker::default();
        let now = DateTime::UNIX_EPOCH;
        let down = Error::Unavailable(String::new());
        for _ in 0..FAILURES {
            breaker.admit(now).unwrap();
            breaker.note(Err(&down), now);
        }
        assert!(breaker.admit(now).is_err());
        let later = now + TimeDelta::seconds(2);
        breaker.admit(later).unwrap();
        assert!(breaker.admit(later).is_err(), "one at a time");
        breaker.note(Ok(()), later);
        breaker.admit(later).unwrap();
    }

    #[test]
    fn a_refusal_is_no_outage() {
        let breaker = Breaker::default();
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..2 * FAILURES {
            breaker.note(Err(&Error::NotFound { message: String::new() }), now);
        }
        breaker.admit(now).unwrap();
    }
}
