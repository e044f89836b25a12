//! `/users`, to read

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{DATABASE, LinkedAccount, Organization, User, identity_of},
};

use super::{
    ApiError,
    access::Caller,
    fields::Fields,
    lucene, organizations,
    paging::{Limits, Paging, USUAL},
    query::Query,
    timestamp,
};

/// What a database knows of an account.
const DATABASE_PROFILE: [&str; 8] = [
    "email",
    "email_verified",
    "username",
    "phone_number",
    "phone_verified",
    "name",
    "given_name",
    "family_name",
];
const LIMITS: Limits = Limits { capped: false, ..USUAL };

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/users", web::get().to(list))
        .route("/users-by-email", web::get().to(by_email))
        .route("/users/{id}", web::get().to(get))
        .route("/users/{id}/organizations", web::get().to(organizations_of))
        .route("/users/{id}/logs", web::get().to(logs_of));
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
    let mut rows: Vec<Value> =
        tenant.read(|state| state.users.iter().map(view).filter(|user| filter.matches(user)).collect());
    if let Some((field, direction)) = query.text("sort").and_then(|sort| sort.split_once(':')) {
        rows.sort_by_key(|user| user[field].as_str().unwrap_or_default().to_owned());
        if direction == "-1" {
            rows.reverse();
        }
    }
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
    caller.needs_or_own(&["read:users"], "read:current_user", &id)?;
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
    let answer = paging.answer("organizations", &rows, |row| row.id.clone(), organizations::view)?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn logs_of(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:logs", "read:logs_users"])?;
    let paging = Paging::read(&query, LIMITS)?;
    find(&tenant, &id)?;
    let mut rows: Vec<Value> = tenant.read(|state| {
        let records = state.logs.iter().filter(|record| record.get("user_id") == Some(&json!(*id)));
        records.map(|record| Value::Object(record.clone())).collect()
    });
    if query.text("sort") != Some("date:1") {
        rows.reverse();
    }
    let key = |row: &Value| row["log_id"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("logs", &rows, key, Clone::clone)?))
}

/// The person of this id.
pub(super) fn find(tenant: &Tenant, id: &str) -> Result<User, ApiError> {
    tenant.read(|state| state.users.get(id).cloned()).ok_or_else(inexistent)
}

/// The accounts of a person; linked ones show their profile.
pub(super) fn identities(user: &User) -> Vec<Value> {
    let own = json!({
        "user_id": identity_of(&user.user_id), "provider": user.provider, "connection": user.connection,
        "isSocial": false,
    });
    let linked = user.linked.iter().map(|account| {
        json!({
            "user_id": identity_of(&account.user_id), "provider": account.provider,
            "connection": account.connection, "isSocial": false, "profileData": own_profile(account),
        })
    });
    std::iter::once(own).chain(linked).collect()
}

/// The profile of an account; databases leave out what is made up for people without it, such as a picture.
fn own_profile(account: &LinkedAccount) -> Map<String, Value> {
    let mut profile = account.profile.clone();
    if account.provider == DATABASE {
        let made_up = profile.get("name") == profile.get("email");
        profile.retain(|name, _| DATABASE_PROFILE.contains(&name.as_str()) && !(made_up && name == "name"));
    }
    profile
}

/// What an answer tells of a person.
pub(super) fn view(user: &User) -> Value {
    let mut view: Map<String, Value> = user.profile.clone();
    let own = json!({
        "user_id": user.user_id,
        "created_at": timestamp(user.created_at),
        "updated_at": timestamp(user.updated_at),
        "identities": identities(user),
        "name": user.name(),
    });
    view.extend(own.as_object().cloned().unwrap_or_default());
    if let Some(moment) = user.last_login {
        view.insert("last_login".to_owned(), json!(timestamp(moment)));
    }
    if user.logins_count > 0 {
        view.insert("logins_count".to_owned(), json!(user.logins_count));
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
    if !user.user_metadata.is_empty() {
        view.insert("user_metadata".to_owned(), json!(user.user_metadata));
    }
    Value::Object(view)
}
