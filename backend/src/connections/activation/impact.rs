//! Who is affected by a step: pure, from what the last survey found.

use api::{Impact, Moving, Person, Step};

use super::super::domain::{BreakGlass, Connection, State};
use crate::ways_in::service::{Owner, Survey, WayIn};

/// Who is affected when this step is taken with this connection.
pub(super) fn of(
    step: Step,
    connection: &Connection,
    survey: Option<&Survey>,
    members: Option<u64>,
) -> Impact {
    let empty = Survey {
        at: chrono::DateTime::UNIX_EPOCH,
        everybody_seen: false,
        ways: Vec::new(),
        owners: Vec::new(),
        people_by_domain: std::collections::BTreeMap::new(),
    };
    let known = survey.unwrap_or(&empty);
    let others: Vec<&WayIn> =
        known.ways.iter().filter(|way| !is_this(way, connection) && way.is_open).collect();
    let (stays, switched_off) = match step {
        Step::Enforce => (Vec::new(), others),
        Step::Activate | Step::Disable | Step::Delete => (others, Vec::new()),
    };
    let has_another = |owner: &Owner| stays.iter().any(|way| owner.connections.contains(&way.name));
    let through_this = |owner: &Owner| owner.connections.contains(&connection.upstream_name);
    let safe = |owner: &Owner| match step {
        Step::Enforce => through_this(owner),
        _ => has_another(owner),
    };
    let own = known.ways.iter().find(|way| is_this(way, connection));
    Impact {
        step,
        as_of: survey.map(|survey| survey.at),
        complete: known.everybody_seen,
        members,
        people_through_connection: own.and_then(|way| way.people),
        owners: u64::try_from(known.owners.len()).unwrap_or(u64::MAX),
        owners_without_another_way_in: known.owners.iter().filter(|owner| !safe(owner)).map(person).collect(),
        leaves_no_way_in: survey.is_some() && leaves_none(step, connection, known),
        switched_off: names(&switched_off),
        stays_open: names(&stays),
        break_glass_candidates: candidates(connection, known)
            .into_iter()
            .map(|(owner, _)| person(owner))
            .collect(),
        domains: Vec::new(),
        moving: None,
    }
}

/// Who moves when a connection takes the place of another, as far as the survey knows.
pub(super) fn moving(connection: &Connection, replaced: &Connection, survey: Option<&Survey>) -> Moving {
    let way = survey.and_then(|known| known.ways.iter().find(|way| is_this(way, replaced)));
    let moves = |owner: &&Owner| {
        owner.connections.contains(&replaced.upstream_name)
            && !owner.connections.contains(&connection.upstream_name)
    };
    Moving {
        from: replaced.id,
        name: replaced.upstream_name.clone(),
        people: way.and_then(|way| way.people),
        owners: survey.iter().flat_map(|known| &known.owners).filter(moves).map(person).collect(),
    }
}

fn names(ways: &[&WayIn]) -> Vec<String> {
    ways.iter().map(|way| way.name.clone()).collect()
}

fn person(owner: &Owner) -> Person {
    Person { name: owner.name.clone(), email: owner.email.clone() }
}

fn is_this(way: &WayIn, connection: &Connection) -> bool {
    way.name == connection.upstream_name || Some(&way.upstream_id) == connection.upstream_id.as_ref()
}

/// Whether nobody could sign in to the organization after a step. What an enforced connection has set aside comes
/// back before it is taken out of use.
pub(super) fn leaves_none(step: Step, connection: &Connection, survey: &Survey) -> bool {
    let takes_away = matches!(step, Step::Disable | Step::Delete) && connection.state.is_live();
    let others = || survey.ways.iter().filter(|way| !is_this(way, connection));
    let comes_back = matches!(connection.state, State::Enforced(_)) && others().next().is_some();
    takes_away && !comes_back && !others().any(|way| way.is_open)
}

/// The owners who have an account in an open way in beside this connection, each with that way in.
fn candidates<'a>(connection: &Connection, survey: &'a Survey) -> Vec<(&'a Owner, &'a WayIn)> {
    let another = |owner: &&'a Owner| {
        survey
            .ways
            .iter()
            .find(|way| way.is_open && !is_this(way, connection) && owner.connections.contains(&way.name))
    };
    survey.owners.iter().filter_map(|owner| Some((owner, another(&owner)?))).collect()
}

