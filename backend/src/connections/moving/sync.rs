//! Buttons of connections that take each other's place, and the end of those that are kept. A button goes only where
//! another one is there, and comes back before the other one goes.

use api::{ConnectionId, ProblemCode};
use auth0::{
    Error,
    organizations::{self as upstream, EnabledConnection, Enablement},
};

use super::{
    super::{
        domain::{Connection, State, Sync},
        service::{Change, Told, write},
        store,
    },
    retiring::{Overdue, Retiring},
};
use crate::{
    auth::OrgScope,
    jobs::worker::Progress,
    organizations,
    state::AppState,
    upstream::{Failure, send},
    ways_in::sync::{has_another, is_set_aside},
};

/// Hides the buttons of the connections whose place this one takes, once its own is there.
pub(in crate::connections) async fn hide_replaced(
    state: &AppState,
    connection: &Connection,
    (organization, id): (&str, &str),
) -> Result<(), Failure> {
    if !connection.has_button() {
        return Ok(());
    }
    let live = store::live(&state.db, connection.organization).await?;
    let replaced: Vec<_> = live.into_iter().filter(|one| one.is_replaced_by(connection.id)).collect();
    if replaced.is_empty() || is_set_aside(state, connection.organization, id).await? {
        return Ok(());
    }
    if !is_shown(state, organization, id).await? {
        return Err(Failure::later("The connection has no button yet. We look again."));
    }
    for old in replaced {
        set_button(state, (&old, organization), false).await?;
        let latest = store::get_for_job(&state.db, old.id).await?;
        if latest.is_some_and(|latest| latest.has_button()) {
            // It was taken back at the same moment.
            set_button(state, (&old, organization), true).await?;
        }
    }
    Ok(())
}

/// Shows the buttons of the organization's other connections that shall have one, before this connection's own goes.
pub(in crate::connections) async fn show_others(
    state: &AppState,
    connection: &Connection,
    organization: &str,
) -> Result<(), Failure> {
    let live = store::live(&state.db, connection.organization).await?;
    for other in live.into_iter().filter(|one| one.id != connection.id && one.has_button()) {
        set_button(state, (&other, organization), true).await?;
    }
    Ok(())
}

/// Whether the connection that takes this one's place has its button.
pub(in crate::connections) async fn is_replaced(
    state: &AppState,
    connection: &Connection,
    organization: &str,
) -> Result<bool, Failure> {
    let Some(retiring) = &connection.retiring else { return Ok(false) };
    let new = store::get_for_job(&state.db, retiring.replaced_by).await?;
    let Some(id) = new.and_then(|new| new.upstream_id) else { return Ok(false) };
    is_shown(state, organization, &id).await
}

async fn is_shown(state: &AppState, organization: &str, id: &str) -> Result<bool, Failure> {
    Ok(way_in(state, organization, id).await?.is_some_and(|way| way.show_as_button))
}

/// How the organization uses a connection; none where it does not.
async fn way_in(
    state: &AppState,
    organization: &str,
    id: &str,
) -> Result<Option<EnabledConnection>, Failure> {
    match send(state, upstream::connection(organization, id)).await {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Shows or hides a button. One of a way in that is closed is left to whatever opens it.
async fn set_button(
    state: &AppState,
    (connection, organization): (&Connection, &str),
    shown: bool,
) -> Result<(), Failure> {
    let Some(id) = &connection.upstream_id else { return Ok(()) };
    if is_set_aside(state, connection.organization, id).await? {
        return Ok(());
    }
    let Some(found) = way_in(state, organization, id).await?.filter(|found| found.show_as_button != shown)
    else {
        return Ok(());
    };
    let wanted =
        Enablement { assign_membership_on_login: found.assign_membership_on_login, show_as_button: shown };
    match send(state, upstream::update_connection(organization, id, wanted)).await {
        Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Disables a connection whose time beside its successor is over, or notes why it stays. Returns what there is then.
pub(in crate::connections) async fn end(
    state: &AppState,
    progress: &Progress,
    scope: &OrgScope,
    before: Connection,
) -> Result<Connection, Failure> {
    let now = state.clock.now();
    let Some(retiring) = before.retiring.clone().filter(|retiring| retiring.until <= now) else {
        return Ok(before);
    };
    progress.step(state, "Looking whether the connection can be disabled").await?;
    let overdue = stands_in_the_way(state, scope, &before, retiring.replaced_by).await?;
    if overdue.is_some() && overdue == retiring.overdue {
        return Ok(before);
    }
    let name = &before.display_name;
    let (after, told) = match overdue {
        None => {
            let summary = format!("\"{name}\" was disabled: its time beside its successor is over.");
            let after =
                Connection { state: State::Disabled, watch: None, no_way_in_asked: false, ..before.clone() };
            (after, Told { action: "connection.disabled", summary })
        }
        Some(_) => {
            let kept = Retiring { overdue, ..retiring };
            let why = kept.reason().map(|reason| reason.detail).unwrap_or_default();
            let told = Told { action: "connection.kept", summary: format!("\"{name}\" is kept. {why}") };
            (Connection { retiring: Some(kept), ..before.clone() }, told)
        }
    };
    let reaches_auth0 = overdue.is_none();
    let change = Change { before: Some(&before), after, new_revision: false, reaches_auth0, told };
    match write(state, scope, change).await {
        Ok((after, _)) => Ok(after),
        Err(error) if error.code == ProblemCode::Internal => Err(Failure::give_up(error.to_string())),
        Err(_) => Err(Failure::later("The connection was changed at the same moment. We look again.")),
    }
}

/// Why a connection cannot be disabled although its time is over.
async fn stands_in_the_way(
    state: &AppState,
    scope: &OrgScope,
    old: &Connection,
    replaced_by: ConnectionId,
) -> Result<Option<Overdue>, Failure> {
    let Some(id) = old.upstream_id.as_deref() else { return Ok(None) };
    let organization = organizations::service::get(state, scope)
        .await
        .map_err(|_| Failure::give_up("The organization is gone."))?;
    let organization = organization.upstream.organization_id;
    let live = store::live(&state.db, scope.organization()).await?;
    let needs_it =
        |one: &Connection| matches!(&one.state, State::Enforced(break_glass) if break_glass.way_in == id);
    if live.iter().any(needs_it) {
        return Ok(Some(Overdue::Emergency));
    }
    if !has_another(state, &organization, id).await? {
        return Ok(Some(Overdue::LastWayIn));
    }
    let new = live.iter().find(|one| one.id == replaced_by && matches!(one.sync, Sync::Agreed { .. }));
    let Some(new) = new.and_then(|new| new.upstream_id.as_deref()) else {
        return Ok(Some(Overdue::NotReplaced));
    };
    Ok((!is_shown(state, &organization, new).await?).then_some(Overdue::NotReplaced))
}
