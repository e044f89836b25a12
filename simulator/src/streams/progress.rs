//! How far every stream has been delivered. It survives restarts, so that nothing is lost and little is told twice.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::{deliveries::Delivery, happening::Event};

/// The positions of all streams, and the events that still wait for one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// The last log record that a log stream has taken, by the stream's id.
    pub(super) log_positions: BTreeMap<String, String>,
    /// The last event that an event stream has taken, by the stream's id.
    pub(super) event_positions: BTreeMap<String, u64>,
    /// Events, oldest first.
    pub(super) events: VecDeque<Event>,
    /// Deliveries that failed or were asked for.
    pub(crate) deliveries: Vec<Delivery>,
    /// Counts events.
    pub(super) event_sequence: u64,
}
