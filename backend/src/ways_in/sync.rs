//! Reads the ways into an organization and its owners; switches ways in off and on again, and never loses one.

use std::collections::BTreeMap;

use api::{ConnectionId, OrganizationId};
use auth0::{
    Checkpoint, Error, Offset,
    organizations::{
        connections::{self as upstream, OrganizationConnection, Use},
        members,
    },
    users,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    entity::{aside, owner, survey, way},
    store,
};
use crate::{
    auth::OrgScope,
    connections, db, domains,
    jobs::worker::Progress,
    organizations,
    state::AppState,
    upstream::{Failure, send},
};

/// The role whose holders decide for their organization.
const OWNER: &str = "Owner";
/// How many pages of members are read; a hundred people each.
const PAGES: usize = 20;
/// How many owners are looked at one by one.
const OWNERS: usize = 50;
/// Of how many domains people are counted; one call each.
const DOMAINS: usize = 20;

/// Looks at an organization anew.
pub(crate) async fn run(state: &AppState, progress: &Progress, id: OrganizationId) -> Result<(), Failure> {
    let scope = OrgScope::of_job(id, progress.job);
    let Ok(organization) = organizations::service::get(state, &scope).await else { return Ok(()) };
    let organization = organization.upstream.organization_id;
    progress.step(state, "Reading the ways into the organization").await?;
    let ways = ways(state, &scope, &organization).await?;
    progress.step(state, "Looking for the owners and their ways in").await?;
    let (owners, everybody_seen) = owners(state, id.uuid(), &organization).await?;
    let surveyed_at = state.clock.now();
    let survey =
        survey::Model { organization_id: id.uuid(), everybody_seen, people_by_domain: None, surveyed_at };
    let transaction = db::begin_write(&state.db).await?;
    store::put(&transaction, (survey, ways, owners)).await?;
    transaction.commit().await?;
    // What safety is decided by is there; these numbers are only told.
    let people = people_by_domain(state, &scope).await;
    if people.is_empty() { Ok(()) } else { Ok(store::note_people(&state.db, id, json!(people)).await?) }
}

/// How many people have an address of each of the organization's verified domains. What cannot be counted is not known:
/// nobody is held up by it.
async fn people_by_domain(state: &AppState, scope: &OrgScope) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    for domain in domains::service::proved(state, scope).await.unwrap_or_default().into_iter().take(DOMAINS) {
        match send(state, users::count_by_email_domain(&domain)).await {
            Ok(people) => drop(counted.insert(domain, people)),
            Err(error) => {
                tracing::info!(%error, "people of a domain are not counted");
                break;
            }
        }
    }
    counted
}

/// The organization's connections, and ours that it does not have yet.
async fn ways(state: &AppState, scope: &OrgScope, organization: &str) -> Result<Vec<way::Model>, Failure> {
    let mut rows = Vec::new();
    for found in connections_of(state, organization).await? {
        rows.push(way::Model {
            organization_id: scope.organization().uuid(),
            people: people_through(state, &found.connection.strategy, &found.connection.name).await?,
            is_open: found.is_on(),
            upstream_id: found.connection_id,
            name: found.connection.name,
            strategy: found.connection.strategy,
            has_button: found.show_as_button,
        });
    }
    for (upstream_id, name) in connections::service::in_auth0(state, scope).await? {
        if rows.iter().all(|row| row.upstream_id != upstream_id) {
            let people = people_through(state, "", &name).await?;
            rows.push(way::Model {
                organization_id: scope.organization().uuid(),
                upstream_id,
                name,
                strategy: String::new(),
                is_open: false,
                has_button: false,
                people,
            });
        }
    }
    Ok(rows)
}

/// Every connection of an organization, with those that are switched off; Auth0 allows ten.
async fn connections_of(
    state: &AppState,
    organization: &str,
) -> Result<Vec<OrganizationConnection>, auth0::Error> {
    Ok(send(state, upstream::list(organization, None, Offset::page(0))).await?.items)
}

/// How a way in is switched; everything else of it stays.
fn switched(is_enabled: bool, show_as_button: bool) -> Use<'static> {
    Use { is_enabled: Some(is_enabled), show_as_button: Some(show_as_button), ..Use::default() }
}

/// How many people have come through a connection. A database is shared by organizations: its total says nothing.
async fn people_through(state: &AppState, strategy: &str, name: &str) -> Result<Option<i64>, Failure> {
    if strategy == "auth0" {
        return Ok(None);
    }
    Ok(i64::try_from(send(state, users::count_by_connection(name)).await?).ok())
}

