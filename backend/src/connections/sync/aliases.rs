//! The domains that lead people to a connection in Auth0 (`domain_aliases`): ours are kept in step, the vendor's stay.

use api::{JobKind, OrganizationId};
use auth0::connections as upstream;
use serde_json::{Map, Value, json};

use super::{
    super::{domain::Connection, drift::compare::DOMAINS, store},
    find,
};
use crate::{
    domains,
    jobs::outbox::{Order, enqueue},
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
    let any_of_ours = all.iter().any(|(_, to)| *to == Some(connection.id)) && connection.state.is_live();
    if any_of_ours || wanted != theirs {
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

/// Whether Auth0 had a domain in a connection when it last agreed.
fn has(connection: &Connection, name: &str) -> bool {
    let agreed = connection.agreed.as_ref().and_then(|agreed| agreed.get(DOMAINS));
    texts(agreed).iter().any(|one| same(one, name))
}

/// Orders the connections that still have a domain which leads here now to let go of it. Called once this one has it.
pub(super) async fn others_let_go(state: &AppState, connection: &Connection) -> Result<(), Failure> {
    let all = domains::led(&state.db, connection.organization).await?;
    let here: Vec<_> = all.into_iter().filter(|(_, to)| *to == Some(connection.id)).collect();
    if here.is_empty() {
        return Ok(());
    }
    for other in store::upstream_of(&state.db, connection.organization).await? {
        if other.id != connection.id && here.iter().any(|(name, _)| has(&other, name)) {
            order(state, &other).await?;
        }
    }
    Ok(())
}

/// Whether a connection still leads people by a domain in Auth0, as Auth0 says; one that does is ordered to let go of
/// it. What we have noted is not enough: a worker may have died between writing and noting.
pub(crate) async fn still_leads(
    state: &AppState,
    organization: OrganizationId,
    name: &str,
) -> Result<bool, Failure> {
    let mut any = false;
    for connection in store::upstream_of(&state.db, organization).await? {
        let found = find(state, &connection).await?;
        if found.is_some_and(|found| texts(found.options.get(DOMAINS)).iter().any(|one| same(one, name))) {
            order(state, &connection).await?;
            any = true;
        }
    }
    Ok(any)
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
