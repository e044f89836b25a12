//! A domain as the rules see it.

use api::{ConnectionId, DomainCheck, DomainId, DomainState, OrganizationId, Sync};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::name;

/// A domain that an organization claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Domain {
    pub(super) id: DomainId,
    pub(super) organization: OrganizationId,
    /// In the form of DNS.
    pub(super) name: String,
    pub(super) state: DomainState,
    /// Auth0's id of it.
    pub(super) upstream_id: Option<String>,
    /// Whether Auth0 knows that it is proved.
    pub(super) upstream_verified: bool,
    /// The record as Auth0 issued it.
    pub(super) record: Option<Record>,
    /// The zone that the record belongs to, once it is known.
    pub(super) zone: Option<String>,
    pub(super) last_check: Option<DomainCheck>,
    pub(super) next_check_at: Option<DateTime<Utc>>,
    pub(super) checked_until: Option<DateTime<Utc>>,
    pub(super) lapsing_since: Option<DateTime<Utc>>,
    pub(super) verified_at: Option<DateTime<Utc>>,
    /// When it was proved although it is another organization's.
    pub(super) disputed_at: Option<DateTime<Utc>>,
    pub(super) override_reason: Option<String>,
    /// Where its people are led.
    pub(super) leads: Option<Leads>,
    pub(super) sync: Sync,
    /// Rises with every write of the row.
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// The record that proves a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) host: String,
    pub(super) value: String,
}

/// Where people of a domain are led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leads {
    pub(super) to: ConnectionId,
    /// Where they were led before, while that connection can take them back.
    pub(super) from: Option<ConnectionId>,
    /// What has led them here.
    pub(super) by: By,
}

/// What has led people somewhere: it says when they go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum By {
    /// A person, for this domain alone.
    Hand,
    /// The step that let everyone in, or the proof of the domain.
    Opening,
    /// The step that made the connection the only way in.
    Enforcing,
}

impl Domain {
    /// The zone as far as it is known: the one that was found, else what somebody has registered.
    pub(super) fn zone(&self) -> &str {
        self.zone.as_deref().or_else(|| name::registrable(&self.name)).unwrap_or(&self.name)
    }

    /// Whether its people are led to this connection.
    pub(super) fn leads_to(&self, connection: ConnectionId) -> bool {
        self.leads.is_some_and(|leads| leads.to == connection)
    }

    /// Whether the domain is the organization's, until it is gone.
    pub(super) fn is_held(&self) -> bool {
        let was_held = self.verified_at.is_some() || self.override_reason.is_some();
        self.state.is_held() || (self.state == DomainState::Deleting && was_held)
    }

    /// The same without anywhere to lead to.
    pub(super) fn leading_nowhere(self) -> Self {
        Self { leads: None, ..self }
    }
}

#[cfg(test)]
impl Domain {
    /// A domain in this state, with its record.
    pub(super) fn for_test(state: DomainState) -> Self {
        let at = DateTime::UNIX_EPOCH;
        let record =
            Record { host: "_ss-verification.org_A.globex.com".to_owned(), value: "0123".to_owned() };
        Self {
            id: DomainId::from_uuid(uuid::Uuid::nil()),
            organization: OrganizationId::from_uuid(uuid::Uuid::nil()),
            name: "globex.com".to_owned(),
            state,
            upstream_id: Some("ord_1".to_owned()),
            upstream_verified: state.is_held(),
            record: Some(record),
            zone: None,
            last_check: None,
            next_check_at: None,
            checked_until: None,
            lapsing_since: None,
            verified_at: state.is_held().then_some(at),
            disputed_at: None,
            override_reason: None,
            leads: None,
            sync: Sync { state: api::SyncState::InSync, since: at, job_id: None, last_error: None },
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }
}
