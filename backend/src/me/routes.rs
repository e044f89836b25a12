//! The caller over the wire.

use actix_web::{HttpResponse, get, web::Data};
use api::{Me, MyOrganization, Permission, Problem};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    auth::{Caller, OrganizationRef, authorize},
    organizations,
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(get_me);
}

/// Read who is calling
#[utoipa::path(operation_id = "get_me", tag = "session",
    responses((status = 200, description = "The caller", body = Me),
        (status = 401, description = "No credentials that hold", body = Problem, content_type = "application/problem+json")))]
#[get("/me")]
async fn get_me(state: Data<AppState>, caller: Caller) -> Result<HttpResponse, ApiError> {
    let organization = my_organization(&state, &caller).await?;
    Ok(HttpResponse::Ok().json(Me {
        subject: caller.subject,
        kind: caller.kind,
        name: caller.name,
        email: caller.email,
        organization,
        permissions: caller.permissions.into_iter().collect(),
    }))
}

/// The caller's organization, as far as the caller may see organizations.
async fn my_organization(state: &AppState, caller: &Caller) -> Result<Option<MyOrganization>, ApiError> {
    if caller.organization.is_none() {
        return Ok(None);
    }
    // Everybody may know the name of the organization they signed in to.
    let mut reader = caller.clone();
    reader.permissions.insert(Permission::OrganizationsRead);
    let scope = authorize(&reader, Permission::OrganizationsRead, OrganizationRef::Current)?;
    let organization = organizations::service::get(state, &scope).await?;
    Ok(Some(MyOrganization {
        id: organization.id,
        name: organization.name,
        display_name: organization.display_name,
        branding: organization.branding,
    }))
}
