//! The domains that lead people to a connection in Auth0 (`domain_aliases`): ours are kept in step, the vendor's stay.

use std::collections::BTreeSet;

use api::{JobKind, OrganizationId};
use auth0::connections as upstream;
use serde_json::{Map, Value, json};

use super::{
    super::{
        domain::{Connection, Sync},
        drift::compare::DOMAINS,
        store,
    },
    find,
};
use crate::{
    domains,
    jobs::outbox::{Order, enqueue, is_under_way},
    state::AppState,
    upstream::Failure,
};

/// What is owned of a connection's options, with the domains that lead to it. Where none of ours does or did, they are
/// not ours to write.
pub(in crate::connections) async fn led(
    state: &AppState,
    connection: &Connection,
    mut owned: Map<String, Value>,
    found: &upstream::Connection,
) -> Result<Map<String, Value>, Failure> {
    let all = domains::led(&state.db, connection.organization).await?;
    if all.is_empty() {
        return Ok(owned);
    }
    let others = store::live(&state.db, connection.organization).await?;
    let others: Vec<_> = others.into_iter().filter(|other| other.id != connection.id).collect();
    let theirs = texts(found.options.get(DOMAINS));
    let wanted = wanted(connection, &all, &others, &theirs);
    let any_of_ours = |list: &[String]| list.iter().any(|name| all.iter().any(|(ours, _)| same(ours, name)));
    // As long as there is one of ours it is noted, so that what becomes of it is seen.
    if any_of_ours(&wanted) || any_of_ours(&theirs) {
        owned.insert(DOMAINS.to_owned(), json!(wanted));
    }
    Ok(owned)
}

type Led = (String, Option<api::ConnectionId>);

