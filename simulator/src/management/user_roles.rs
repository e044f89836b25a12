//! What a person was given: `/users/{id}/roles` and `/users/{id}/permissions`

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{Tenant, model::RolePermission, state::State};

use super::{
    ApiError,
    access::Caller,
    body,
    paging::{Limits, Paging, USUAL},
    query::Query,
    role_assignments::{PERMISSIONS, described, named_permissions},
    roles,
    schema::{Field, Kind, MANY, must},
    users,
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };
/// Roles a person can have.
const MOST: usize = 50;
const ROLES: &[Field] = &[must("roles", Kind::List(&Kind::Text(1, 50), 1, MANY))];
const OF_USER: &str = "/users/{id}/roles";
const DIRECT: &str = "/users/{id}/permissions";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(OF_USER, web::get().to(list))
        .route(OF_USER, web::post().to(give))
        .route(OF_USER, web::delete().to(take))
        .route(DIRECT, web::get().to(permissions))
        .route(DIRECT, web::post().to(permit))
        .route(DIRECT, web::delete().to(forbid));
}

/// Gives a person roles, up to the limit.
pub(super) fn add(
    state: &mut State,
    user: &str,
    roles: impl IntoIterator<Item = String>,
) -> Result<(), ApiError> {
    let user = state.users.get_mut(user).ok_or_else(users::inexistent)?;
    let mut held = user.roles.clone();
    held.extend(roles);
    if held.len() > MOST {
        return Err(ApiError::conflict(None, "No more roles can be assigned to this user."));
    }
    user.roles = held;
    Ok(())
}

/// The id of a row.
pub(super) fn id_of(row: &Value) -> String {
    row["id"].as_str().unwrap_or_default().to_owned()
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users", "read:roles", "read:role_members"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let user = users::find(&tenant, &id)?;
    let rows: Vec<Value> = tenant.read(|state| {
        user.roles.iter().filter_map(|role| state.roles.get(role)).map(roles::listed).collect()
    });
    Ok(HttpResponse::Ok().json(paging.answer("roles", &rows, id_of, Clone::clone)?))
}

async fn give(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users", "create:role_members"])?;
    let wanted = body::texts(&body::object(&bytes, ROLES)?, "roles");
    tenant.write(|state| {
        if wanted.iter().any(|role| state.roles.get(role).is_none()) {
            return Err(roles::inexistent());
        }
        add(state, &id, wanted)
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn take(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users", "delete:role_members"])?;
    let unwanted = body::texts(&body::object(&bytes, ROLES)?, "roles");
    tenant.write(|state| {
        let user = state.users.get_mut(&id).ok_or_else(users::inexistent)?;
        user.roles.retain(|role| !unwanted.contains(role));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn permissions(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let user = users::find(&tenant, &id)?;
    let rows: Vec<Value> = tenant.read(|state| {
        let show = |permission: &RolePermission| {
            let mut shown = described(state, permission);
            shown["sources"] = json!([{ "source_id": "", "source_name": "", "source_type": "DIRECT" }]);
            shown
        };
        user.permissions.iter().map(show).collect()
    });
    let name = |row: &Value| row["permission_name"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("permissions", &rows, name, Clone::clone)?))
}

async fn permit(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    let wish = body::object(&bytes, PERMISSIONS)?;
    tenant.write(|state| {
        let named = named_permissions(state, &wish)?;
        let user = state.users.get_mut(&id).ok_or_else(users::inexistent)?;
        let new: Vec<RolePermission> =
            named.into_iter().filter(|one| !user.permissions.contains(one)).collect();
        user.permissions.extend(new);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Created().finish())
}

async fn forbid(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    let wish = body::object(&bytes, PERMISSIONS)?;
    tenant.write(|state| {
        let named = named_permissions(state, &wish)?;
        let user = state.users.get_mut(&id).ok_or_else(users::inexistent)?;
        user.permissions.retain(|one| !named.contains(one));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}
