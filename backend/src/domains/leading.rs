//! Where people of a domain are led, kept in step with what becomes of connections. A domain leads to one connection at
//! most, and only to one that people use.

use std::collections::BTreeSet;

use api::{ConnectionId, DomainImpact, DomainState, JobId, OrganizationId, Step};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    domain::{Domain, Leads},
    name, service,
    store::{self, StoreError},
};
use crate::{
    auth::OrgScope,
    connections::{domain::Connection, service as connections},
    problem::ApiError,
    state::AppState,
    ways_in::service as ways_in,
};

/// Every domain of an organization, in the letters of DNS, with the connection to which its people are led. Those that
/// are being removed lead nowhere.
pub(crate) async fn led(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<(String, Option<ConnectionId>)>, sea_orm::DbErr> {
    let all = store::of_organization(db, organization).await.map_err(database)?;
    Ok(all.into_iter().map(|domain| (domain.name, domain.leads.map(|leads| leads.to))).collect())
}

fn database(error: StoreError) -> sea_orm::DbErr {
    match error {
        StoreError::Database(error) => error,
        other => sea_orm::DbErr::Custom(other.to_string()),
    }
}

/// A domain that has just become the organization's leads to its one connection for everyone.
pub(super) async fn by_default(
    transaction: &DatabaseTransaction,
    before: &Domain,
    after: Domain,
) -> Result<Domain, ApiError> {
    if before.state.is_held() || !after.state.is_held() || after.leads.is_some() {
        return Ok(after);
    }
    let only = connections::only_button(transaction, after.organization).await?;
    Ok(Domain { leads: only.map(|to| Leads { to, from: None, by_step: true }), ..after })
}

/// Lets the connections learn that people are led to them, or no longer. Who loses a domain to another connection lets
/// go of it once that one has it in Auth0.
pub(super) async fn connections_learn(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    (before, after): (&Domain, &Domain),
) -> Result<Option<JobId>, ApiError> {
    let (from, to) = (before.leads.map(|leads| leads.to), after.leads.map(|leads| leads.to));
    if from == to {
        return Ok(None);
    }
    let (connection, summary) = match (from, to) {
        (_, Some(to)) => (to, format!("People of {} are led here.", after.name)),
        (Some(from), None) => (from, format!("People of {} are no longer led here.", after.name)),
        (None, None) => return Ok(None),
    };
    connections::domains_changed(transaction, state, scope, connection, summary).await
}

/// Moves domains with a step of a connection, in the transaction that takes it. Returns the other connections to which
/// people are led again: they have to learn of it.
pub(crate) async fn follow(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    before: &Connection,
    after: &Connection,
) -> Result<BTreeSet<ConnectionId>, ApiError> {
    let (was, is) = (openness(before), openness(after));
    let mut gain = BTreeSet::new();
    if was == is {
        return Ok(gain);
    }
    let live: BTreeSet<_> = connections::live_ids(transaction, after.organization).await?;
    let replaces = after.watch.as_ref().and_then(|watch| watch.replaces);
    for domain in store::of_organization(transaction, after.organization).await? {
        let moved = step(&domain, (after.id, is), replaces, &live);
        if moved.leads == domain.leads {
            continue;
        }
        gain.extend(moved.leads.map(|leads| leads.to).filter(|to| *to != after.id && !domain.leads_to(*to)));
        store::lead(transaction, &domain, moved.leads).await?;
        let summary = words(&moved, after);
        service::tell(transaction, state, scope, (Some(&domain), &moved), ("domain.led", summary)).await?;
    }
    Ok(gain)
}

fn words(domain: &Domain, by: &Connection) -> String {
    let name = &domain.name;
    match domain.leads {
        Some(leads) if leads.to == by.id => {
            format!("People of {name} are led to \"{}\".", by.display_name)
        }
        Some(_) => {
            format!("People of {name} are led again to where they were before \"{}\".", by.display_name)
        }
        None => format!("People of {name} are no longer led to \"{}\".", by.display_name),
    }
}

/// How far a connection is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Openness {
    Closed,
    Pilot,
    Everyone,
}

fn openness(connection: &Connection) -> Openness {
    if connection.state.is_for_everyone() {
        Openness::Everyone
    } else if connection.state.is_live() {
        Openness::Pilot
    } else {
        Openness::Closed
    }
}

