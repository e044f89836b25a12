//! Events as they happen, for those who keep a connection open.

use std::{
    collections::VecDeque,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::happening::Event;
use crate::{management::timestamp, tenant::Tenant};

/// Stands for the stream: none of the tenant's own delivers these events.
const NO_STREAM: &str = "est_0000000000000000000000";
/// How long nothing happens before the position is told.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Where a subscription begins.
#[derive(Debug, Clone)]
pub enum Beginning {
    /// With what happens from now on.
    Now,
    /// After the position that was told before.
    After(String),
    /// With what has happened since then.
    Since(DateTime<Utc>),
}

/// A position that nothing can begin at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPosition {
    /// It was never told.
    Malformed,
    /// What came after it is forgotten.
    Expired,
}

/// One listener.
pub struct Subscription {
    tenant: Arc<Tenant>,
    kinds: Vec<String>,
    position: u64,
}

impl Subscription {
    /// Listens to events of these kinds, or to all.
    pub fn begin(tenant: Arc<Tenant>, from: &Beginning, kinds: Vec<String>) -> Result<Self, BadPosition> {
        let position = tenant.read(|state| {
            let streams = &state.streams;
            let first = streams.events.front().map_or(streams.event_sequence + 1, |event| event.sequence);
            match from {
                Beginning::Now => Ok(streams.event_sequence),
                Beginning::After(offset) => match parse(offset) {
                    Some(position) if position + 1 < first => Err(BadPosition::Expired),
                    Some(position) if position <= streams.event_sequence => Ok(position),
                    _ => Err(BadPosition::Malformed),
                },
                Beginning::Since(moment) => {
                    let moment = timestamp(*moment);
                    let earlier = |event: &&Event| event.envelope["time"].as_str() < Some(moment.as_str());
                    let last = streams.events.iter().rev().find(earlier);
                    Ok(last.map_or(first - 1, |event| event.sequence))
                }
            }
        })?;
        tenant.listeners.fetch_add(1, Ordering::SeqCst);
        Ok(Self { tenant, kinds, position })
    }

    /// Waits for the next message, in the form of server-sent events.
    pub async fn next(&mut self) -> String {
        let tenant = Arc::clone(&self.tenant);
        loop {
            let told = tenant.told();
            tokio::pin!(told);
            told.as_mut().enable();
            if let Some(event) = self.take() {
                let mut envelope = event.envelope;
                envelope["a0stream"] = json!(NO_STREAM);
                let kind = envelope["type"].as_str().unwrap_or_default().to_owned();
                return message(&kind, &json!({ "offset": self.offset(), "event": envelope }));
            }
            if tokio::time::timeout(HEARTBEAT, told).await.is_err() {
                return message("offset-only", &json!({ "offset": self.offset() }));
            }
        }
    }

    /// The next event that is wanted; moves past those that are not.
    fn take(&mut self) -> Option<Event> {
        let mut new: VecDeque<Event> = self.tenant.read(|state| {
            let events = state.streams.events.iter();
            events.filter(|event| event.sequence > self.position).cloned().collect()
        });
        while let Some(event) = new.pop_front() {
            self.position = event.sequence;
            if self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == event.kind()) {
                return Some(event);
            }
        }
        None
    }

    fn offset(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.position.to_string())
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.tenant.listeners.fetch_sub(1, Ordering::SeqCst);
    }
}

fn parse(offset: &str) -> Option<u64> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(offset).ok()?).ok()?.parse().ok()
}

fn message(kind: &str, data: &Value) -> String {
    format!("event: {kind}\ndata: {data}\n\n")
}
