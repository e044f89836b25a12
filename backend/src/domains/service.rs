//! Claiming domains, looking at them, vouching for them, saying where they lead, and letting them go.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use api::{
    AuditTarget, ConnectionId, CreateDomain, Domain as Wire, DomainConnections, DomainId, DomainRecord,
    DomainState, JobId, JobKind, OverrideDomain, ProblemCode, StatusReason, Sync, SyncState,
};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::json;

use super::{
    domain::{By, Domain, Leads},
    life::Times,
    name,
    store::{self, StoreError},
};
use crate::{
    audit::service::{Event, append},
    auth::OrgScope,
    connections::service as connections,
    db::begin_write,
    http::list::Window,
    jobs::{
        self,
        outbox::{Order, being_done, enqueue_at, enqueue_quietly},
    },
    organizations,
    problem::{ApiError, Explain},
    state::AppState,
    ways_in::service as ways_in,
};

/// Domains that Auth0 lets an organization have (auth0-facts section 6.4).
const MOST: usize = 100;
/// However often somebody asks, name servers are asked no more often than this.
const PAUSE: chrono::Duration = chrono::Duration::seconds(3);

/// Why something may not be done with a domain now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotNow {
    #[error("it is being removed")]
    Deleting,
    #[error("there are too many")]
    TooMany,
    #[error("the reason is too short or too long")]
    Reason,
    #[error("it is not proved")]
    NotProved,
    #[error("a domain leads to one connection")]
    OneConnection,
    #[error("the connection is not active")]
    NotActive,
}

impl Explain for NotNow {
    fn code(&self) -> ProblemCode {
        match self {
            Self::Reason | Self::OneConnection => ProblemCode::InvalidRequest,
            _ => ProblemCode::InvalidState,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Deleting => "The domain is being removed.",
            Self::TooMany => "The organization has a hundred domains already, and Auth0 allows no more.",
            Self::Reason => "Say why, in 10 to 500 characters.",
            Self::NotProved => "People are led by a domain only once it is verified.",
            Self::OneConnection => "A domain leads to one connection, or to none.",
            Self::NotActive => {
                "People are led only to a connection that is active. Activate it first, for named people or for everyone."
            }
        }
        .to_owned()
    }
}

/// The domains of a scope.
pub(super) async fn list(state: &AppState, scope: &OrgScope, window: Window) -> Result<Vec<Wire>, ApiError> {
    organizations::service::get(state, scope).await?;
    let known = Known::read(state, scope).await?;
    let domains = store::list(&state.db, scope, window).await?;
    Ok(domains.into_iter().map(|domain| wire(domain, &known)).collect())
}

pub(super) async fn get(state: &AppState, scope: &OrgScope, id: DomainId) -> Result<Wire, ApiError> {
    let domain = store::get(&state.db, scope, id).await?;
    Ok(wire(domain, &Known::read(state, scope).await?))
}

