//! Reading organizations.

use api::{Branding, Organization, OrganizationId, OrganizationUpstream, ProblemCode};
use sea_orm::DbErr;

use super::{entity::Model, store};
use crate::{
    auth::{ListScope, OrgScope},
    http::list::Window,
    problem::ApiError,
    state::AppState,
};

/// The organization that Auth0 calls by this id, if it is mirrored.
pub(crate) async fn id_by_upstream(
    state: &AppState,
    upstream: &str,
) -> Result<Option<OrganizationId>, DbErr> {
    store::by_upstream(&state.db, state.tenant.id, upstream).await
}

/// The organization of a scope; not found when there is none.
pub(crate) async fn get(state: &AppState, scope: &OrgScope) -> Result<Organization, ApiError> {
    store::get(&state.db, scope).await?.map(wire).ok_or_else(not_found)
}

/// The organizations that a caller may see.
pub(crate) async fn list(
    state: &AppState,
    scope: &ListScope,
    name: Option<&str>,
    window: Window,
) -> Result<Vec<Organization>, DbErr> {
    Ok(store::list(&state.db, scope, name, window).await?.into_iter().map(wire).collect())
}

fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "There is no such object, or it is not one of yours.")
}

fn wire(row: Model) -> Organization {
    Organization {
        id: OrganizationId::from_uuid(row.id),
        name: row.name,
        display_name: row.display_name,
        branding: serde_json::from_value::<Branding>(row.branding).unwrap_or_default(),
        member_count: row.member_count.and_then(|count| u64::try_from(count).ok()),
        upstream: OrganizationUpstream { organization_id: row.upstream_id },
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