/// The list as it shall be: what is not ours stays where it is; ours that lead here follow; ours that lead elsewhere go,
/// once that connection has them in Auth0.
fn wanted(connection: &Connection, all: &[Led], others: &[Connection], theirs: &[String]) -> Vec<String> {
    let leads_here = |name: &str| {
        connection.state.is_live()
            && all.iter().any(|(ours, to)| same(ours, name) && *to == Some(connection.id))
    };
    let waits = |name: &str| {
        let Some((_, Some(to))) = all.iter().find(|(ours, _)| same(ours, name)) else { return false };
        let other = others.iter().find(|other| other.id == *to);
        connection.state.is_live() && other.is_some_and(|other| !has(other, name))
    };
    let is_ours = |name: &str| all.iter().any(|(ours, _)| same(ours, name));
    let stays = theirs.iter().filter(|name| !is_ours(name) || leads_here(name) || waits(name)).cloned();
    let comes = all.iter().map(|(name, _)| name);
    let comes = comes.filter(|name| leads_here(name) && !theirs.iter().any(|one| same(one, name))).cloned();
    stays.chain(comes).collect()
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The domains that Auth0 had in a connection when it last agreed.
pub(in crate::connections) fn known(connection: &Connection) -> BTreeSet<String> {
    let agreed = connection.agreed.as_ref().and_then(|agreed| agreed.get(DOMAINS));
    texts(agreed).into_iter().map(|name| name.to_ascii_lowercase()).collect()
}

fn has(connection: &Connection, name: &str) -> bool {
    known(connection).contains(&name.to_ascii_lowercase())
}

/// Orders the connections that can let go of a domain now to do so: it leads nowhere any more, or to a connection that
/// has it. Called whenever one has come to agree.
pub(super) async fn others_let_go(state: &AppState, connection: &Connection) -> Result<(), Failure> {
    let led = domains::led(&state.db, connection.organization).await?;
    let all = store::upstream_of(&state.db, connection.organization).await?;
    let arrived = |name: &str, to: api::ConnectionId| {
        all.iter().find(|one| one.id == to).is_none_or(|one| !one.state.is_live() || has(one, name))
    };
    for other in all.iter().filter(|other| other.id != connection.id) {
        let left = |(name, to): &Led| {
            *to != Some(other.id) && has(other, name) && to.is_none_or(|to| arrived(name, to))
        };
        if led.iter().any(left) {
            order(state, other).await?;
        }
    }
    Ok(())
}

/// Whether a domain can be forgotten.
pub(crate) enum LetGo {
    /// No connection of the organization has it in Auth0, and none is being written.
    Done,
    /// One is at it.
    Soon,
    /// The connection of this name has it and cannot be written: a person has to look at it first.
    Stuck(String),
}

/// Whether the connections of an organization have let go of a domain in Auth0, as Auth0 says. One that has not is
/// ordered to. What we have noted is not enough: a worker may have died between writing and noting, and one that writes
/// now may have read the domain before it was removed.
pub(crate) async fn let_go(
    state: &AppState,
    organization: OrganizationId,
    name: &str,
) -> Result<LetGo, Failure> {
    let mut outcome = LetGo::Done;
    for connection in store::upstream_of(&state.db, organization).await? {
        if is_under_way(&state.db, JobKind::SyncConnection, connection.id.uuid()).await? {
            return Ok(LetGo::Soon);
        }
        let found = find(state, &connection).await?;
        let list = found.map(|found| texts(found.options.get(DOMAINS))).unwrap_or_default();
        if !list.iter().any(|one| same(one, name)) {
            continue;
        }
        if matches!(connection.sync, Sync::Drifted { .. } | Sync::Failed { .. }) {
            return Ok(LetGo::Stuck(connection.display_name));
        }
        order(state, &connection).await?;
        outcome = LetGo::Soon;
    }
    Ok(outcome)
}

/// The open connection that leads people by a domain in Auth0 already: the vendor has put it there.
pub(crate) async fn already_led(
    state: &AppState,
    organization: OrganizationId,
    name: &str,
) -> Result<Option<api::ConnectionId>, Failure> {
    for connection in store::live(&state.db, organization).await? {
        let found = find(state, &connection).await?;
        if found.is_some_and(|found| texts(found.options.get(DOMAINS)).iter().any(|one| same(one, name))) {
            return Ok(Some(connection.id));
        }
    }
    Ok(None)
}

async fn order(state: &AppState, connection: &Connection) -> Result<(), Failure> {
    let organization = Some(connection.organization);
    let order = Order { kind: JobKind::SyncConnection, object: connection.id.uuid(), organization };
    enqueue(&state.db, state, order).await?;
    state.wake.nudge();
    Ok(())
}

#[cfg(test)]
mod tests {
    use api::{ConnectionId, Rollout};
    use uuid::Uuid;

    use super::{
        super::super::{domain::State, drift::compare::ours},
        *,
    };

    fn id(number: u128) -> ConnectionId {
        ConnectionId::from_uuid(Uuid::from_u128(number))
    }

    fn connection(number: u128, agreed: &[&str]) -> Connection {
        let everyone = State::Active { rollout: Rollout::Everyone, pilot_emails: Vec::new() };
        let options = json!({ DOMAINS: agreed });
        let agreed = Some(ours(options.as_object().unwrap(), "x", |_| false));
        Connection { id: id(number), agreed, ..Connection::for_test(everyone) }
    }

    fn led(all: &[(&str, Option<u128>)]) -> Vec<Led> {
        all.iter().map(|(name, to)| ((*name).to_owned(), to.map(id))).collect()
    }

    fn list(connection: &Connection, all: &[Led], others: &[Connection], theirs: &[&str]) -> Vec<String> {
        let theirs: Vec<String> = theirs.iter().map(|name| (*name).to_owned()).collect();
        wanted(connection, all, others, &theirs)
    }

    #[test]
    fn ours_come_and_go_and_the_vendors_stay() {
        let all = led(&[("a.example", Some(1)), ("b.example", None)]);
        let one = connection(1, &[]);
        assert_eq!(list(&one, &all, &[], &["v.example", "B.example"]), ["v.example", "a.example"]);
        let disabled = Connection { state: State::Disabled, ..one };
        assert_eq!(list(&disabled, &all, &[], &["a.example", "v.example"]), ["v.example"]);
    }

    #[test]
    fn a_domain_that_moves_is_let_go_of_once_the_other_one_has_it() {
        let all = led(&[("a.example", Some(2))]);
        let old = connection(1, &["a.example"]);
        assert_eq!(list(&old, &all, &[connection(2, &[])], &["a.example"]), ["a.example"]);
        assert!(list(&old, &all, &[connection(2, &["A.example"])], &["a.example"]).is_empty());
        assert!(list(&old, &all, &[], &["a.example"]).is_empty(), "the other one is not used");
    }
}
