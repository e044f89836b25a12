//! Brings Auth0 into agreement with a connection: reads what should be, reads what is, closes the difference.
//!
//! May run any number of times, and begins anew each time; nothing here relies on an earlier run having ended.

pub(super) mod aliases;
mod clients;
pub(super) mod settings;
#[cfg(test)]
mod tests;

pub(crate) use aliases::{LetGo, already_led, let_go};
use api::{ConnectionId, DeleteMode, JobId};
use auth0::{
    Error,
    connections::{self as upstream_connections, ConnectionPatch, Deletion, NewConnection},
    lossless,
    organizations::{self as upstream_organizations, EnabledConnection, Enablement},
};
use serde_json::{Map, Value};

use super::{
    domain::{Connection, Secret, State, Sync},
    drift::{
        compare::{Agreed, Decision},
        sync as drift,
    },
    moving::sync as moving,
    store::{self, StoreError},
};
use crate::{
    auth::OrgScope,
    db::begin_write,
    jobs::worker::Progress,
    organizations,
    sealed::digest,
    state::AppState,
    upstream::{Failure, send},
    ways_in::sync::{Only, close_others, has_another, is_set_aside, open_others},
};

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) => Self::Database(error),
            StoreError::Changed(_) => Self::later("It was changed at the same moment. We look again."),
            other => Self::give_up(other.to_string()),
        }
    }
}

/// Closes the difference for one connection. One that is gone needs nothing.
pub(crate) async fn run(state: &AppState, progress: &Progress, id: ConnectionId) -> Result<(), Failure> {
    let Some(connection) = store::get_for_job(&state.db, id).await? else { return Ok(()) };
    let scope = OrgScope::of_job(connection.organization, progress.job);
    let organization = organizations::service::get(state, &scope)
        .await
        .map_err(|_| Failure::give_up("The organization is gone."))?;
    let organization = organization.upstream.organization_id;
    match connection.state {
        State::Deleting(mode) => end(state, progress, &scope, &connection, (&organization, mode)).await,
        _ if connection.belongs_upstream() => agree(state, progress, &connection, &organization).await,
        _ => Ok(()),
    }
}

/// Notes that a person has to act, unless a newer order is on its way.
pub(crate) async fn gave_up(
    state: &AppState,
    job: JobId,
    id: ConnectionId,
    words: &str,
) -> Result<(), sea_orm::DbErr> {
    let at = state.clock.now();
    let failed = |latest: Connection| match latest.sync {
        Sync::Pending { job: waits_for, .. } if waits_for == job => {
            let sync = Sync::Failed { since: at, job: Some(job), reason: words.to_owned() };
            Some(Connection { sync, updated_at: at, ..latest })
        }
        _ => None,
    };
    match note(state, id, failed).await {
        Err(StoreError::Database(error)) => Err(error),
        _ => Ok(()),
    }
}

/// Notes what a job has found on the newest row, whoever else writes to it. False when there is nothing to note it on.
async fn note(
    state: &AppState,
    id: ConnectionId,
    change: impl Fn(Connection) -> Option<Connection>,
) -> Result<bool, StoreError> {
    loop {
        let Some(latest) = store::get_for_job(&state.db, id).await? else { return Ok(false) };
        let Some(after) = change(latest.clone()) else { return Ok(false) };
        if store::record_sync(&state.db, &latest, &after).await? {
            return Ok(true);
        }
    }
}

