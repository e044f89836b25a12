//! Roles that groups give: `/groups/{id}/roles`, `/roles/{id}/groups` and `/organizations/{id}/groups`

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};

use crate::tenant::{
    Tenant,
    groups::Group,
    model::{Organization, Role},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body, groups, organizations,
    paging::Paging,
    query::Query,
    roles,
    schema::{
        Field,
        Kind::{List, Pattern, Text},
        MANY, must,
    },
};

/// Roles a group may give, in the tenant and in each organization.
const MOST: usize = 10;
const OF_GROUP: &str = "/groups/{id}/roles";
const OF_ROLE: &str = "/roles/{id}/groups";
const IN_ORGANIZATION: &str = "/organizations/{id}/groups/{group}/roles";
const ROLES: &[Field] = &[must("roles", List(&Text(1, 50), 1, MANY))];
const GROUP_ID: &str = "^grp_[1-9a-km-zA-HJ-NP-Z]{14,22}$";
const GROUPS: &[Field] = &[must("groups", List(&Pattern(26, GROUP_ID, is_group_id), 1, MANY))];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(OF_GROUP, web::get().to(roles_of_group))
        .route(OF_GROUP, web::post().to(give))
        .route(OF_GROUP, web::delete().to(take))
        .route(OF_ROLE, web::get().to(groups_of_role))
        .route(OF_ROLE, web::post().to(add_groups))
        .route(OF_ROLE, web::delete().to(remove_groups))
        .route("/organizations/{id}/groups", web::get().to(groups_of_organization))
        .route(IN_ORGANIZATION, web::get().to(roles_in_organization))
        .route(IN_ORGANIZATION, web::post().to(give_in_organization))
        .route(IN_ORGANIZATION, web::delete().to(take_in_organization));
}

fn is_group_id(text: &str) -> bool {
    text.strip_prefix("grp_").is_some_and(|rest| {
        (14..=22).contains(&rest.len())
            && rest.chars().all(|letter| letter.is_ascii_alphanumeric() && !"0lIO".contains(letter))
    })
}

/// A page of these roles.
fn page(state: &State, held: &BTreeSet<String>, query: &Query) -> Result<HttpResponse, ApiError> {
    let rows: Vec<&Role> = held.iter().filter_map(|id| state.roles.get(id)).collect();
    let paging = Paging::checkpoint(query, 100)?;
    let answer = paging.answer("roles", &rows, |row| row.id.clone(), |row| roles::listed(row))?;
    Ok(HttpResponse::Ok().json(answer))
}

/// The roles that a body names, each of which exists.
fn named_roles(state: &State, bytes: &web::Bytes) -> Result<Vec<String>, ApiError> {
    let named = body::texts(&body::object(bytes, ROLES)?, "roles");
    if named.iter().any(|role| state.roles.get(role).is_none()) {
        return Err(roles::inexistent());
    }
    Ok(named)
}

/// Adds roles up to the limit.
fn extend(held: &mut BTreeSet<String>, new: Vec<String>, beyond: ApiError) -> Result<(), ApiError> {
    let all: BTreeSet<String> = held.iter().cloned().chain(new).collect();
    if all.len() > MOST {
        return Err(beyond);
    }
    *held = all;
    Ok(())
}

fn full() -> ApiError {
    ApiError::bad_request("too_many_entities", "No more roles can be assigned to this group.")
}

async fn roles_of_group(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:group_roles"])?;
    tenant.read(|state| page(state, &state.groups.get(&id).ok_or_else(groups::inexistent)?.roles, &query))
}

async fn give(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:group_roles"])?;
    tenant.write(|state| {
        let named = named_roles(state, &bytes)?;
        extend(&mut state.groups.get_mut(&id).ok_or_else(groups::inexistent)?.roles, named, full())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn take(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:group_roles"])?;
    let unwanted = body::texts(&body::object(&bytes, ROLES)?, "roles");
    tenant.write(|state| {
        let group = state.groups.get_mut(&id).ok_or_else(groups::inexistent)?;
        group.roles.retain(|role| !unwanted.contains(role));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn groups_of_role(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:group_roles"])?;
    let answer = tenant.read(|state| {
        state.roles.get(&id).ok_or_else(roles::inexistent)?;
        let rows: Vec<&Group> = state.groups.iter().filter(|group| group.roles.contains(&*id)).collect();
        groups::page(&tenant, &rows, &query)
    })?;
    Ok(HttpResponse::Ok().json(answer))
}

/// Changes the roles of the groups that a body names, after all of them are known to exist.
fn change_groups(
    tenant: &Tenant,
    role: &str,
    bytes: &web::Bytes,
    change: impl Fn(&mut BTreeSet<String>) -> Result<(), ApiError>,
) -> Result<HttpResponse, ApiError> {
    let named = body::texts(&body::object(bytes, GROUPS)?, "groups");
    tenant.write(|state| {
        state.roles.get(role).ok_or_else(roles::inexistent)?;
        let known = named.iter().map(|id| state.groups.get(id).cloned().ok_or_else(groups::inexistent));
        let mut changed = known.collect::<Result<Vec<Group>, _>>()?;
        changed.iter_mut().try_for_each(|group| change(&mut group.roles))?;
        changed.into_iter().for_each(|group| state.groups.put(group));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn add_groups(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:group_roles"])?;
    change_groups(&tenant, &id, &bytes, |held| extend(held, vec![id.clone()], full()))
}

async fn remove_groups(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:group_roles"])?;
    change_groups(&tenant, &id, &bytes, |held| {
        held.remove(&*id);
        Ok(())
    })
}

async fn groups_of_organization(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_groups"])?;
    let organization = organizations::find(&tenant, &id)?;
    let answer = tenant.read(|state| {
        let rows: Vec<&Group> =
            organization.group_roles.keys().filter_map(|group| state.groups.get(group)).collect();
        groups::page(&tenant, &rows, &query)
    })?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn roles_in_organization(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_group_roles"])?;
    let organization = organizations::find(&tenant, &path.0)?;
    tenant.read(|state| {
        state.groups.get(&path.1).ok_or_else(groups::inexistent)?;
        page(state, organization.group_roles.get(&path.1).unwrap_or(&BTreeSet::new()), &query)
    })
}

/// The organization and the group that a path names.
fn place<'a>(
    state: &'a mut State,
    (organization, group): &(String, String),
) -> Result<&'a mut Organization, ApiError> {
    if state.organizations.get(organization).is_some() && state.groups.get(group).is_none() {
        return Err(groups::inexistent());
    }
    state.organizations.get_mut(organization).ok_or_else(organizations::inexistent)
}

async fn give_in_organization(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organization_group_roles"])?;
    tenant.write(|state| {
        let named = named_roles(state, &bytes)?;
        let organization = place(state, &path)?;
        let mut held = organization.group_roles.get(&path.1).cloned().unwrap_or_default();
        let beyond = ApiError::conflict(None, "No more roles can be assigned to this organization group.");
        extend(&mut held, named, beyond)?;
        organization.group_roles.insert(path.1.clone(), held);
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

/// A group without roles does not belong to the organization any more.
async fn take_in_organization(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_group_roles"])?;
    let unwanted = body::texts(&body::object(&bytes, ROLES)?, "roles");
    tenant.write(|state| {
        let organization = place(state, &path)?;
        if let Some(held) = organization.group_roles.get_mut(&path.1) {
            held.retain(|role| !unwanted.contains(role));
        }
        organization.group_roles.retain(|_, held| !held.is_empty());
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}
