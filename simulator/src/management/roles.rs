//! `/roles`

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{
    Tenant, ids,
    model::{Role, RolePermission},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    paging::{Limits, Paging, USUAL},
    query::Query,
    schema::{Field, Kind, optional, required},
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };
const CREATE: &[Field] = &[
    required("name", "Name of the role.", Kind::Text(1, 255)),
    optional("description", "Description of the role.", Kind::Text(0, 255)),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/roles", web::get().to(list))
        .route("/roles", web::post().to(create))
        .route("/roles/{id}", web::get().to(get))
        .route("/roles/{id}/permissions", web::get().to(permissions));
}

/// No such role.
pub(super) fn inexistent() -> ApiError {
    ApiError::not_found("The role does not exist.")
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:roles"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let filter = query.text("name_filter").unwrap_or_default().to_lowercase();
    let rows: Vec<Role> = tenant.read(|state| {
        state.roles.iter().filter(|role| role.name.to_lowercase().contains(&filter)).cloned().collect()
    });
    Ok(HttpResponse::Ok().json(paging.answer("roles", &rows, |role| role.id.clone(), view)?))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:roles"])?;
    let wish = body::object(&bytes, CREATE)?;
    let role = Role {
        id: ids::role(),
        name: body::text(&wish, "name").unwrap_or_default(),
        description: body::text(&wish, "description"),
        permissions: vec![],
    };
    tenant.write(|state| {
        if state.roles.iter().any(|other| other.name == role.name) {
            return Err(ApiError::conflict(None, "The role name is already in use."));
        }
        state.roles.put(role.clone());
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(view(&role)))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:roles"])?;
    let role = tenant.read(|state| state.roles.get(&id).cloned()).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(view(&role)))
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

fn described(state: &State, permission: &RolePermission) -> Value {
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

fn view(role: &Role) -> Value {
    json!({ "id": role.id, "name": role.name, "description": role.description })
}