/// The emergency way in of the owner with this e-mail address.
pub(super) fn break_glass(connection: &Connection, survey: &Survey, email: &str) -> Option<BreakGlass> {
    let same =
        |owner: &Owner| owner.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email.trim()));
    let (owner, way) = candidates(connection, survey).into_iter().find(|(owner, _)| same(owner))?;
    Some(BreakGlass {
        user_id: owner.user_id.clone(),
        person: owner.email.clone().unwrap_or_default(),
        way_in: way.upstream_id.clone(),
        way_in_name: way.name.clone(),
    })
}

#[cfg(test)]
mod tests {
    use api::Rollout;
    use chrono::DateTime;

    use super::*;

    fn connection(state: State) -> Connection {
        Connection { upstream_name: "globex-saml".to_owned(), ..Connection::for_test(state) }
    }

    fn everyone() -> State {
        State::Active { rollout: Rollout::Everyone, pilot_emails: Vec::new() }
    }

    fn way(name: &str, is_open: bool) -> WayIn {
        WayIn { upstream_id: format!("con_{name}"), name: name.to_owned(), is_open, people: Some(7) }
    }

    fn owner(email: &str, connections: &[&str]) -> Owner {
        Owner {
            user_id: format!("auth0|{email}"),
            name: None,
            email: Some(email.to_owned()),
            connections: connections.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn survey(ways: Vec<WayIn>) -> Survey {
        let owners = vec![
            owner("a@x.example", &["database"]),
            owner("b@x.example", &["globex-saml"]),
            owner("c@x.example", &["database", "globex-saml"]),
        ];
        Survey {
            at: DateTime::UNIX_EPOCH,
            everybody_seen: true,
            ways,
            owners,
            people_by_domain: std::collections::BTreeMap::new(),
        }
    }

    fn stuck(impact: &Impact) -> Vec<&str> {
        impact.owners_without_another_way_in.iter().filter_map(|person| person.email.as_deref()).collect()
    }

    #[test]
    fn each_step_names_the_owners_whom_it_can_lock_out() {
        let survey = survey(vec![way("database", true), way("globex-saml", true)]);
        let of = |step| of(step, &connection(everyone()), Some(&survey), Some(12));
        assert_eq!(stuck(&of(Step::Enforce)), ["a@x.example"]);
        for step in [Step::Activate, Step::Disable, Step::Delete] {
            assert_eq!(stuck(&of(step)), ["b@x.example"], "{step:?}");
        }
        assert_eq!(of(Step::Enforce).switched_off, ["database"]);
        assert_eq!(of(Step::Disable).people_through_connection, Some(7));
    }

    #[test]
    fn who_comes_through_the_old_connection_and_not_the_new_one_yet_moves() {
        let survey = survey(vec![way("globex-saml", true), way("globex-oidc", false)]);
        let new = Connection { upstream_name: "globex-oidc".to_owned(), ..connection(State::Tested) };
        let told = moving(&new, &connection(everyone()), Some(&survey));
        let owners: Vec<_> = told.owners.iter().filter_map(|person| person.email.as_deref()).collect();
        assert_eq!((told.people, owners), (Some(7), vec!["b@x.example", "c@x.example"]));
        let unknown = moving(&new, &connection(everyone()), None);
        assert_eq!((unknown.people, unknown.owners.len()), (None, 0));
    }

    #[test]
    fn the_last_way_in_is_known_as_such() {
        let alone = survey(vec![way("database", false), way("globex-saml", true)]);
        let leaves = |state, step| of(step, &connection(state), Some(&alone), None).leaves_no_way_in;
        assert!(leaves(everyone(), Step::Disable) && leaves(everyone(), Step::Delete));
        assert!(!leaves(State::Tested, Step::Delete), "nobody uses it");
        assert!(!leaves(everyone(), Step::Activate));
    }

    #[test]
    fn the_emergency_way_in_is_an_owners_account_in_another_open_way_in() {
        let open = survey(vec![way("database", true), way("globex-saml", true)]);
        let connection = connection(everyone());
        let found = break_glass(&connection, &open, " A@X.example").unwrap();
        assert_eq!((found.way_in_name.as_str(), found.user_id.as_str()), ("database", "auth0|a@x.example"));
        assert_eq!(break_glass(&connection, &open, "b@x.example"), None, "no account in another");
        let closed = survey(vec![way("database", false), way("globex-saml", true)]);
        assert_eq!(break_glass(&connection, &closed, "a@x.example"), None);
    }
}
