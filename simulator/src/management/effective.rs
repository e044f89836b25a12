//! What people may do in the end, and through what: their own roles and permissions, and those of their groups

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{
    Tenant,
    groups::{Group, Sources},
    model::{Organization, RolePermission, User},
    state::State,
};

use super::{
    ApiError, access::Caller, groups, organizations, paging::Paging, query::Query,
    role_assignments::described, roles, user_roles::id_of, users,
};

const OF_USER: &str = "/users/{id}/effective-roles";
const PERMISSIONS: &str = "/users/{id}/effective-permissions";
const OF_MEMBER: &str = "/organizations/{id}/members/{user}/effective-roles";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(OF_USER, web::get().to(roles_of_user))
        .route(&format!("{OF_USER}/sources/groups"), web::get().to(groups_of_user_role))
        .route(PERMISSIONS, web::get().to(permissions))
        .route(&format!("{PERMISSIONS}/sources/effective-roles"), web::get().to(roles_of_permission))
        .route(OF_MEMBER, web::get().to(roles_of_member))
        .route(&format!("{OF_MEMBER}/sources/groups"), web::get().to(groups_of_member_role));
}

fn required<'a>(query: &'a Query, name: &str) -> Result<&'a str, ApiError> {
    query.text(name).ok_or_else(|| ApiError::query(&format!("Missing required property: {name}"), ""))
}

fn shown(state: &State, role: &str, sources: &Sources) -> Option<Value> {
    let named = [(sources.direct, "direct"), (!sources.groups.is_empty(), "groups")];
    let mut shown = roles::listed(state.roles.get(role)?);
    shown["sources"] = named.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    Some(shown)
}

/// A page of the roles that a person has and the predicate accepts.
fn page_of_roles(
    state: &State,
    user: &User,
    organization: Option<&Organization>,
    query: &Query,
    accepts: impl Fn(&str) -> bool,
) -> Result<Value, ApiError> {
    let held = state.effective_roles(user, organization);
    let held = held.iter().filter(|(role, _)| accepts(role));
    let rows: Vec<Value> = held.filter_map(|(role, sources)| shown(state, role, sources)).collect();
    Paging::checkpoint(query, 100)?.answer("roles", &rows, id_of, Clone::clone)
}

/// A page of the groups through which a person has the role that the query names.
fn page_of_groups(
    tenant: &Tenant,
    state: &State,
    user: &User,
    organization: Option<&Organization>,
    query: &Query,
) -> Result<Value, ApiError> {
    let role = required(query, "role_id")?;
    state.roles.get(role).ok_or_else(roles::inexistent)?;
    let sources = state.effective_roles(user, organization).remove(role).unwrap_or_default();
    let rows: Vec<&Group> = sources.groups.iter().filter_map(|id| state.groups.get(id)).collect();
    groups::page(tenant, &rows, query)
}

/// A member of an organization.
fn member(
    tenant: &Tenant,
    (organization, user): &(String, String),
) -> Result<(Organization, User), ApiError> {
    let organization = organizations::find(tenant, organization)?;
    if !organization.members.contains_key(user) {
        return Err(users::inexistent());
    }
    Ok((organization, users::find(tenant, user)?))
}

async fn roles_of_user(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:user_effective_roles"])?;
    let user = users::find(&tenant, &id)?;
    let answer = tenant.read(|state| page_of_roles(state, &user, None, &query, |_| true))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn groups_of_user_role(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:user_role_source_groups"])?;
    let user = users::find(&tenant, &id)?;
    let answer = tenant.read(|state| page_of_groups(&tenant, state, &user, None, &query))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn roles_of_member(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_member_effective_roles"])?;
    let (organization, user) = member(&tenant, &path)?;
    let answer = tenant.read(|state| page_of_roles(state, &user, Some(&organization), &query, |_| true))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn groups_of_member_role(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_member_role_source_groups"])?;
    let (organization, user) = member(&tenant, &path)?;
    let answer = tenant.read(|state| page_of_groups(&tenant, state, &user, Some(&organization), &query))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn permissions(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:user_effective_permissions"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let server = required(&query, "resource_server_identifier")?;
    let user = users::find(&tenant, &id)?;
    let rows: Vec<Value> = tenant.read(|state| {
        let held = state.effective_roles(&user, None);
        let from_roles =
            held.keys().filter_map(|role| state.roles.get(role)).flat_map(|role| &role.permissions);
        let direct = user.permissions.iter().map(|permission| (permission, "direct"));
        let all = direct.chain(from_roles.map(|permission| (permission, "roles")));
        let mut seen: Vec<(&RolePermission, Vec<&str>)> = Vec::new();
        for (permission, source) in all.filter(|(one, _)| one.resource_server_identifier == server) {
            match seen.iter_mut().find(|(known, _)| *known == permission) {
                Some((_, sources)) if !sources.contains(&source) => sources.push(source),
                Some(_) => {}
                None => seen.push((permission, vec![source])),
            }
        }
        let show = |(permission, sources): (&RolePermission, Vec<&str>)| {
            let mut shown = described(state, permission);
            shown["sources"] = json!(sources);
            shown
        };
        seen.into_iter().map(show).collect()
    });
    let key = |row: &Value| row["permission_name"].as_str().unwrap_or_default().to_owned();
    Ok(HttpResponse::Ok().json(paging.answer("permissions", &rows, key, Clone::clone)?))
}

async fn roles_of_permission(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:user_permission_source_roles"])?;
    let wanted = RolePermission {
        resource_server_identifier: required(&query, "resource_server_identifier")?.to_owned(),
        permission_name: required(&query, "permission_name")?.to_owned(),
    };
    let user = users::find(&tenant, &id)?;
    let answer = tenant.read(|state| {
        let gives = |role: &str| state.roles.get(role).is_some_and(|role| role.permissions.contains(&wanted));
        page_of_roles(state, &user, None, &query, gives)
    })?;
    Ok(HttpResponse::Ok().json(answer))
}
