//! What domains have to know of connections, and tell them.

use std::collections::{BTreeMap, BTreeSet};

use api::{ConnectionId, JobId, OrganizationId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    super::{
        domain::State,
        rules::NotNow,
        store::{self, StoreError},
        sync::aliases,
        wire::wire_sync,
    },
    write::{Change, Told, put},
};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

/// The name of a connection of the organization to which people can be led: one that is open, and not closed beside an
/// enforced one.
pub(crate) async fn open_one(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<Option<String>, ApiError> {
    let connection = store::get(db, scope, id).await?;
    let live = store::live(db, scope.organization()).await?;
    let closed = live.iter().any(|one| one.id != id && matches!(one.state, State::Enforced(_)));
    Ok((connection.state.is_live() && !closed).then_some(connection.display_name))
}

/// The connections of an organization that people use.
pub(crate) async fn live_ids(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<BTreeSet<ConnectionId>, ApiError> {
    Ok(store::live(db, organization).await?.into_iter().map(|one| one.id).collect())
}

/// The one connection of an organization that everybody comes by: the enforced one, else the one with a button. None
/// where there is none, or a choice.
pub(crate) async fn only_button(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Option<ConnectionId>, ApiError> {
    let live = store::live(db, organization).await?;
    if let Some(only) = live.iter().find(|one| matches!(one.state, State::Enforced(_))) {
        return Ok(Some(only.id));
    }
    let mut buttons = live.iter().filter(|one| one.has_button()).map(|one| one.id);
    Ok(buttons.next().filter(|_| buttons.next().is_none()))
}

/// Lets a connection learn that people are led to it by a domain, or no longer, in the transaction that says so. One
/// that Auth0 does not have needs nothing; one that is closed gains nothing.
pub(crate) async fn domains_changed(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    (gains, summary): (bool, String),
) -> Result<Option<JobId>, ApiError> {
    let connection = match store::get(transaction, scope, id).await {
        Err(StoreError::NotFound(_)) => return Ok(None),
        found => found?,
    };
    if gains && !connection.state.is_live() {
        // It was closed between the look at it and now; what is written below says the same by its version.
        return Err(NotNow::NotActive.into());
    }
    if !connection.belongs_upstream() {
        return Ok(None);
    }
    let change = Change {
        before: Some(&connection),
        after: connection.clone(),
        new_revision: false,
        reaches_auth0: true,
        told: Told { action: "connection.domains_changed", summary },
    };
    let (_, job) = Box::pin(put(transaction, state, scope, change)).await?;
    Ok(job)
}

/// How far Auth0 is with the domains of each connection: those that it has, and whether it agrees.
pub(crate) async fn domains_known(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<BTreeMap<ConnectionId, (BTreeSet<String>, api::Sync)>, ApiError> {
    let all = store::upstream_of(db, organization).await?;
    Ok(all.into_iter().map(|one| (one.id, (aliases::known(&one), wire_sync(one.sync.clone())))).collect())
}
