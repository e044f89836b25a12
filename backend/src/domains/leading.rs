//! Where people of a domain are led, kept in step with what becomes of connections. A domain leads to one connection at
//! most, and only to one that people use.

use std::collections::BTreeSet;

use api::{ConnectionId, DomainImpact, DomainState, JobId, OrganizationId, Step as Asked};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    domain::{By, Domain, Leads},
    name, service,
    store::{self, StoreError},
};
use crate::{
    auth::OrgScope,
    connections::{
        domain::{Connection, State},
        service as connections,
    },
    problem::ApiError,
    state::AppState,
    ways_in::service as ways_in,
};

/// Every domain that is an organization's, in the letters of DNS, with the connection to which its people are led.
/// Those that are being removed lead nowhere. One that is only claimed is not ours to touch in Auth0.
pub(crate) async fn led(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<(String, Option<ConnectionId>)>, sea_orm::DbErr> {
    let all = store::of_organization(db, organization).await.map_err(database)?;
    let ours = all.into_iter().filter(Domain::is_held);
    Ok(ours.map(|domain| (domain.name, domain.leads.map(|leads| leads.to))).collect())
}

fn database(error: StoreError) -> sea_orm::DbErr {
    match error {
        StoreError::Database(error) => error,
        other => sea_orm::DbErr::Custom(other.to_string()),
    }
}

/// A domain that has just been proved leads to the organization's one connection for everyone.
pub(super) async fn by_default(
    transaction: &DatabaseTransaction,
    before: &Domain,
    after: Domain,
) -> Result<Domain, ApiError> {
    if before.state.is_proved() || !after.state.is_proved() || after.leads.is_some() {
        return Ok(after);
    }
    let only = connections::only_button(transaction, after.organization).await?;
    Ok(Domain { leads: only.map(|to| Leads { to, from: None, by: By::Opening }), ..after })
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
    let (connection, gains, summary) = match (from, to) {
        (_, Some(to)) => (to, true, format!("People of {} are led here.", after.name)),
        (Some(from), None) => (from, false, format!("People of {} are no longer led here.", after.name)),
        (None, None) => return Ok(None),
    };
    connections::domains_changed(transaction, state, scope, connection, (gains, summary)).await
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
    let step = Step::of(before, after);
    let mut gain = BTreeSet::new();
    if !step.moves() {
        return Ok(gain);
    }
    let live: BTreeSet<_> = connections::live_ids(transaction, after.organization).await?;
    for domain in store::of_organization(transaction, after.organization).await? {
        let moved = step.take(&domain, &live);
        if moved.leads == domain.leads {
            continue;
        }
        store::lead(transaction, &domain, moved.leads).await?;
        let to = |domain: &Domain| domain.leads.map(|leads| leads.to);
        if to(&moved) == to(&domain) {
            continue;
        }
        gain.extend(to(&moved).filter(|to| *to != after.id));
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Openness {
    Closed,
    Pilot,
    Everyone,
    /// It is the only way in.
    Only,
}

fn openness(connection: &Connection) -> Openness {
    match connection.state {
        State::Enforced(_) => Openness::Only,
        _ if connection.state.is_for_everyone() => Openness::Everyone,
        _ if connection.state.is_live() => Openness::Pilot,
        _ => Openness::Closed,
    }
}

/// What a step of a connection means for domains.
#[derive(Debug, Clone, Copy)]
struct Step {
    connection: ConnectionId,
    was: Openness,
    is: Openness,
    /// The connection whose place it takes with this step.
    replaces: Option<ConnectionId>,
    /// The connection that took its place, and does no longer.
    restored_from: Option<ConnectionId>,
    /// The connection that takes its place.
    successor: Option<ConnectionId>,
}

impl Step {
    fn of(before: &Connection, after: &Connection) -> Self {
        let replaces = |one: &Connection| one.watch.as_ref().and_then(|watch| watch.replaces);
        let successor = |one: &Connection| one.retiring.as_ref().map(|retiring| retiring.replaced_by);
        Self {
            connection: after.id,
            was: openness(before),
            is: openness(after),
            replaces: replaces(after).filter(|_| replaces(after) != replaces(before)),
            restored_from: successor(before).filter(|_| after.state.is_live() && successor(after).is_none()),
            successor: successor(before),
        }
    }

    /// Whether any domain can be moved by it.
    fn moves(&self) -> bool {
        self.was != self.is || self.replaces.is_some() || self.restored_from.is_some()
    }

    /// What becomes of one domain: pure.
    fn take(&self, domain: &Domain, live: &BTreeSet<ConnectionId>) -> Domain {
        let here = domain.leads.filter(|leads| leads.to == self.connection);
        let leads = match (self.is, here) {
            (Openness::Only, _) => self.all_here(domain),
            (Openness::Everyone, Some(leads)) if leads.by == By::Enforcing => self.back(leads, live).or(here),
            // It was led here while fewer people used it: from now on it stays as long as everyone does.
            (Openness::Everyone, Some(leads)) => Some(leads),
            (Openness::Everyone, None) => self.comes(domain),
            (Openness::Pilot, Some(leads)) if leads.by == By::Hand => Some(leads),
            (Openness::Pilot | Openness::Closed, Some(leads)) => self.back(leads, live),
            (Openness::Closed, None) => domain
                .leads
                .map(|leads| Leads { from: leads.from.filter(|from| *from != self.connection), ..leads }),
            (Openness::Pilot, None) => domain.leads,
        };
        Domain { leads, ..domain.clone() }
    }

    /// Everybody is led to the only way in; each domain remembers where it led before.
    fn all_here(&self, domain: &Domain) -> Option<Leads> {
        let (to, by) = (self.connection, By::Enforcing);
        match domain.leads {
            Some(leads) if leads.to == to => Some(leads),
            Some(leads) => Some(Leads { to, from: Some(leads.to), by }),
            None => domain.state.is_proved().then_some(Leads { to, from: None, by }),
        }
    }

    /// What comes to a connection that everyone uses.
    fn comes(&self, domain: &Domain) -> Option<Leads> {
        let (to, by) = (self.connection, By::Opening);
        match domain.leads {
            None if domain.state.is_proved() && self.was != self.is => Some(Leads { to, from: None, by }),
            Some(leads) if Some(leads.to) == self.replaces => Some(Leads { to, from: Some(leads.to), by }),
            Some(leads)
                if Some(leads.to) == self.restored_from
                    && leads.from == Some(to)
                    && leads.by == By::Opening =>
            {
                Some(Leads { to, from: None, by })
            }
            other => other,
        }
    }

    /// Back to where people were led before, if that connection is still used; else on to the one that takes the place
    /// of this one.
    fn back(&self, leads: Leads, live: &BTreeSet<ConnectionId>) -> Option<Leads> {
        let to = [leads.from, self.successor].into_iter().flatten().find(|to| live.contains(to))?;
        Some(Leads { to, from: None, by: By::Opening })
    }
}

/// The domains whose people a step would lead to a connection, or no longer.
pub(crate) async fn touched(
    state: &AppState,
    scope: &OrgScope,
    (connection, asked): (&Connection, Asked),
    replaces: Option<ConnectionId>,
    survey: Option<&ways_in::Survey>,
) -> Result<Vec<DomainImpact>, ApiError> {
    let was = openness(connection);
    let is = match asked {
        Asked::Enforce => Openness::Only,
        Asked::Activate if was == Openness::Only => Openness::Only,
        Asked::Activate => Openness::Everyone,
        Asked::Disable | Asked::Delete => Openness::Closed,
    };
    let successor = connection.retiring.as_ref().map(|retiring| retiring.replaced_by);
    let step = Step { connection: connection.id, was, is, replaces, restored_from: None, successor };
    if !step.moves() {
        return Ok(Vec::new());
    }
    let live = connections::live_ids(&state.db, scope.organization()).await?;
    let all = store::of_organization(&state.db, scope.organization()).await?;
    let told = |domain: Domain| DomainImpact {
        id: domain.id,
        name: name::display(&domain.name),
        people: survey.and_then(|survey| survey.people_of(&domain.name)),
    };
    let moves = |domain: &Domain| {
        let moved = step.take(domain, &live);
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

    fn domain(leads: Option<(u128, Option<u128>, By)>) -> Domain {
        let leads = leads.map(|(to, from, by)| Leads { to: id(to), from: from.map(id), by });
        Domain { leads, ..Domain::for_test(DomainState::Verified) }
    }

    /// What connection 2 does.
    fn step(was: Openness, is: Openness) -> Step {
        Step { connection: id(2), was, is, replaces: None, restored_from: None, successor: None }
    }

    fn after(domain: &Domain, step: Step) -> Option<(u128, Option<u128>)> {
        let live = BTreeSet::from([id(1), id(2)]);
        let number = |id: ConnectionId| id.uuid().as_u128();
        step.take(domain, &live).leads.map(|leads| (number(leads.to), leads.from.map(number)))
    }

    use Openness::{Closed, Everyone, Only, Pilot};

    #[test]
    fn everyone_is_led_by_every_proved_domain_that_leads_nowhere_or_to_what_is_replaced() {
        let opens = step(Closed, Everyone);
        let replaces = Step { replaces: Some(id(1)), ..opens };
        assert_eq!(after(&domain(None), opens), Some((2, None)));
        assert_eq!(after(&domain(Some((1, None, By::Opening))), replaces), Some((2, Some(1))));
        assert_eq!(after(&domain(Some((1, None, By::Opening))), opens), Some((1, None)));
        // One that everyone uses already takes only what it replaces.
        let beside = Step { was: Everyone, ..replaces };
        assert!(beside.moves() && !step(Everyone, Everyone).moves());
        assert_eq!(after(&domain(Some((1, None, By::Hand))), beside), Some((2, Some(1))));
        assert_eq!(after(&domain(None), beside), None);
        for state in [DomainState::Pending, DomainState::Lapsed] {
            assert_eq!(after(&Domain { state, ..domain(None) }, opens), None, "{state:?}");
        }
    }

    #[test]
    fn a_step_back_leads_people_back_and_leaves_what_a_person_has_led_to_the_pilot() {
        let by_step = domain(Some((2, Some(1), By::Opening)));
        assert_eq!(after(&by_step, step(Everyone, Pilot)), Some((1, None)));
        let by_hand = domain(Some((2, Some(1), By::Hand)));
        assert_eq!(after(&by_hand, step(Everyone, Pilot)), Some((2, Some(1))));
        assert_eq!(after(&by_hand, step(Pilot, Closed)), Some((1, None)));
        assert_eq!(after(&domain(Some((2, None, By::Opening))), step(Everyone, Closed)), None);
        let from_gone = domain(Some((2, Some(9), By::Opening)));
        assert_eq!(after(&from_gone, step(Everyone, Closed)), None, "that one is no longer used");
    }

    #[test]
    fn a_connection_that_is_restored_takes_back_what_the_other_one_took_with_its_step() {
        let restored = Step { restored_from: Some(id(1)), ..step(Everyone, Everyone) };
        assert_eq!(after(&domain(Some((1, Some(2), By::Opening))), restored), Some((2, None)));
        assert_eq!(after(&domain(Some((1, Some(2), By::Hand))), restored), Some((1, Some(2))));
    }

    #[test]
    fn the_only_way_in_gets_everybody_and_gives_them_back() {
        let enforced = step(Everyone, Only);
        assert_eq!(after(&domain(Some((1, None, By::Hand))), enforced), Some((2, Some(1))));
        assert_eq!(after(&domain(None), enforced), Some((2, None)));
        assert_eq!(after(&domain(Some((2, Some(1), By::Hand))), enforced), Some((2, Some(1))));
        let ends = step(Only, Everyone);
        assert_eq!(after(&domain(Some((2, Some(1), By::Enforcing))), ends), Some((1, None)));
        assert_eq!(after(&domain(Some((2, None, By::Enforcing))), ends), Some((2, None)));
        assert_eq!(after(&domain(Some((2, Some(1), By::Hand))), ends), Some((2, Some(1))));
        assert_eq!(after(&domain(Some((2, Some(1), By::Enforcing))), step(Only, Closed)), Some((1, None)));
    }

    #[test]
    fn a_connection_that_closes_takes_nothing_back_later_and_sends_people_on() {
        assert_eq!(after(&domain(Some((1, Some(2), By::Opening))), step(Everyone, Closed)), Some((1, None)));
        assert_eq!(
            after(&domain(Some((1, Some(2), By::Opening))), step(Everyone, Pilot)),
            Some((1, Some(2)))
        );
        let ends = Step { successor: Some(id(1)), ..step(Everyone, Closed) };
        assert_eq!(after(&domain(Some((2, None, By::Hand))), ends), Some((1, None)));
    }
}
