//! Looking at connections.

use std::collections::BTreeMap;

use api::{
    Connection as Wire, ConnectionId, Organization, Readiness, ReadinessCode, ReadinessState, ReadinessStep,
    ServiceProvider, ServiceProviderField,
};
use uuid::Uuid;

use super::super::{
    domain::{Connection, State, Sync},
    drift::service::wire as drift,
    naming,
    store::{self, StoreError},
    test_runs, wire,
};
use crate::{
    auth::OrgScope,
    http::{etag::IfMatch, list::Window},
    organizations,
    problem::ApiError,
    state::AppState,
};

/// A connection as a caller has seen it: what an edit is checked against is what is edited.
pub(crate) struct Seen {
    pub(super) connection: Connection,
    wire: Wire,
}

impl Seen {
    /// Its wire form.
    pub(crate) const fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Whether a client secret has been given already.
    pub(crate) const fn has_secret(&self) -> bool {
        self.connection.secret.set_at.is_some()
    }

    /// Refuses an edit without a tag (428), one made against another version (412), and one that somebody's change in
    /// Auth0 stands in the way of (412): that is told, and decided first.
    pub(crate) fn check(&self, if_match: &IfMatch) -> Result<(), ApiError> {
        let drift = drift(&self.connection);
        let open = drift.state == api::DriftState::Found;
        match if_match.check(&self.wire) {
            Err(error) if error.code == api::ProblemCode::PreconditionFailed && open => {
                Err(error.with_drift(drift))
            }
            Err(error) => Err(error),
            Ok(()) if open => {
                let words = "It was changed in Auth0, not here. Decide whether that stays (drift), and repeat your change.";
                Err(ApiError::new(api::ProblemCode::PreconditionFailed, words).with_drift(drift))
            }
            Ok(()) => Ok(()),
        }
    }

    /// The connection itself.
    pub(in crate::connections) fn into_connection(self) -> Connection {
        self.connection
    }
}

/// One connection, to be edited.
pub(crate) async fn see(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<Seen, ApiError> {
    let connection = store::get(&state.db, scope, id).await?;
    let wire = present(state, scope, connection.clone()).await?;
    Ok(Seen { connection, wire })
}

/// One connection.
pub(crate) async fn get(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<Wire, ApiError> {
    Ok(see(state, scope, id).await?.wire)
}

/// A connection in its wire form.
pub(in crate::connections) async fn present(
    state: &AppState,
    scope: &OrgScope,
    connection: Connection,
) -> Result<Wire, ApiError> {
    let organization = organizations::service::get(state, scope).await?;
    wired(state, scope, &organization, connection).await
}

async fn wired(
    state: &AppState,
    scope: &OrgScope,
    organization: &Organization,
    connection: Connection,
) -> Result<Wire, ApiError> {
    let last_test = test_runs::last_state(state, scope, connection.id, connection.revision).await?;
    Ok(wire::connection(state, &organization.upstream.organization_id, connection, last_test))
}

/// A page of connections, each with its place.
pub(crate) async fn list(
    state: &AppState,
    scope: &OrgScope,
    filter: Option<&str>,
    window: Window,
) -> Result<Vec<Wire>, ApiError> {
    // Also for an empty list: another organization's is not empty but not there.
    let organization = organizations::service::get(state, scope).await?;
    let mut page = Vec::new();
    for connection in store::list(&state.db, scope, filter, window).await? {
        page.push(wired(state, scope, &organization, connection).await?);
    }
    Ok(page)
}

/// Whose a connection of Auth0 is.
pub(crate) struct Owned {
    pub(crate) id: ConnectionId,
    pub(crate) organization: api::OrganizationId,
    pub(crate) provider: String,
}

/// Whose the connection is that Auth0 calls by this id; none where it is none of ours.
pub(crate) async fn owned(state: &AppState, upstream: &str) -> Result<Option<Owned>, sea_orm::DbErr> {
    let found = match store::by_upstream(&state.db, upstream).await {
        Ok(found) => found,
        Err(store::StoreError::Database(error)) => return Err(error),
        // A row that cannot be read owns nothing.
        Err(_) => None,
    };
    Ok(found.map(|one| Owned { id: one.id, organization: one.organization, provider: one.provider }))
}

/// The values to type into the identity provider, under its labels.
pub(crate) async fn service_provider(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<ServiceProvider, ApiError> {
    let connection = store::get(&state.db, scope, id).await?;
    let fields =
        idp::provider(&connection.provider).map(|provider| provider.fields.as_slice()).unwrap_or_default();
    let fields = fields.iter().map(|field| ServiceProviderField {
        id: field.id.clone(),
        label: field.label.clone(),
        kind: field.value,
        value: naming::service_provider(&state.tenant, &connection, field.value),
        required: field.required,
        hint: field.hint.clone(),
    });
    Ok(ServiceProvider { fields: fields.collect() })
}

/// The checklist of an organization: about the connection that has come farthest.
pub(crate) async fn readiness(state: &AppState, scope: &OrgScope) -> Result<Readiness, ApiError> {
    let all = Window { limit: 100, after: None };
    let connections = store::list(&state.db, scope, None, all).await?;
    let best =
        connections.iter().map(|connection| (done(connection), connection)).max_by_key(|(done, _)| *done);
    let (done, id): (usize, Option<Uuid>) =
        best.map_or((0, None), |(done, connection)| (done, Some(connection.id.uuid())));
    let codes = [
        ReadinessCode::ConnectIdentityProvider,
        ReadinessCode::ConfigureConnection,
        ReadinessCode::TestConnection,
        ReadinessCode::ActivateConnection,
    ];
    let steps = codes.into_iter().enumerate().map(|(place, code)| ReadinessStep {
        code,
        state: match place.cmp(&done) {
            std::cmp::Ordering::Less => ReadinessState::Done,
            std::cmp::Ordering::Equal => ReadinessState::Next,
            std::cmp::Ordering::Greater => ReadinessState::Todo,
        },
        connection_id: id.map(ConnectionId::from_uuid),
    });
    Ok(Readiness { steps: steps.collect() })
}

/// How many steps of the checklist a connection has behind it.
fn done(connection: &Connection) -> usize {
    match &connection.state {
        State::Active { .. } | State::Enforced(_) => 4,
        State::Tested => 3,
        State::Disabled if connection.is_tested() => 3,
        State::Configured | State::Disabled => 2,
        State::Draft if matches!(connection.sync, Sync::Pending { .. }) => 2,
        State::Draft if connection.settings.is_complete(&connection.secret) => 1,
        State::Draft | State::Deleting(_) => 0,
    }
}

/// Whether each of an organization's connections that people use shall have a button, by its id in Auth0.
pub(crate) async fn buttons(
    state: &AppState,
    organization: api::OrganizationId,
) -> Result<BTreeMap<String, bool>, StoreError> {
    let live = store::live(&state.db, organization).await?;
    let button = |one: Connection| Some((one.upstream_id.clone()?, one.has_button()));
    Ok(live.into_iter().filter_map(button).collect())
}

/// What Auth0 has of an organization's connections: their ids and names there.
pub(crate) async fn in_auth0(
    state: &AppState,
    scope: &OrgScope,
) -> Result<Vec<(String, String)>, StoreError> {
    let all = store::in_auth0(&state.db, scope).await?.into_iter();
    Ok(all.filter_map(|one| Some((one.upstream_id?, one.upstream_name))).collect())
}