/// The connection in Auth0, by the id we know or by the name that is ours alone.
pub(super) async fn find(
    state: &AppState,
    connection: &Connection,
) -> Result<Option<upstream_connections::Connection>, Failure> {
    if let Some(id) = &connection.upstream_id {
        match send(state, upstream_connections::get(id)).await {
            Ok(found) => return Ok(Some(found)),
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let found = send(state, upstream_connections::find_by_name(&connection.upstream_name)).await?;
    Ok(found.into_iter().find(|found| found.name == connection.upstream_name))
}

async fn agree(
    state: &AppState,
    progress: &Progress,
    connection: &Connection,
    organization: &str,
) -> Result<(), Failure> {
    progress.step(state, "Reading the connection in Auth0").await?;
    let owned = settings::owned(state, connection)?;
    let (found, is_new) = match find(state, connection).await? {
        Some(found) => (found, false),
        None => (create(state, progress, connection, &owned).await?, true),
    };
    let owned = aliases::led(state, connection, owned, &found).await?;
    let owned = drift::wanted(connection, owned, &found);
    let changed = drift::in_the_way(connection, &owned, &found);
    // What was created just now is as it was sent, whatever an earlier one of its name had.
    if !changed.is_empty() && !is_new {
        // Somebody decided otherwise in Auth0: nobody's change is overwritten unasked.
        let scope = OrgScope::of_job(connection.organization, progress.job);
        return drift::note(state, &scope, connection, changed).await;
    }
    let id = found.id.clone();
    settle_options(state, progress, connection, (&found, &owned)).await?;
    progress.step(state, "Enabling the connection for applications").await?;
    clients::settle(state, &id, connection.state.is_live()).await?;
    progress.step(state, "Enabling the connection for the organization").await?;
    settle_ways_in(state, connection, (organization, &id)).await?;
    progress.step(state, "Comparing with what Auth0 has now").await?;
    let now = send(state, upstream_connections::get(&id)).await?;
    let kept = settings::present(&owned, &now);
    // Somebody else may have changed what is not ours meanwhile; but it must not be gone.
    let lost = lossless::drift(&found.options, &settings::wish(&owned), &kept);
    let lost = lost
        .into_iter()
        .filter(|drift| drift.owner.is_some() || !kept.contains_key(drift.field.trim_start_matches(OPTIONS)));
    let lost: Vec<String> = lost.map(|drift| drift.field.trim_start_matches(OPTIONS).to_owned()).collect();
    if !lost.is_empty() {
        return Err(Failure::give_up(format!("Auth0 did not keep these settings: {}.", lost.join(", "))));
    }
    record(state, connection, (&now, drift::agreed(connection, &owned))).await?;
    aliases::others_let_go(state, connection).await
}

async fn create(
    state: &AppState,
    progress: &Progress,
    connection: &Connection,
    owned: &Map<String, Value>,
) -> Result<upstream_connections::Connection, Failure> {
    if connection.strategy.has_client_secret() && connection.secret.sealed.is_none() {
        // Auth0 had it, and it is nowhere else.
        return Err(Failure::give_up(
            "Auth0 no longer has this connection. Give the client secret again, so that we can create it anew.",
        ));
    }
    progress.step(state, "Creating the connection in Auth0").await?;
    let options = owned.iter().filter(|(_, value)| !value.is_null());
    let options = options.map(|(name, value)| (name.clone(), value.clone())).collect();
    let new = NewConnection {
        name: &connection.upstream_name,
        strategy: connection.strategy.as_str(),
        display_name: &connection.display_name,
        options: &options,
    };
    match send(state, upstream_connections::create(&new)).await {
        Ok(created) => Ok(created),
        // Somebody created it under our name: that was us, and the answer was lost. Or it is still being deleted.
        Err(Error::Conflict { .. }) => find(state, connection).await?.ok_or_else(|| {
            Failure::later("Auth0 is still deleting a connection of this name. We try again.")
        }),
        Err(error) => Err(error.into()),
    }
}

/// Writes what differs, and nothing when nothing does. What is not ours stays as it is.
async fn settle_options(
    state: &AppState,
    progress: &Progress,
    connection: &Connection,
    (found, owned): (&upstream_connections::Connection, &Map<String, Value>),
) -> Result<(), Failure> {
    if found.options_hidden {
        return Err(Failure::give_up(
            "Our Auth0 application may not read the settings of connections, so they cannot be changed without losing some. The vendor has to grant read:connections_options.",
        ));
    }
    let merged = lossless::merge(&found.strategy, &found.options, &settings::wish(owned));
    let same_name = found.display_name.as_deref().unwrap_or(&found.name) == connection.display_name;
    if merged.agrees_with(&settings::present(owned, found)) && same_name {
        return Ok(());
    }
    progress.step(state, "Writing the settings to Auth0").await?;
    let patch = ConnectionPatch { display_name: &connection.display_name, options: &merged.options };
    send(state, upstream_connections::update(&found.id, &patch)).await?;
    Ok(())
}

/// How what the client says of a setting begins.
const OPTIONS: &str = "options.";

/// How the organization shall use it: not at all unless it is active.
fn wanted_enablement(connection: &Connection) -> Option<Enablement> {
    let wanted = Enablement { assign_membership_on_login: true, show_as_button: connection.has_button() };
    connection.state.is_live().then_some(wanted)
}

/// This way into the organization, and the others: closed only behind an open one, and back before this one closes.
async fn settle_ways_in(
    state: &AppState,
    connection: &Connection,
    (organization, id): (&str, &str),
) -> Result<(), Failure> {
    if let State::Enforced(break_glass) = &connection.state {
        settle_organization(state, organization, id, (connection, wanted_enablement(connection))).await?;
        let only = Only {
            organization: connection.organization,
            upstream_organization: organization,
            connection: connection.id,
            upstream_connection: id,
            break_glass: &break_glass.way_in,
        };
        return close_others(state, &only).await;
    }
    open_others(state, connection.id, organization).await?;
    settle_organization(state, organization, id, (connection, wanted_enablement(connection))).await?;
    moving::hide_replaced(state, connection, (organization, id)).await
}

async fn settle_organization(
    state: &AppState,
    organization: &str,
    id: &str,
    (connection, wanted): (&Connection, Option<Enablement>),
) -> Result<(), Failure> {
    if wanted.is_some() && is_set_aside(state, connection.organization, id).await? {
        // Another connection is the only way in; this one comes back with the others.
        return Ok(());
    }
    let found = match send(state, upstream_organizations::connection(organization, id)).await {
        Ok(found) => Some(found),
        Err(Error::NotFound { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let wanted = match wanted {
        // The connection that takes its place decides when its button goes.
        Some(wanted) if connection.retiring.is_some() => {
            let stays = match &found {
                Some(found) => found.show_as_button,
                None => !moving::is_replaced(state, connection, organization).await?,
            };
            Some(Enablement { show_as_button: stays, ..wanted })
        }
        wanted => wanted,
    };
    let goes =
        |button: &EnabledConnection| button.show_as_button && !wanted.is_some_and(|one| one.show_as_button);
    if found.as_ref().is_some_and(goes) {
        moving::show_others(state, connection, organization).await?;
    }
    match (found, wanted) {
        (None, None) => {}
        (None, Some(wanted)) => {
            match send(state, upstream_organizations::add_connection(organization, id, wanted)).await {
                Ok(_) => {}
                // Added by a run whose answer was lost: the next run compares.
                Err(Error::Conflict { .. }) => {
                    return Err(Failure::later("Auth0 has just enabled it. We look again."));
                }
                Err(error) => return Err(error.into()),
            }
        }
        (Some(_), None) => {
            if !connection.no_way_in_asked && !has_another(state, organization, id).await? {
                return Err(Failure::give_up(
                    "It is the last way into the organization in Auth0, so it was left open. Open another one, or repeat this with the organization's name.",
                ));
            }
            match send(state, upstream_organizations::remove_connection(organization, id)).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        (Some(found), Some(wanted)) => {
            let same = found.assign_membership_on_login == wanted.assign_membership_on_login
                && found.show_as_button == wanted.show_as_button;
            if !same {
                send(state, upstream_organizations::update_connection(organization, id, wanted)).await?;
            }
        }
    }
    Ok(())
}

/// Notes the agreement on what this run worked for. Where people have decided something else since, a newer job waits,
/// and only what Auth0 has is noted.
async fn record(
    state: &AppState,
    connection: &Connection,
    (now, has): (&upstream_connections::Connection, Agreed),
) -> Result<(), Failure> {
    let at = state.clock.now();
    let found = |latest: Connection| Connection {
        upstream_id: Some(now.id.clone()),
        ticket_url: now.provisioning_ticket_url.clone(),
        ..latest
    };
    let agreed = |latest: Connection| {
        let is_same = latest.generation == connection.generation;
        is_same.then(|| Connection {
            state: if latest.state == State::Draft { State::Configured } else { latest.state.clone() },
            sync: Sync::Agreed { since: at },
            upstream_digest: Some(digest(lossless::canonical(&now.options).as_bytes())),
            agreed: Some(has.clone()),
            drift: latest.drift.clone().filter(|drift| drift.decided == Decision::Ignore),
            checked_at: Some(at),
            // Auth0 has it now.
            secret: Secret { sealed: None, ..latest.secret.clone() },
            updated_at: at,
            ..found(latest)
        })
    };
    if !note(state, connection.id, agreed).await? {
        tracing::info!(connection = %connection.id, "changed while it was written; the next job goes on");
        // What Auth0 has now is noted all the same: the next job would take it for somebody else's change.
        let left = |latest: Connection| Connection { agreed: Some(has.clone()), ..found(latest) };
        note(state, connection.id, |latest| Some(left(latest))).await?;
    }
    Ok(())
}

/// Takes a connection out of Auth0, or out of use there, and then out of our database.
async fn end(
    state: &AppState,
    progress: &Progress,
    scope: &OrgScope,
    connection: &Connection,
    (organization, mode): (&str, DeleteMode),
) -> Result<(), Failure> {
    if let Some(found) = find(state, connection).await? {
        progress.step(state, "Taking the connection out of use").await?;
        open_others(state, connection.id, organization).await?;
        settle_organization(state, organization, &found.id, (connection, None)).await?;
        clients::settle_none(state, &found.id).await?;
        if mode == DeleteMode::Detach {
            // Whoever takes it into use again leads nobody by our domains.
            let owned = aliases::led(state, connection, Map::new(), &found).await?;
            if !owned.is_empty() {
                settle_options(state, progress, connection, (&found, &owned)).await?;
            }
        }
        if mode == DeleteMode::Purge {
            progress.step(state, "Deleting the connection and its users in Auth0").await?;
            match send(state, upstream_connections::delete(&found.id)).await {
                Ok(Deletion::Done) | Err(Error::NotFound { .. }) => {}
                // Followed to its end: the next run finds it gone.
                Ok(Deletion::Running) => return follow(state, connection, scope).await,
                Err(error) => return Err(error.into()),
            }
        }
    }
    forget(state, scope, connection).await
}

async fn follow(state: &AppState, connection: &Connection, scope: &OrgScope) -> Result<(), Failure> {
    if find(state, connection).await?.is_some() {
        return Err(Failure::later("Auth0 is deleting the connection's users. This can take minutes."));
    }
    forget(state, scope, connection).await
}

async fn forget(state: &AppState, scope: &OrgScope, connection: &Connection) -> Result<(), Failure> {
    use crate::audit::service::{Event, append};
    let transaction = begin_write(&state.db).await?;
    let target = api::AuditTarget {
        kind: "connection".to_owned(),
        id: connection.id.to_string(),
        name: Some(connection.display_name.clone()),
    };
    let summary = format!("The connection \"{}\" was deleted.", connection.display_name);
    let event = Event { action: "connection.deleted", target, summary, before: None, after: None };
    append(&transaction, state, scope, event).await?;
    store::remove(&transaction, connection).await?;
    transaction.commit().await?;
    Ok(())
}
