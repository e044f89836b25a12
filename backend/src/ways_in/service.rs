//! What is known of the ways into an organization, and how it is brought up to date.

use std::collections::BTreeMap;

use api::{JobId, JobKind};
use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;

use super::{entity, store};
use crate::{
    auth::OrgScope,
    jobs::outbox::{Order, enqueue},
    state::AppState,
};

/// What somebody decides by is not older than this.
const FRESH: Duration = Duration::minutes(5);

/// What a survey found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Survey {
    pub(crate) at: DateTime<Utc>,
    /// Whether every member was looked at; of a very large organization only the first ones are.
    pub(crate) everybody_seen: bool,
    pub(crate) ways: Vec<WayIn>,
    pub(crate) owners: Vec<Owner>,
    /// How many people of the tenant have an address of each verified domain.
    pub(crate) people_by_domain: BTreeMap<String, u64>,
}

/// A connection of an organization, ours or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WayIn {
    pub(crate) upstream_id: String,
    pub(crate) name: String,
    /// Whether people of the organization can use it.
    pub(crate) is_open: bool,
    /// How many people have come through it; unknown of databases, which other organizations share.
    pub(crate) people: Option<u64>,
}

/// A person who may decide for an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) user_id: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    /// The names of the connections through which the person has an account.
    pub(crate) connections: Vec<String>,
}

impl Survey {
    /// Whether it is recent enough to decide by.
    pub(crate) fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.at < FRESH
    }

    /// How many people of the tenant have an address of a domain, if they were counted.
    pub(crate) fn people_of(&self, domain: &str) -> Option<u64> {
        self.people_by_domain.get(domain).copied()
    }
}

/// What the last survey found; none when there was none.
pub(crate) async fn last(state: &AppState, scope: &OrgScope) -> Result<Option<Survey>, DbErr> {
    Ok(store::get(&state.db, scope).await?.map(domain))
}

fn domain((survey, ways, owners): store::Rows) -> Survey {
    let way = |row: entity::way::Model| WayIn {
        upstream_id: row.upstream_id,
        name: row.name,
        is_open: row.is_open,
        people: row.people.and_then(|count| u64::try_from(count).ok()),
    };
    let owner = |row: entity::owner::Model| Owner {
        user_id: row.user_id,
        name: row.name,
        email: row.email,
        connections: serde_json::from_value(row.connections).unwrap_or_default(),
    };
    let counted = survey.people_by_domain.and_then(|counted| serde_json::from_value(counted).ok());
    Survey {
        people_by_domain: counted.unwrap_or_default(),
        at: survey.surveyed_at,
        everybody_seen: survey.everybody_seen,
        ways: ways.into_iter().map(way).collect(),
        owners: owners.into_iter().map(owner).collect(),
    }
}

/// Orders a new survey.
pub(crate) async fn order(state: &AppState, scope: &OrgScope) -> Result<JobId, DbErr> {
    let organization = scope.organization();
    let order = Order {
        kind: JobKind::SurveyOrganization,
        object: organization.uuid(),
        organization: Some(organization),
    };
    let job = enqueue(&state.db, state, order).await?;
    state.wake.nudge();
    Ok(job)
}
