//! Domains: the proof that one belongs to an organization, and the connection to which its people are led.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionId, DomainId, Finding, OrganizationId, StatusReason, Sync};

/// How far the proof of a domain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DomainState {
    /// The record is looked for.
    Pending,
    /// The record was found.
    Verified,
    /// The record was not found in time, or the domain is somebody else's.
    Failed,
    /// The record of a verified domain has gone; sign-in goes on.
    Lapsing,
    /// It has been gone for long; sign-in goes on, but no connection begins to lead people by it.
    Lapsed,
    /// The vendor vouches for it.
    Overridden,
    /// Being removed.
    Deleting,
}

impl DomainState {
    /// Whether the domain is the organization's: nobody else can have it.
    #[must_use]
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Verified | Self::Lapsing | Self::Lapsed | Self::Overridden)
    }

    /// Whether people may begin to be led by it.
    #[must_use]
    pub const fn is_proved(self) -> bool {
        matches!(self, Self::Verified | Self::Lapsing | Self::Overridden)
    }
}

/// A domain of e-mail addresses, claimed by an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Domain {
    /// The domain.
    pub id: DomainId,
    /// Who claims it.
    pub organization_id: OrganizationId,
    /// The name in the letters of DNS (RFC 5890 A-labels), in lower case.
    pub name: String,
    /// The name as people write it.
    pub display_name: String,
    /// How far the proof is.
    pub state: DomainState,
    /// Why it is as it is.
    pub status_reasons: Vec<StatusReason>,
    /// The record that proves it; null while Auth0 has not issued it.
    pub record: Option<DomainRecord>,
    /// What the last look at DNS found.
    pub last_check: Option<DomainCheck>,
    /// When DNS is looked at next by itself.
    pub next_check_at: Option<DateTime<Utc>>,
    /// Until when the record is looked for by itself; null once that is over.
    pub checked_until: Option<DateTime<Utc>>,
    /// When it was verified first.
    pub verified_at: Option<DateTime<Utc>>,
    /// Why the vendor vouches for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_reason: Option<String>,
    /// The connection to which people with such addresses are led; one at most.
    pub connection_ids: Vec<ConnectionId>,
    /// The connection to which they were led before, while it can take them back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<ConnectionId>,
    /// How many people of the tenant have such an address; null while that is not known.
    pub people: Option<u64>,
    /// Whether Auth0 agrees.
    pub sync: Sync,
    /// When it was claimed.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The DNS record that proves a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DomainRecord {
    /// Always `TXT`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The whole name of the record.
    pub host: String,
    /// The name inside of its zone: what most DNS consoles ask for.
    pub relative_host: String,
    /// What the record says.
    pub value: String,
}

/// One look at DNS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DomainCheck {
    /// When.
    pub checked_at: DateTime<Utc>,
    /// Whether most of those that were asked see the record.
    pub found: bool,
    /// What is wrong, or what is well.
    pub finding: Finding,
    /// What each name server that was asked sees at the record's name.
    pub answers: Vec<ResolverAnswer>,
    /// Where the value stands instead, when it stands at a wrong name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_at: Option<String>,
    /// Who runs the domain's name servers, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_host: Option<DnsHost>,
}

/// What a name server sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResolverAnswer {
    /// Who runs it.
    pub resolver: String,
    /// Its address.
    pub address: String,
    /// What it sees.
    pub outcome: ResolverOutcome,
    /// Other texts at that name: five at most, cut to 80 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// What a name server sees at the record's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResolverOutcome {
    /// The record.
    Found,
    /// Other texts.
    OtherValues,
    /// No text, or no such name.
    Nothing,
    /// An error, such as broken DNSSEC.
    Broken,
    /// It did not answer in time.
    Silent,
}

/// Who runs a domain's name servers, and where a record is added there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DnsHost {
    /// Such as `cloudflare`.
    pub id: String,
    /// The name people know.
    pub name: String,
    /// Where the record is added, step by step.
    pub steps: Vec<String>,
}

/// Claims a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateDomain {
    /// Such as `globex.com`; international names in either form.
    #[cfg_attr(feature = "openapi", schema(max_length = 253))]
    pub name: String,
}

/// Vouches for a domain without a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OverrideDomain {
    /// Why, for the audit log: 10 to 500 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 10, max_length = 500))]
    pub reason: String,
}

/// Says to which connection people of a domain are led.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DomainConnections {
    /// One active connection, or none.
    #[cfg_attr(feature = "openapi", schema(max_items = 1))]
    pub connection_ids: Vec<ConnectionId>,
}

/// A domain that a step with a connection touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DomainImpact {
    /// The domain.
    pub id: DomainId,
    /// The name as people write it.
    pub name: String,
    /// How many people of the tenant have such an address; null while that is not known.
    pub people: Option<u64>,
}