async fn owners(
    state: &AppState,
    organization_id: Uuid,
    organization: &str,
) -> Result<(Vec<owner::Model>, bool), Failure> {
    let (mut found, mut from, mut everybody) = (Vec::new(), None::<String>, false);
    for _ in 0..PAGES {
        let page =
            send(state, members::list(organization, Checkpoint::after(from.as_deref()).take(100))).await?;
        let is_owner =
            |member: &members::Member| member.roles.iter().any(|role| role.name.as_deref() == Some(OWNER));
        found.extend(page.items.into_iter().filter(is_owner));
        match page.next {
            Some(next) if Some(&next) != from.as_ref() => from = Some(next),
            _ => {
                everybody = true;
                break;
            }
        }
    }
    everybody = everybody && found.len() <= OWNERS;
    let mut rows = Vec::new();
    for member in found.into_iter().take(OWNERS) {
        let person = match send(state, users::get(&member.user_id)).await {
            Ok(person) => person,
            // Removed since the members were listed.
            Err(Error::NotFound { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let connections: Vec<String> =
            person.identities.into_iter().filter_map(|one| one.connection).collect();
        rows.push(owner::Model {
            organization_id,
            user_id: member.user_id,
            name: member.name,
            email: member.email,
            connections: json!(connections),
        });
    }
    Ok((rows, everybody))
}

/// A connection that is to be the only way in, and the one that stays beside it without a button.
pub(crate) struct Only<'a> {
    pub(crate) organization: OrganizationId,
    pub(crate) upstream_organization: &'a str,
    pub(crate) connection: ConnectionId,
    pub(crate) upstream_connection: &'a str,
    pub(crate) break_glass: &'a str,
}

/// Switches the other ways in off. How each was is written down before it is touched. Nothing is touched when the
/// break-glass way in is not there.
pub(crate) async fn close_others(state: &AppState, only: &Only<'_>) -> Result<(), Failure> {
    let found = connections_of(state, only.upstream_organization).await?;
    let open = |id: &str| found.iter().any(|one| one.connection_id == id && one.is_on());
    if !open(only.break_glass) {
        return Err(Failure::give_up(
            "The emergency way in is not switched on for the organization in Auth0, so nothing was switched off. Choose another one.",
        ));
    }
    if !open(only.upstream_connection) {
        return Err(Failure::later("The connection itself is not switched on yet. We look again."));
    }
    for other in found.iter().filter(|other| other.connection_id != only.upstream_connection) {
        let is_open = other.connection_id == only.break_glass;
        let has_button = other.show_as_button && !is_open;
        if (other.is_on(), other.show_as_button) == (is_open, has_button) {
            continue;
        }
        let row = aside::Model {
            organization_id: only.organization.uuid(),
            upstream_id: other.connection_id.clone(),
            connection_id: only.connection.uuid(),
            was_open: other.is_on(),
            had_button: other.show_as_button,
            set_aside_at: state.clock.now(),
        };
        store::remember(&state.db, row).await?;
        let wanted = switched(is_open, has_button);
        send(state, upstream::update(only.upstream_organization, &other.connection_id, &wanted)).await?;
    }
    Ok(())
}

/// Brings back what a connection has set aside, and forgets each only when it is back. Of our own connections people may
/// have decided since whether it has a button.
pub(crate) async fn open_others(
    state: &AppState,
    connection: ConnectionId,
    organization: &str,
) -> Result<(), Failure> {
    let remembered = store::remembered(&state.db, connection).await?;
    let Some(first) = remembered.first() else { return Ok(()) };
    let ours = connections::service::buttons(state, OrganizationId::from_uuid(first.organization_id)).await?;
    for row in remembered {
        let button = ours.get(&row.upstream_id).copied().unwrap_or(row.had_button);
        let was = switched(row.was_open, button);
        match send(state, upstream::update(organization, &row.upstream_id, &was)).await {
            // Taken from the organization meanwhile: there is nothing to bring back.
            Ok(_) | Err(Error::NotFound { .. }) => store::forget(&state.db, &row).await?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether a way in is set aside, so that its own connection leaves it alone.
pub(crate) async fn is_set_aside(
    state: &AppState,
    organization: OrganizationId,
    upstream: &str,
) -> Result<bool, Failure> {
    Ok(store::is_set_aside(&state.db, organization, upstream).await?)
}

/// Whether the organization has an open way in beside this one.
pub(crate) async fn has_another(
    state: &AppState,
    organization: &str,
    connection: &str,
) -> Result<bool, Failure> {
    let other = |one: &OrganizationConnection| one.connection_id != connection && one.is_on();
    Ok(connections_of(state, organization).await?.iter().any(other))
}
