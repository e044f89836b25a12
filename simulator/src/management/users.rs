//! `/users`, to read

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{Organization, User},
};

use super::{
    ApiError,
    access::Caller,
    fields::Fields,
    lucene,
    paging::{Limits, Paging, USUAL},
    query::Query,
    timestamp,
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/users", web::get().to(list))
        .route("/users-by-email", web::get().to(by_email))
        .route("/users/{id}", web::get().to(get))
        .route("/users/{id}/organizations", web::get().to(organizations_of))
        .route("/users/{id}/roles", web::get().to(roles_of));
}

/// No such user.
pub(super) fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_user", "The user does not exist.")
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let paging = Paging::read(&query, USUAL)?;
    let fields = Fields::read(&query, &[])?;
    let filter = lucene::Filter::parse(query.text("q").unwrap_or_default())
        .map_err(|problem| ApiError::bad_request("invalid_query_string", problem))?;
    let rows: Vec<Value> =
        tenant.read(|state| state.users.iter().map(view).filter(|user| filter.matches(user)).collect());
    let id = |row: &Value| row["user_id"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("users", &rows, id, |row| fields.apply(row.clone()))?))
}

async fn by_email(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let fields = Fields::read(&query, &[])?;
    let email = query
        .text("email")
        .ok_or_else(|| ApiError::query("Missing required property: email", ""))?
        .to_lowercase();
    let rows: Vec<Value> = tenant.read(|state| {
        state
            .users
            .iter()
            .filter(|user| user.email() == Some(&email))
            .map(|user| fields.apply(view(user)))
            .collect()
    });
    Ok(HttpResponse::Ok().json(rows))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let fields = Fields::read(&query, &[])?;
    Ok(HttpResponse::Ok().json(fields.apply(view(&find(&tenant, &id)?))))
}

async fn organizations_of(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organizations"])?;
    let paging = Paging::read(&query, LIMITS)?;
    find(&tenant, &id)?;
    let rows: Vec<Organization> = tenant.read(|state| {
        state.organizations.iter().filter(|one| one.members.contains_key(&*id)).cloned().collect()
    });
    let show =
        |one: &Organization| json!({ "id": one.id, "name": one.name, "display_name": one.display_name });
    Ok(HttpResponse::Ok().json(paging.answer("organizations", &rows, |row| row.id.clone(), show)?))
}

async fn roles_of(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users", "read:roles", "read:role_members"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let user = find(&tenant, &id)?;
    let rows: Vec<Value> = tenant.read(|state| {
        let held = user.roles.iter().filter_map(|role| state.roles.get(role));
        held.map(|role| json!({ "id": role.id, "name": role.name, "description": role.description }))
            .collect()
    });
    let id = |row: &Value| row["id"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("roles", &rows, id, Clone::clone)?))
}

fn find(tenant: &Tenant, id: &str) -> Result<User, ApiError> {
    tenant.read(|state| state.users.get(id).cloned()).ok_or_else(inexistent)
}

fn view(user: &User) -> Value {
    let mut view: Map<String, Value> = user.profile.clone();
    let identity = user.user_id.split_once('|').map_or("", |(_, rest)| rest);
    let own = json!({
        "user_id": user.user_id,
        "created_at": timestamp(user.created_at),
        "updated_at": timestamp(user.updated_at),
        "identities": [{
            "user_id": identity, "provider": user.provider, "connection": user.connection,
            "isSocial": false,
        }],
        "logins_count": user.logins_count,
        "name": user.name(),
    });
    view.extend(own.as_object().cloned().unwrap_or_default());
    if let Some(moment) = user.last_login {
        view.insert("last_login".to_owned(), json!(timestamp(moment)));
    }
    if let Some(ip) = &user.last_ip {
        view.insert("last_ip".to_owned(), json!(ip));
    }
    if user.blocked {
        view.insert("blocked".to_owned(), json!(true));
    }
    if !user.app_metadata.is_empty() {
        view.insert("app_metadata".to_owned(), json!(user.app_metadata));
    }
    Value::Object(view)
}
