//! `/roles/{id}/permissions` and `/roles/{id}/users`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{RolePermission, User},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    paging::{Limits, Paging, USUAL},
    query::Query,
    roles::inexistent,
    schema::{Field, Kind, MANY, must},
    user_roles,
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };
/// Permissions a role can have.
const MOST_PERMISSIONS: usize = 1000;
/// Permissions to give or to take.
pub(super) const PERMISSIONS: &[Field] = &[must(
    "permissions",
    Kind::List(
        &Kind::Record(&[
            must("resource_server_identifier", Kind::Text(1, 600)),
            must("permission_name", Kind::Text(1, 280)),
        ]),
        1,
        MANY,
    ),
)];
const USERS: &[Field] = &[must("users", Kind::List(&Kind::Text(1, 300), 1, MANY))];
const OF_ROLE: &str = "/roles/{id}/permissions";
const HOLDERS: &str = "/roles/{id}/users";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(OF_ROLE, web::get().to(permissions))
        .route(OF_ROLE, web::post().to(give))
        .route(OF_ROLE, web::delete().to(take))
        .route(HOLDERS, web::get().to(holders))
        .route(HOLDERS, web::post().to(assign));
}

async fn permissions(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:roles"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let rows = tenant.read(|state| {
        let role = state.roles.get(&id).ok_or_else(inexistent)?;
        Ok::<_, ApiError>(role.permissions.iter().map(|one| described(state, one)).collect::<Vec<Value>>())
    })?;
    let id = |row: &Value| row["permission_name"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("permissions", &rows, id, Clone::clone)?))
}

/// The permissions a body names, each of an API that knows it.
pub(super) fn named_permissions(
    state: &State,
    wish: &Map<String, Value>,
) -> Result<Vec<RolePermission>, ApiError> {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut named = Vec::new();
    for one in wish["permissions"].as_array().into_iter().flatten() {
        let permission = RolePermission {
            resource_server_identifier: text(one, "resource_server_identifier"),
            permission_name: text(one, "permission_name"),
        };
        let server = state.resource_servers.get(&permission.resource_server_identifier);
        let server = server.ok_or_else(|| ApiError::not_found("The resource server does not exist."))?;
        if !server.scopes.iter().any(|scope| scope.value == permission.permission_name) {
            return Err(ApiError::not_found(format!(
                "The permission {} does not exist.",
                permission.permission_name
            )));
        }
        named.push(permission);
    }
    Ok(named)
}

async fn give(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:roles"])?;
    let wish = body::object(&bytes, PERMISSIONS)?;
    tenant.write(|state| {
        let named = named_permissions(state, &wish)?;
        let role = state.roles.get_mut(&id).ok_or_else(inexistent)?;
        let new: Vec<RolePermission> =
            named.into_iter().filter(|one| !role.permissions.contains(one)).collect();
        if role.permissions.len() + new.len() > MOST_PERMISSIONS {
            return Err(ApiError::conflict(None, "No more permissions can be assigned to this role."));
        }
        role.permissions.extend(new);
        Ok(())
    })?;
    Ok(HttpResponse::Created().json(json!({})))
}

async fn take(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:roles"])?;
    let wish = body::object(&bytes, PERMISSIONS)?;
    tenant.write(|state| {
        let named = named_permissions(state, &wish)?;
        let role = state.roles.get_mut(&id).ok_or_else(inexistent)?;
        role.permissions.retain(|one| !named.contains(one));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn holders(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users", "read:roles", "read:role_members"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let rows: Vec<User> = tenant.read(|state| {
        state.roles.get(&id).ok_or_else(inexistent)?;
        let all = state.users.iter();
        Ok::<_, ApiError>(all.filter(|user| user.roles.contains(&*id)).cloned().collect())
    })?;
    let show = |user: &User| {
        json!({
            "user_id": user.user_id, "email": user.email(), "name": user.name(),
            "picture": user.attribute("picture"),
        })
    };
    Ok(HttpResponse::Ok().json(paging.answer("users", &rows, |row| row.user_id.clone(), show)?))
}

async fn assign(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:roles", "create:role_members"])?;
    let people = body::texts(&body::object(&bytes, USERS)?, "users");
    tenant.write(|state| {
        state.roles.get(&id).ok_or_else(inexistent)?;
        if people.iter().any(|person| state.users.get(person).is_none()) {
            return Err(ApiError::not_found("One or more of the users do not exist."));
        }
        for person in &people {
            user_roles::add(state, person, [id.to_string()])?;
        }
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(json!({})))
}

/// A permission with what its API says of it.
pub(super) fn described(state: &State, permission: &RolePermission) -> Value {
    let server = state.resource_servers.get(&permission.resource_server_identifier);
    let scope = server
        .and_then(|server| server.scopes.iter().find(|scope| scope.value == permission.permission_name));
    json!({
        "permission_name": permission.permission_name,
        "description": scope.map_or("", |scope| scope.description.as_str()),
        "resource_server_identifier": permission.resource_server_identifier,
        "resource_server_name": server.map_or("", |server| server.name.as_str()),
    })
}
