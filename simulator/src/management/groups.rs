//! `/groups`: groups that identity providers push, and who is in them

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::tenant::{Tenant, groups::Group};

use super::{
    ApiError,
    access::Caller,
    fields::Fields,
    paging::{Paging, USUAL},
    query::Query,
    timestamp, users,
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/groups", web::get().to(list))
        .route("/groups/{id}", web::get().to(get))
        .route("/groups/{id}", web::delete().to(delete))
        .route("/groups/{id}/members", web::get().to(members))
        .route("/users/{id}/groups", web::get().to(of_user));
}

/// No such group.
pub(super) fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_group", "Group not found.")
}

/// What an answer tells of a group.
pub(super) fn view(tenant: &Tenant, group: &Group) -> Value {
    let mut view = json!({
        "id": group.id,
        "name": group.name,
        "connection_id": group.connection,
        "tenant_name": tenant.name,
        "created_at": timestamp(group.created_at),
        "updated_at": timestamp(group.updated_at),
    });
    if let Some(id) = &group.external_id {
        view["external_id"] = json!(id);
    }
    view
}

/// A page of groups, by checkpoint.
pub(super) fn page(tenant: &Tenant, rows: &[&Group], query: &Query) -> Result<Value, ApiError> {
    Paging::checkpoint(query, 100)?.answer("groups", rows, |row| row.id.clone(), |row| view(tenant, row))
}

fn find(tenant: &Tenant, id: &str) -> Result<Group, ApiError> {
    tenant.read(|state| state.groups.get(id).cloned()).ok_or_else(inexistent)
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:groups"])?;
    let paging = Paging::read(&query, USUAL)?;
    let fields = Fields::read(&query, &[])?;
    let same = |name: &str, own: Option<&str>| query.text(name).is_none_or(|wanted| Some(wanted) == own);
    let search = query.text("search").map(str::to_lowercase);
    let wanted = |group: &&Group| {
        let texts = [Some(&group.name), group.external_id.as_ref()];
        let found = |text: &str| texts.iter().flatten().any(|own| own.to_lowercase().contains(text));
        same("connection_id", Some(&group.connection))
            && same("name", Some(&group.name))
            && same("external_id", group.external_id.as_deref())
            && search.as_deref().is_none_or(found)
    };
    let rows: Vec<Group> = tenant.read(|state| state.groups.iter().filter(wanted).cloned().collect());
    let show = |row: &Group| fields.apply(view(&tenant, row));
    Ok(HttpResponse::Ok().json(paging.answer("groups", &rows, |row| row.id.clone(), show)?))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:groups"])?;
    Ok(HttpResponse::Ok().json(view(&tenant, &find(&tenant, &id)?)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:groups"])?;
    find(&tenant, &id)?;
    tenant.write(|state| state.remove_groups(&[id.into_inner()].into()));
    Ok(HttpResponse::NoContent().finish())
}

async fn members(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:group_members"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let fields = Fields::read(&query, &[])?;
    let group = find(&tenant, &id)?;
    let member = |(user, since): (&String, &DateTime<Utc>)| {
        json!({
            "id": user, "member_type": "user", "type": "connection", "connection_id": group.connection,
            "created_at": timestamp(*since),
        })
    };
    let rows: Vec<Value> = group.members.iter().map(member).collect();
    let id = |row: &Value| row["id"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("members", &rows, id, |row| fields.apply(row.clone()))?))
}

async fn of_user(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:groups"])?;
    let paging = Paging::read(&query, USUAL)?;
    let fields = Fields::read(&query, &[])?;
    users::find(&tenant, &id)?;
    let rows: Vec<Group> = tenant.read(|state| state.groups_of(&id).cloned().collect());
    let show = |row: &Group| {
        let mut shown = view(&tenant, row);
        shown["membership_created_at"] = json!(row.members.get(&*id).copied().map(timestamp));
        fields.apply(shown)
    };
    Ok(HttpResponse::Ok().json(paging.answer("groups", &rows, |row| row.id.clone(), show)?))
}
