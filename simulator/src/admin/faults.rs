//! Misbehaviour that was ordered, and the requests that were seen.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

const SEEN_LIMIT: usize = 10_000;
/// How long something may take on order.
const LONGEST: Duration = Duration::from_secs(600);

/// An order to misbehave.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which requests.
    #[serde(default, rename = "match")]
    pub matching: Match,
    /// What happens to them.
    pub effect: Effect,
    /// The status to answer with, for `status`; 500 when absent.
    pub status: Option<u16>,
    /// For `latency` and `stale_reads`.
    pub milliseconds: Option<u64>,
    /// For `drip`.
    pub bytes_per_second: Option<u32>,
    /// For `clock_shift`; below zero for the past.
    pub seconds: Option<i64>,
    /// How many requests; one when absent.
    #[serde(default = "once")]
    pub times: u32,
}

/// Which requests a fault meets.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// Any method when absent.
    pub method: Option<String>,
    /// Any path when absent.
    pub path_prefix: Option<String>,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The change is made, but the connection closes without an answer.
    DropAfterApply,
    /// The connection closes before anything happens.
    DropBeforeApply,
    /// Nothing happens and the given status is answered.
    Status,
    /// Nothing happens for a while, then all goes on.
    Latency,
    /// The answer's body comes in small pieces.
    Drip,
    /// What this request changes is not seen by reads for a while.
    StaleReads,
    /// This request is answered at another time.
    ClockShift,
}

/// A fault with all it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the kinds are described at Effect")]
pub enum Deed {
    DropAfterApply,
    DropBeforeApply,
    Status(StatusCode),
    Latency(Duration),
    Drip { bytes_per_second: u32 },
    StaleReads(Duration),
    ClockShift(TimeDelta),
}

/// An order that says too little, or too much.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum InvalidFault {
    #[error("{0:?} is not a status")]
    Status(u16),
    #[error("\"milliseconds\" is needed, up to 600000")]
    Milliseconds,
    #[error("\"bytes_per_second\" is needed, from 1")]
    Rate,
    #[error("\"seconds\" is needed")]
    Seconds,
    #[error("there is no effect {0:?}")]
    Unknown(String),
}

impl Fault {
    /// What is to be done.
    pub fn deed(&self) -> Result<Deed, InvalidFault> {
        let time = || {
            let time = Duration::from_millis(self.milliseconds.ok_or(InvalidFault::Milliseconds)?);
            Some(time).filter(|time| *time <= LONGEST).ok_or(InvalidFault::Milliseconds)
        };
        Ok(match self.effect {
            Effect::DropAfterApply => Deed::DropAfterApply,
            Effect::DropBeforeApply => Deed::DropBeforeApply,
            Effect::Status => {
                let code = self.status.unwrap_or(500);
                Deed::Status(StatusCode::from_u16(code).map_err(|_| InvalidFault::Status(code))?)
            }
            Effect::Latency => Deed::Latency(time()?),
            Effect::StaleReads => Deed::StaleReads(time()?),
            Effect::Drip => {
                let rate = self.bytes_per_second.filter(|rate| *rate > 0).ok_or(InvalidFault::Rate)?;
                Deed::Drip { bytes_per_second: rate }
            }
            Effect::ClockShift => {
                let shift = self.seconds.and_then(TimeDelta::try_seconds);
                Deed::ClockShift(shift.ok_or(InvalidFault::Seconds)?)
            }
        })
    }
}

impl Deed {
    /// Its kind.
    pub fn effect(self) -> Effect {
        match self {
            Self::DropAfterApply => Effect::DropAfterApply,
            Self::DropBeforeApply => Effect::DropBeforeApply,
            Self::Status(_) => Effect::Status,
            Self::Latency(_) => Effect::Latency,
            Self::Drip { .. } => Effect::Drip,
            Self::StaleReads(_) => Effect::StaleReads,
            Self::ClockShift(_) => Effect::ClockShift,
        }
    }

    /// Reads the header's form: `latency=500, status=503`.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, InvalidFault> {
        text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(Self::parse).collect()
    }

    fn parse(text: &str) -> Result<Self, InvalidFault> {
        let (name, number) = text.split_once('=').unwrap_or((text, ""));
        let effect = serde_json::from_value(serde_json::json!(name))
            .map_err(|_| InvalidFault::Unknown(name.to_owned()))?;
        let fault = Fault {
            matching: Match::default(),
            effect,
            status: number.parse().ok(),
            milliseconds: number.parse().ok(),
            bytes_per_second: number.parse().ok(),
            seconds: number.parse().ok(),
            times: 1,
        };
        fault.deed()
    }
}

/// A Management API request that was seen.
#[derive(Debug, Clone, Serialize)]
pub struct SeenRequest {
    /// The method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query.
    pub query: String,
    /// The status of the answer, even of one that was dropped.
    pub status: Option<u16>,
    /// The last fault that met it.
    pub fault: Option<Effect>,
}

/// Ordered faults and seen requests.
#[derive(Debug, Default)]
pub struct Faults {
    ordered: Mutex<Vec<(Fault, Deed)>>,
    seen: Mutex<VecDeque<SeenRequest>>,
}

impl Faults {
    /// Adds an order.
    pub fn order(&self, fault: Fault) -> Result<(), InvalidFault> {
        let deed = fault.deed()?;
        locked(&self.ordered).push((fault, deed));
        Ok(())
    }

    /// Forgets all orders.
    pub fn clear(&self) {
        locked(&self.ordered).clear();
    }

    /// The Management API requests seen, oldest first.
    pub fn requests(&self) -> Vec<SeenRequest> {
        locked(&self.seen).iter().cloned().collect()
    }

    /// Forgets what was seen.
    pub fn clear_requests(&self) {
        locked(&self.seen).clear();
    }

    pub(super) fn note(&self, request: SeenRequest) {
        let mut seen = locked(&self.seen);
        seen.push_back(request);
        while seen.len() > SEEN_LIMIT {
            seen.pop_front();
        }
    }

    /// The oldest order for such a request; it counts as carried out.
    pub(super) fn meet(&self, method: &str, path: &str) -> Option<Deed> {
        let mut ordered = locked(&self.ordered);
        let place = ordered.iter().position(|(fault, _)| {
            fault.times > 0
                && fault.matching.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.matching.path_prefix.as_deref().is_none_or(|prefix| path.starts_with(prefix))
        })?;
        let (fault, deed) = &mut ordered[place];
        fault.times -= 1;
        let deed = *deed;
        ordered.retain(|(fault, _)| fault.times > 0);
        Some(deed)
    }
}

const fn once() -> u32 {
    1
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_names_several_faults() {
        let deeds = Deed::parse_list("latency=500, status=503,drop_after_apply").unwrap();
        let wanted = [
            Deed::Latency(Duration::from_millis(500)),
            Deed::Status(StatusCode::SERVICE_UNAVAILABLE),
            Deed::DropAfterApply,
        ];
        assert_eq!(deeds, wanted);
    }

    #[test]
    fn a_fault_that_lacks_its_number_is_refused() {
        assert_eq!(Deed::parse_list("latency"), Err(InvalidFault::Milliseconds));
        assert_eq!(Deed::parse_list("latency=600001"), Err(InvalidFault::Milliseconds));
        assert_eq!(Deed::parse_list("drip=0"), Err(InvalidFault::Rate));
        assert_eq!(Deed::parse_list("explode"), Err(InvalidFault::Unknown("explode".to_owned())));
    }
}
