//! Deliveries of events that failed, or that somebody asked for: test events and events to be delivered again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::happening::Event;
use crate::{
    management::timestamp,
    tenant::{Tenant, ids, state::State},
};

/// An event is given up after so many attempts.
const MOST_ATTEMPTS: usize = 12;
/// How many deliveries are kept.
const KEPT: usize = 1_000;

/// An event on its way to one stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delivery {
    /// The stream's id.
    pub stream: String,
    /// The event.
    pub(super) event: Event,
    /// Attempts that failed.
    attempts: Vec<FailedAttempt>,
    /// Where it stands.
    turn: Turn,
}

/// What did not work once.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct FailedAttempt {
    at: DateTime<Utc>,
    problem: String,
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Turn {
    /// It is tried again and again, and holds up what comes after it.
    InOrder,
    /// It is tried once, before everything else.
    Asked,
    /// It is not tried any more.
    GivenUp,
}

/// An event cannot be delivered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRedelivered {
    /// It has not failed.
    Unknown,
    /// It is still being tried.
    UnderWay,
}

impl Delivery {
    /// `organization.created`, ...
    pub fn kind(&self) -> &str {
        self.event.kind()
    }

    /// The event's id.
    pub fn id(&self) -> &str {
        self.event.id()
    }

    /// When the event happened.
    pub fn time(&self) -> &str {
        self.event.envelope["time"].as_str().unwrap_or_default()
    }

    /// Whether it was tried.
    pub fn has_failed(&self) -> bool {
        !self.attempts.is_empty()
    }

    /// As the Management API shows it.
    pub fn shown(&self) -> Value {
        let attempt = |attempt: &FailedAttempt| {
            let at = timestamp(attempt.at);
            json!({ "status": "failed", "timestamp": at, "error_message": attempt.problem })
        };
        let told = ["id", "source", "specversion", "type", "time"];
        let mut event: Value =
            told.iter().map(|name| ((*name).to_owned(), self.event.envelope[*name].clone())).collect();
        event["data"] = json!(self.event.envelope["data"].to_string());
        json!({
            "id": self.id(), "event_stream_id": self.stream, "status": "failed", "event_type": self.kind(),
            "attempts": self.attempts.iter().map(attempt).collect::<Vec<_>>(), "event": event,
        })
    }
}

/// The next delivery that somebody asked for.
pub(super) fn asked<'a>(state: &'a State, stream: &str) -> Option<&'a Event> {
    let mut all = state.streams.deliveries.iter();
    all.find(|one| one.stream == stream && one.turn == Turn::Asked).map(|one| &one.event)
}

/// An event arrived.
pub(super) fn succeeded(state: &mut State, stream: &str, event: &Event) {
    state.streams.deliveries.retain(|one| one.stream != stream || one.id() != event.id());
}

/// An event did not arrive; answers whether it is given up.
pub(super) fn failed(
    state: &mut State,
    stream: &str,
    event: &Event,
    at: DateTime<Utc>,
    problem: String,
) -> bool {
    let all = &mut state.streams.deliveries;
    if all.len() >= KEPT {
        all.remove(0);
    }
    let known = all.iter().position(|one| one.stream == stream && one.id() == event.id());
    let place = known.unwrap_or_else(|| {
        let (stream, event) = (stream.to_owned(), event.clone());
        all.push(Delivery { stream, event, attempts: Vec::new(), turn: Turn::InOrder });
        all.len() - 1
    });
    let Some(one) = all.get_mut(place) else { return false };
    one.attempts.push(FailedAttempt { at, problem });
    if one.turn == Turn::Asked || one.attempts.len() >= MOST_ATTEMPTS {
        one.turn = Turn::GivenUp;
    }
    one.turn == Turn::GivenUp
}

impl Tenant {
    /// Sends a stream an event that did not happen.
    pub fn send_test_event(&self, stream: &str, kind: &str, data: Option<Value>) -> Delivery {
        let envelope = json!({
            "specversion": "1.0", "type": kind, "source": self.event_source(), "id": ids::long("evt"),
            "time": timestamp(self.now()), "data": data.unwrap_or_else(|| json!({ "object": {} })),
            "a0tenant": self.name, "a0purpose": "test",
        });
        let event = Event { sequence: 0, envelope };
        let delivery = Delivery { stream: stream.to_owned(), event, attempts: Vec::new(), turn: Turn::Asked };
        self.write(|state| state.streams.deliveries.push(delivery.clone()));
        delivery
    }

    /// Tries a failed event once more.
    pub fn redeliver(&self, stream: &str, event: &str) -> Result<(), NotRedelivered> {
        self.write(|state| {
            let mut all = state.streams.deliveries.iter_mut();
            let one = all.find(|one| one.stream == stream && one.id() == event);
            let one = one.ok_or(NotRedelivered::Unknown)?;
            if one.turn != Turn::GivenUp {
                return Err(NotRedelivered::UnderWay);
            }
            one.turn = Turn::Asked;
            Ok(())
        })
    }

    /// Where events come from.
    pub(super) fn event_source(&self) -> String {
        format!("urn:auth0:{}.{}", self.name, self.domain())
    }
}
