//! How a connection is kept whose place another one takes: pure.

use api::{ConnectionId, StatusReason};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::{
    domain::{Connection, State},
    service::{Change, Told},
};

/// A connection is kept open, without a button, beside the one that takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retiring {
    /// The connection that takes its place.
    pub(crate) replaced_by: ConnectionId,
    /// The state which that one goes back to when this one is restored.
    pub(crate) back_to: State,
    /// When it is disabled.
    pub(crate) until: DateTime<Utc>,
    /// Why it was not when its time was over.
    pub(crate) overdue: Option<Overdue>,
}

/// Why a connection is kept longer than it was meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Overdue {
    /// Nothing else is open.
    LastWayIn,
    /// The connection that takes its place has no button, or Auth0 does not agree with it.
    NotReplaced,
    /// It is the emergency way in of an enforced connection.
    Emergency,
}

impl Retiring {
    /// What the wire says of it.
    pub(in crate::connections) const fn wire(&self) -> api::Retiring {
        api::Retiring { replaced_by: self.replaced_by, until: self.until }
    }

    /// Why it is kept longer, as a reason of its status.
    pub(in crate::connections) fn reason(&self) -> Option<StatusReason> {
        let (code, why) = match self.overdue? {
            Overdue::LastWayIn => ("kept_as_last_way_in", "nothing else is open"),
            Overdue::NotReplaced => {
                ("kept_without_replacement", "the connection that takes its place has no button in Auth0")
            }
            Overdue::Emergency => ("kept_as_emergency_way_in", "it is the emergency way in"),
        };
        let detail = format!("It should have been disabled by now, but {why}. We look again.");
        Some(StatusReason { code: code.to_owned(), detail })
    }
}

/// The change that takes a connection back because somebody wants it, or because the step that replaced it was undone.
pub(in crate::connections) fn restored(old: &Connection) -> Change<'_> {
    let summary = format!("\"{}\" was taken back: it has its button again.", old.display_name);
    back(old, summary)
}

/// The change that takes a connection back because the one in its place is no longer there for everyone.
pub(in crate::connections) fn released<'a>(old: &'a Connection, by: &Connection) -> Change<'a> {
    let summary = format!(
        "\"{}\" has its button again: \"{}\" is no longer active for everyone.",
        old.display_name, by.display_name
    );
    back(old, summary)
}

fn back(old: &Connection, summary: String) -> Change<'_> {
    let after = Connection { retiring: None, ..old.clone() };
    let told = Told { action: "connection.restored", summary };
    Change { before: Some(old), after, new_revision: false, reaches_auth0: true, told }
}
