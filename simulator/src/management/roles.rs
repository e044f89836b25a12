//! `/roles`

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{Tenant, ids, model::Role, state::State};

use super::{
    ApiError,
    access::Caller,
    body,
    paging::{Limits, Paging, USUAL},
    query::Query,
    schema::{Field, Kind, optional, required},
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };
/// Roles a tenant can have.
const MOST: usize = 1000;
const CREATE: &[Field] = &[
    required("name", "Name of the role.", Kind::Text(1, 255)),
    optional("description", "Description of the role.", Kind::Text(0, 255)),
];
const CHANGE: &[Field] = &[
    optional("name", "Name of the role.", Kind::Text(1, 255)),
    optional("description", "Description of the role.", Kind::Text(0, 255)),
];
const ONE: &str = "/roles/{id}";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/roles", web::get().to(list))
        .route("/roles", web::post().to(create))
        .route(ONE, web::get().to(get))
        .route(ONE, web::patch().to(update))
        .route(ONE, web::delete().to(delete));
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
    Ok(HttpResponse::Ok().json(paging.answer("roles", &rows, |role| role.id.clone(), listed)?))
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
        check_free(state, &role)?;
        if state.roles.len() >= MOST {
            return Err(ApiError::forbidden(
                "too_many_entities",
                "You reached the limit of entities of this type for this tenant.",
            ));
        }
        state.roles.put(role.clone());
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(view(&role)))
}

fn check_free(state: &State, role: &Role) -> Result<(), ApiError> {
    match state.roles.iter().any(|other| other.id != role.id && other.name == role.name) {
        true => Err(ApiError::conflict(None, "The role name is already in use.")),
        false => Ok(()),
    }
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:roles"])?;
    let role = tenant.read(|state| state.roles.get(&id).cloned()).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(listed(&role)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:roles"])?;
    let wish = body::object(&bytes, CHANGE)?;
    let role = tenant.write(|state| {
        let mut role = state.roles.get(&id).cloned().ok_or_else(inexistent)?;
        role.name = body::text(&wish, "name").unwrap_or(role.name);
        role.description = body::text(&wish, "description").or(role.description);
        check_free(state, &role)?;
        state.roles.put(role.clone());
        Ok::<_, ApiError>(role)
    })?;
    Ok(HttpResponse::Ok().json(listed(&role)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:roles"])?;
    tenant.write(|state| {
        state.roles.remove(&id).ok_or_else(inexistent)?;
        state.forget_role(&id);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Ok().json(json!({})))
}

/// Read back, an absent description is an empty text.
pub(super) fn listed(role: &Role) -> Value {
    json!({ "id": role.id, "name": role.name, "description": role.description.as_deref().unwrap_or_default() })
}

fn view(role: &Role) -> Value {
    json!({ "id": role.id, "name": role.name, "description": role.description })
}
