//! What domains have to know of connections, and tell them.

use std::collections::BTreeSet;

use api::{ConnectionId, JobId, OrganizationId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    super::{
        domain::State,
        store::{self, StoreError},
    },
    write::{Change, Told, put},
};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

/// The name of a connection of the organization to which people can be led: one that is open, and not closed beside an
/// enforced one.
pub(crate) async fn open_one(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<Option<String>, ApiError> {
    let connection = store::get(&state.db, scope, id).await?;
    let live = store::live(&state.db, scope.organization()).await?;
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

/// The one connection of an organization that has a button; none where there is none, or a choice.
pub(crate) async fn only_button(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Option<ConnectionId>, ApiError> {
    let live = store::live(db, organization).await?;
    let mut buttons = live.iter().filter(|one| one.has_button()).map(|one| one.id);
    Ok(buttons.next().filter(|_| buttons.next().is_none()))
}

/// Lets a connection learn that people are led to it by a domain, or no longer, in the transaction that says so. One
/// that Auth0 does not have needs nothing.
pub(crate) async fn domains_changed(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    summary: String,
) -> Result<Option<JobId>, ApiError> {
    let connection = match store::get(transaction, scope, id).await {
        Err(StoreError::NotFound(_)) => return Ok(None),
        found => found?,
    };
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
