//! Domains in other rooms' tests.

use api::{ConnectionId, DomainConnections, DomainId, DomainState, OrganizationId};

use super::{domain::Domain, service, store};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

/// A domain that is proved, here and in Auth0, and leads nowhere yet.
pub(crate) async fn proved(state: &AppState, organization: OrganizationId, name: &str) -> DomainId {
    let id = DomainId::from_uuid(state.ids.uuid());
    let domain =
        Domain { id, organization, name: name.to_owned(), ..Domain::for_test(DomainState::Verified) };
    store::insert(&state.db, state.tenant.id, &domain).await.unwrap();
    id
}

/// Leads people of a domain to a connection, or nowhere, as a person does.
pub(crate) async fn lead(
    state: &AppState,
    scope: &OrgScope,
    domain: DomainId,
    to: Option<ConnectionId>,
) -> Result<(), ApiError> {
    let wish = DomainConnections { connection_ids: to.into_iter().collect() };
    service::lead(state, scope, domain, wish).await.map(drop)
}

/// Begins to let a domain go, as a person does.
pub(crate) async fn remove(state: &AppState, scope: &OrgScope, domain: DomainId) -> Result<(), ApiError> {
    service::remove(state, scope, domain).await.map(drop)
}