/// Claims a domain. Waits a moment for Auth0 to issue the record.
pub(super) async fn claim(
    state: &AppState,
    scope: &OrgScope,
    wish: CreateDomain,
    wait: Duration,
) -> Result<Wire, ApiError> {
    let name = name::read(&wish.name, state.settings.domains.allow_reserved_names)?;
    organizations::service::get(state, scope).await?;
    let all = store::of_organization(&state.db, scope.organization()).await?;
    if all.iter().any(|other| other.name == name) {
        return Err(StoreError::Claimed(name).into());
    }
    if all.len() >= MOST {
        return Err(NotNow::TooMany.into());
    }
    let now = state.clock.now();
    let (first, until) = Times::of(&state.settings.domains).sought(now);
    let sync = Sync { state: SyncState::InSync, since: now, job_id: None, last_error: None };
    let new = Domain {
        id: DomainId::from_uuid(state.ids.uuid()),
        organization: scope.organization(),
        name,
        state: DomainState::Pending,
        upstream_id: None,
        upstream_verified: false,
        record: None,
        zone: None,
        last_check: None,
        next_check_at: Some(first),
        checked_until: Some(until),
        lapsing_since: None,
        verified_at: None,
        disputed_at: None,
        override_reason: None,
        leads: None,
        sync,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let transaction = begin_write(&state.db).await?;
    let (new, job) = ordered(&transaction, state, new).await?;
    store::insert(&transaction, state.tenant.id, &new).await?;
    let summary = format!("{} was claimed.", new.name);
    tell(&transaction, state, scope, (None, &new), ("domain.created", summary)).await?;
    transaction.commit().await?;
    state.wake.nudge();
    jobs::service::wait(state, job, wait).await?;
    get(state, scope, new.id).await
}

/// Looks at DNS now, or a moment after the last look; a claim that was given up is looked for again.
pub(super) async fn verify(
    state: &AppState,
    scope: &OrgScope,
    id: DomainId,
    wait: Duration,
) -> Result<Wire, ApiError> {
    let before = editable(state, scope, id).await?;
    if let Some(job) = being_done(&state.db, JobKind::SyncDomain, id.uuid()).await? {
        // A look is under way: its answer is as good, and writing now would only make it begin anew.
        jobs::service::wait(state, job, wait).await?;
        return get(state, scope, id).await;
    }
    let now = state.clock.now();
    let seen = before.last_check.as_ref().map(|check| check.checked_at + PAUSE);
    let due = seen.map_or(now, |next| next.max(now));
    let mut after = Domain { next_check_at: Some(due), ..before.clone() };
    if before.state == DomainState::Failed {
        let (_, until) = Times::of(&state.settings.domains).sought(now);
        after =
            Domain { state: DomainState::Pending, checked_until: Some(until), disputed_at: None, ..after };
    }
    let transaction = begin_write(&state.db).await?;
    let (after, job) = ordered_at(&transaction, state, after, due).await?;
    write(&transaction, state, scope, (&before, &after)).await?;
    transaction.commit().await?;
    state.wake.nudge();
    jobs::service::wait(state, job, wait).await?;
    get(state, scope, id).await
}

/// Vouches for a domain without a record; the reason is kept.
pub(super) async fn vouch(
    state: &AppState,
    scope: &OrgScope,
    id: DomainId,
    wish: OverrideDomain,
    wait: Duration,
) -> Result<Wire, ApiError> {
    let before = editable(state, scope, id).await?;
    let reason = wish.reason.trim().to_owned();
    if !(10..=500).contains(&reason.chars().count()) {
        return Err(NotNow::Reason.into());
    }
    let summary = format!("The vendor vouches for {}: {reason}", before.name);
    let after = Domain {
        state: DomainState::Overridden,
        override_reason: Some(reason),
        disputed_at: None,
        lapsing_since: None,
        next_check_at: None,
        checked_until: None,
        ..before.clone()
    };
    let job = save(state, scope, (&before, after), ("domain.overridden", summary)).await?;
    jobs::service::wait(state, job, wait).await?;
    get(state, scope, id).await
}

/// Begins to let a domain go: nobody is led by it any more. One whose removal has failed is tried again.
pub(super) async fn remove(state: &AppState, scope: &OrgScope, id: DomainId) -> Result<Wire, ApiError> {
    let before = store::get(&state.db, scope, id).await?;
    if before.state == DomainState::Deleting && before.sync.state != SyncState::Failed {
        return Err(NotNow::Deleting.into());
    }
    let after = Domain {
        state: DomainState::Deleting,
        next_check_at: None,
        checked_until: None,
        ..before.clone().leading_nowhere()
    };
    let summary = format!("The removal of {} was ordered.", before.name);
    save(state, scope, (&before, after), ("domain.delete_requested", summary)).await?;
    get(state, scope, id).await
}

/// Says to which connection people of a domain are led. Going back to where they came from ends the move. Returns the
/// job that tells Auth0.
pub(super) async fn lead(
    state: &AppState,
    scope: &OrgScope,
    id: DomainId,
    wish: DomainConnections,
) -> Result<(Wire, Option<JobId>), ApiError> {
    let before = editable(state, scope, id).await?;
    let to = match wish.connection_ids.as_slice() {
        [] => None,
        [one] => Some(*one),
        _ => return Err(NotNow::OneConnection.into()),
    };
    if before.leads.map(|leads| leads.to) == to {
        return Ok((get(state, scope, id).await?, None));
    }
    let transaction = begin_write(&state.db).await?;
    let (after, summary) = match to {
        None => {
            let summary = format!("People of {} are no longer led to a connection.", before.name);
            (before.clone().leading_nowhere(), summary)
        }
        Some(to) => {
            let open = connections::open_one(&transaction, scope, to).await?;
            let connection = open.ok_or(NotNow::NotActive)?;
            let goes_back = before.leads.is_some_and(|leads| leads.from == Some(to));
            if !before.state.is_proved() && !goes_back {
                return Err(NotNow::NotProved.into());
            }
            let summary = format!("People of {} are led to \"{connection}\".", before.name);
            (Domain { leads: Some(leads(&before, to)), ..before.clone() }, summary)
        }
    };
    let job = write(&transaction, state, scope, (&before, &after)).await?;
    tell(&transaction, state, scope, (Some(&before), &after), ("domain.led", summary)).await?;
    transaction.commit().await?;
    state.wake.nudge();
    Ok((get(state, scope, id).await?, job))
}

/// Where a domain leads that a person leads elsewhere: it remembers where it came from, once.
fn leads(before: &Domain, to: ConnectionId) -> Leads {
    let from = before.leads.map(|leads| leads.from.unwrap_or(leads.to)).filter(|from| *from != to);
    Leads { to, from, by: By::Hand }
}

async fn editable(state: &AppState, scope: &OrgScope, id: DomainId) -> Result<Domain, ApiError> {
    let domain = store::get(&state.db, scope, id).await?;
    if domain.state == DomainState::Deleting { Err(NotNow::Deleting.into()) } else { Ok(domain) }
}

/// Writes a change that a person has made, with its order and its audit event. The connections that people are led to,
/// or no longer, learn of it in the same transaction.
async fn save(
    state: &AppState,
    scope: &OrgScope,
    (before, after): (&Domain, Domain),
    told: (&'static str, String),
) -> Result<JobId, ApiError> {
    let transaction = begin_write(&state.db).await?;
    let after = super::leading::by_default(&transaction, before, after).await?;
    let (after, job) = ordered(&transaction, state, after).await?;
    write(&transaction, state, scope, (before, &after)).await?;
    tell(&transaction, state, scope, (Some(before), &after), told).await?;
    transaction.commit().await?;
    state.wake.nudge();
    Ok(job)
}

/// Writes a change and lets the connections learn of it; returns the job that tells Auth0 where people are led.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    (before, after): (&Domain, &Domain),
) -> Result<Option<JobId>, ApiError> {
    let after = Domain { updated_at: state.clock.now(), ..after.clone() };
    store::update(transaction, state.tenant.id, before, &after).await?;
    super::leading::connections_learn(transaction, state, scope, (before, &after)).await
}

/// Orders the job that carries a domain to Auth0, and notes that it is on its way.
pub(super) async fn ordered(
    db: &impl ConnectionTrait,
    state: &AppState,
    domain: Domain,
) -> Result<(Domain, JobId), ApiError> {
    ordered_at(db, state, domain, state.clock.now()).await
}

async fn ordered_at(
    db: &impl ConnectionTrait,
    state: &AppState,
    domain: Domain,
    due: DateTime<Utc>,
) -> Result<(Domain, JobId), ApiError> {
    let order = Order {
        kind: JobKind::SyncDomain,
        object: domain.id.uuid(),
        organization: Some(domain.organization),
    };
    let job = enqueue_at(db, state, order, due).await?;
    let since = state.clock.now();
    let sync = Sync { state: SyncState::Pending, since, job_id: Some(job), last_error: None };
    Ok((Domain { sync, ..domain }, job))
}

/// Adds to the audit log what became of a domain.
pub(super) async fn tell(
    db: &impl ConnectionTrait,
    state: &AppState,
    scope: &OrgScope,
    (before, after): (Option<&Domain>, &Domain),
    (action, summary): (&'static str, String),
) -> Result<(), ApiError> {
    let digestible = |domain: &Domain| {
        json!({
            "id": domain.id,
            "name": domain.name,
            "state": domain.state,
            "connection_id": domain.leads.map(|leads| leads.to),
            "override_reason": domain.override_reason,
        })
    };
    let target = AuditTarget {
        kind: "domain".to_owned(),
        id: after.id.to_string(),
        name: Some(name::display(&after.name)),
    };
    let (before, after) = (before.map(digestible), digestible(after));
    let event = Event { action, target, summary, before: before.as_ref(), after: Some(&after) };
    Ok(append(db, state, scope, event).await?)
}

/// Orders a look at every domain whose time has come.
pub(crate) async fn order_due(state: &AppState) -> Result<(), ApiError> {
    let due = store::due(&state.db, state.clock.now()).await?;
    let some = !due.is_empty();
    for (object, organization) in due {
        let order = Order { kind: JobKind::SyncDomain, object, organization: Some(organization) };
        enqueue_quietly(&state.db, state, order).await?;
    }
    if some {
        state.wake.nudge();
    }
    Ok(())
}

/// Notes that a person has to act, where the domain waits for this job, and looks at it again in an hour.
pub(crate) async fn gave_up(
    state: &AppState,
    job: JobId,
    id: DomainId,
    words: &str,
) -> Result<(), sea_orm::DbErr> {
    let now = state.clock.now();
    store::set_sync(&state.db, (id, job), (SyncState::Failed, Some(words)), now).await?;
    store::put_off(&state.db, id, now + Times::of(&state.settings.domains).hour()).await
}

/// Notes what a person has decided about the job that a domain waits for, in the transaction that does it.
pub(crate) async fn job_decided(
    transaction: &DatabaseTransaction,
    state: &AppState,
    domain: (DomainId, JobId),
    cancelled: bool,
) -> Result<(), ApiError> {
    let sync = if cancelled {
        (SyncState::Failed, Some("The job was cancelled before it was done."))
    } else {
        (SyncState::Pending, None)
    };
    Ok(store::set_sync(transaction, domain, sync, state.clock.now()).await?)
}

/// The names of the domains that are proved, in the letters of DNS.
pub(crate) async fn proved(state: &AppState, scope: &OrgScope) -> Result<Vec<String>, ApiError> {
    let all = store::of_organization(&state.db, scope.organization()).await?;
    Ok(all.into_iter().filter(|domain| domain.state.is_proved()).map(|domain| domain.name).collect())
}

/// What is known beside a domain itself.
struct Known {
    survey: Option<ways_in::Survey>,
    connections: BTreeMap<ConnectionId, (BTreeSet<String>, Sync)>,
}

impl Known {
    async fn read(state: &AppState, scope: &OrgScope) -> Result<Self, ApiError> {
        let survey = ways_in::last(state, scope).await?;
        let connections = connections::domains_known(&state.db, scope.organization()).await?;
        Ok(Self { survey, connections })
    }

    /// Whether Auth0 agrees with a domain: with its proof, and with where it leads.
    fn sync(&self, domain: &Domain) -> Sync {
        let reached = domain.leads.and_then(|leads| self.connections.get(&leads.to));
        match reached {
            Some((has, connection))
                if domain.sync.state == SyncState::InSync && !has.contains(&domain.name) =>
            {
                // Between its word and the note of it, the connection has agreed on what was before.
                let state = Some(connection.state).filter(|state| *state != SyncState::InSync);
                Sync { state: state.unwrap_or(SyncState::Pending), ..connection.clone() }
            }
            _ => domain.sync.clone(),
        }
    }
}

fn wire(domain: Domain, known: &Known) -> Wire {
    let sync = known.sync(&domain);
    let record = domain.record.as_ref().map(|record| DomainRecord {
        kind: "TXT".to_owned(),
        host: record.host.clone(),
        relative_host: name::relative(&record.host, domain.zone()).to_owned(),
        value: record.value.clone(),
    });
    Wire {
        id: domain.id,
        organization_id: domain.organization,
        display_name: name::display(&domain.name),
        state: domain.state,
        status_reasons: reasons(&domain),
        record,
        next_check_at: domain.next_check_at,
        checked_until: domain.checked_until,
        verified_at: domain.verified_at,
        connection_ids: domain.leads.iter().map(|leads| leads.to).collect(),
        moved_from: domain.leads.and_then(|leads| leads.from),
        people: known.survey.as_ref().and_then(|survey| survey.people_of(&domain.name)),
        name: domain.name,
        last_check: domain.last_check,
        override_reason: domain.override_reason,
        sync,
        created_at: domain.created_at,
        updated_at: domain.updated_at,
    }
}

fn reasons(domain: &Domain) -> Vec<StatusReason> {
    let reason =
        |code: &str, detail: &str| vec![StatusReason { code: code.to_owned(), detail: detail.to_owned() }];
    match domain.state {
        DomainState::Failed if domain.disputed_at.is_some() => reason(
            "held_elsewhere",
            "The record is in place, but the domain is in use elsewhere, so the vendor has to decide. Ask them.",
        ),
        DomainState::Failed => {
            reason("record_not_found", "The record was not found in a week. Check again once it is there.")
        }
        DomainState::Lapsing => reason(
            "record_gone",
            "The record has gone from public DNS. Sign-in goes on; put the record back.",
        ),
        DomainState::Lapsed => reason(
            "record_gone_for_long",
            "The record has been gone for long. Sign-in goes on as it is, and no other connection can be led to until it is back.",
        ),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn connection(number: u128) -> ConnectionId {
        ConnectionId::from_uuid(Uuid::from_u128(number))
    }

    fn leading(to: u128, from: Option<u128>) -> Domain {
        let leads = Leads { to: connection(to), from: from.map(connection), by: By::Opening };
        Domain { leads: Some(leads), ..Domain::for_test(DomainState::Verified) }
    }

    #[test]
    fn a_domain_remembers_where_it_came_from_until_it_is_back() {
        let moved = leads(&leading(1, None), connection(2));
        assert_eq!((moved.from, moved.by), (Some(connection(1)), By::Hand));
        assert_eq!(leads(&leading(2, Some(1)), connection(3)).from, Some(connection(1)));
        assert_eq!(leads(&leading(2, Some(1)), connection(1)).from, None);
        assert_eq!(leads(&Domain::for_test(DomainState::Verified), connection(1)).from, None);
    }
}