/// What becomes of one domain when a connection is open so far: pure.
fn step(
    domain: &Domain,
    (connection, is): (ConnectionId, Openness),
    replaces: Option<ConnectionId>,
    live: &BTreeSet<ConnectionId>,
) -> Domain {
    let here = domain.leads.filter(|leads| leads.to == connection);
    let leads = match (is, here) {
        // It was led here while fewer people used it: from now on it stays as long as everyone does.
        (Openness::Everyone, Some(leads)) => Some(leads),
        (Openness::Everyone, None) => match domain.leads {
            None if domain.state.is_proved() => Some(Leads { to: connection, from: None, by_step: true }),
            Some(leads) if Some(leads.to) == replaces => {
                Some(Leads { to: connection, from: Some(leads.to), by_step: true })
            }
            other => other,
        },
        (Openness::Pilot, Some(leads)) if !leads.by_step => Some(leads),
        (Openness::Pilot | Openness::Closed, Some(leads)) => back(leads, live),
        (Openness::Closed, None) => {
            domain.leads.map(|leads| Leads { from: leads.from.filter(|from| *from != connection), ..leads })
        }
        (Openness::Pilot, None) => domain.leads,
    };
    Domain { leads, ..domain.clone() }
}

/// Back to where people were led before, if that connection is still used.
fn back(leads: Leads, live: &BTreeSet<ConnectionId>) -> Option<Leads> {
    let from = leads.from.filter(|from| live.contains(from))?;
    Some(Leads { to: from, from: None, by_step: true })
}

/// The domains whose people a step would lead to a connection, or no longer.
pub(crate) async fn touched(
    state: &AppState,
    scope: &OrgScope,
    (connection, asked): (&Connection, Step),
    replaces: Option<ConnectionId>,
    survey: Option<&ways_in::Survey>,
) -> Result<Vec<DomainImpact>, ApiError> {
    let is = match asked {
        Step::Activate | Step::Enforce => Openness::Everyone,
        Step::Disable | Step::Delete => Openness::Closed,
    };
    let live = connections::live_ids(&state.db, scope.organization()).await?;
    let all = store::of_organization(&state.db, scope.organization()).await?;
    let told = |domain: Domain| DomainImpact {
        id: domain.id,
        name: name::display(&domain.name),
        people: survey.and_then(|survey| survey.people_of(&domain.name)),
    };
    let moves = |domain: &Domain| {
        let moved = step(domain, (connection.id, is), replaces, &live);
        domain.state != DomainState::Deleting
            && domain.leads_to(connection.id) != moved.leads_to(connection.id)
    };
    Ok(all.into_iter().filter(moves).map(told).collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> ConnectionId {
        ConnectionId::from_uuid(Uuid::from_u128(number))
    }

    fn domain(leads: Option<(u128, Option<u128>, bool)>) -> Domain {
        let leads = leads.map(|(to, from, by_step)| Leads { to: id(to), from: from.map(id), by_step });
        Domain { leads, ..Domain::for_test(DomainState::Verified) }
    }

    fn after(
        domain: &Domain,
        is: Openness,
        replaces: Option<u128>,
    ) -> Option<(ConnectionId, Option<ConnectionId>)> {
        let live = BTreeSet::from([id(1), id(2)]);
        step(domain, (id(2), is), replaces.map(id), &live).leads.map(|leads| (leads.to, leads.from))
    }

    #[test]
    fn everyone_is_led_by_every_proved_domain_that_leads_nowhere_or_to_what_is_replaced() {
        assert_eq!(after(&domain(None), Openness::Everyone, None), Some((id(2), None)));
        assert_eq!(
            after(&domain(Some((1, None, true))), Openness::Everyone, Some(1)),
            Some((id(2), Some(id(1))))
        );
        assert_eq!(after(&domain(Some((1, None, true))), Openness::Everyone, None), Some((id(1), None)));
        let pending = Domain { state: DomainState::Pending, ..domain(None) };
        assert_eq!(after(&pending, Openness::Everyone, None), None);
        let lapsed = Domain { state: DomainState::Lapsed, ..domain(None) };
        assert_eq!(after(&lapsed, Openness::Everyone, None), None);
    }

    #[test]
    fn a_step_back_leads_people_back_and_leaves_what_a_person_has_led_to_the_pilot() {
        let by_step = domain(Some((2, Some(1), true)));
        assert_eq!(after(&by_step, Openness::Pilot, None), Some((id(1), None)));
        let by_hand = domain(Some((2, Some(1), false)));
        assert_eq!(after(&by_hand, Openness::Pilot, None), Some((id(2), Some(id(1)))));
        assert_eq!(after(&by_hand, Openness::Closed, None), Some((id(1), None)));
        let from_nowhere = domain(Some((2, None, true)));
        assert_eq!(after(&from_nowhere, Openness::Closed, None), None);
        let from_gone = domain(Some((2, Some(9), true)));
        assert_eq!(after(&from_gone, Openness::Closed, None), None, "that one is no longer used");
    }

    #[test]
    fn a_connection_that_closes_takes_nothing_back_later() {
        assert_eq!(after(&domain(Some((1, Some(2), true))), Openness::Closed, None), Some((id(1), None)));
        assert_eq!(
            after(&domain(Some((1, Some(2), true))), Openness::Pilot, None),
            Some((id(1), Some(id(2))))
        );
    }
}
