//! `/organizations/{id}/members` and their roles

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{
    Tenant,
    model::{Member, Role, User},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    organizations,
    paging::{Limits, Paging, USUAL, cursor},
    query::Query,
    roles,
    schema::{Field, Kind, required},
    users,
};

const MOST_ROLES: usize = 50;
const ROLE_LIMITS: Limits = Limits { capped: false, ..USUAL };
const MEMBERS: &[Field] = &[required(
    "members",
    "List of user IDs to add to the organization as members.",
    Kind::List(&Kind::Text(1, 300), 1, 100),
)];
const ROLES: &[Field] = &[required(
    "roles",
    "List of roles IDs to associated with the user.",
    Kind::List(&Kind::Text(1, 50), 1, 50),
)];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/organizations/{id}/members", web::get().to(list))
        .route("/organizations/{id}/members", web::post().to(add))
        .route("/organizations/{id}/members", web::delete().to(remove))
        .route("/organizations/{id}/members/{user}/roles", web::get().to(list_roles))
        .route("/organizations/{id}/members/{user}/roles", web::post().to(add_roles))
        .route("/organizations/{id}/members/{user}/roles", web::delete().to(remove_roles));
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_members"])?;
    let paging = Paging::read(&query, USUAL)?;
    let fields = Fields::read(&query, &[])?;
    let with_roles = query.list("fields").contains(&"roles");
    if with_roles {
        caller.needs(&["read:organization_member_roles"])?;
    }
    let organization = organizations::find(&tenant, &id)?;
    let rows: Vec<(User, Vec<Role>)> = tenant.read(|state| {
        let known = organization.members.iter();
        known
            .filter_map(|(id, member)| Some((state.users.get(id)?.clone(), held(state, &member.roles))))
            .collect()
    });
    let show = |(user, roles): &(User, Vec<Role>)| {
        let mut view = json!({
            "user_id": user.user_id, "email": user.email(), "name": user.name(), "picture": user.attribute("picture"),
        });
        if with_roles {
            view["roles"] = roles.iter().map(|role| json!({ "id": role.id, "name": role.name })).collect();
        }
        fields.apply(view)
    };
    let mut answer = paging.answer("members", &rows, |row| row.0.user_id.clone(), show)?;
    if matches!(paging, Paging::Checkpoint { .. }) {
        lead_on(&mut answer, rows.len(), rows.last().map(|row| row.0.user_id.as_str()));
    }
    Ok(HttpResponse::Ok().json(answer))
}

/// Every page of members that has any leads to another one, which may be empty.
fn lead_on(answer: &mut Value, count: usize, last: Option<&str>) {
    let shown = answer["members"].as_array().is_some_and(|members| !members.is_empty());
    if let Some(last) = last.filter(|_| shown && answer.get("next").is_none()) {
        answer["next"] = json!(cursor(count, last));
    }
}

fn held(state: &State, roles: &BTreeSet<String>) -> Vec<Role> {
    roles.iter().filter_map(|id| state.roles.get(id).cloned()).collect()
}

async fn add(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organization_members"])?;
    let people = body::texts(&body::object(&bytes, MEMBERS)?, "members");
    tenant.write(|state| {
        if people.iter().any(|person| state.users.get(person).is_none()) {
            return Err(users::inexistent());
        }
        let organization = state.organizations.get_mut(&id).ok_or_else(organizations::inexistent)?;
        for person in people {
            organization.members.entry(person).or_default();
        }
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn remove(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_members"])?;
    let people = body::texts(&body::object(&bytes, MEMBERS)?, "members");
    tenant.write(|state| {
        let organization = state.organizations.get_mut(&id).ok_or_else(organizations::inexistent)?;
        organization.members.retain(|person, _| !people.contains(person));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn list_roles(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_member_roles"])?;
    let paging = Paging::read(&query, ROLE_LIMITS)?;
    let (organization, user) = path.into_inner();
    let organization = organizations::find(&tenant, &organization)?;
    let member = organization.members.get(&user).ok_or_else(not_a_member)?;
    let rows = tenant.read(|state| held(state, &member.roles));
    Ok(HttpResponse::Ok().json(paging.answer("roles", &rows, |role| role.id.clone(), roles::listed)?))
}

fn not_a_member() -> ApiError {
    ApiError::not_found("The user is not a member of the organization")
}

async fn add_roles(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organization_member_roles"])?;
    let wanted = body::texts(&body::object(&bytes, ROLES)?, "roles");
    change_roles(&tenant, path.into_inner(), |state_roles, member| {
        if wanted.iter().any(|role| !state_roles.contains(role)) {
            return Err(roles::inexistent());
        }
        member.roles.extend(wanted.iter().cloned());
        if member.roles.len() > MOST_ROLES {
            return Err(ApiError::conflict(
                None,
                "No more roles can be assigned to this organization member.",
            ));
        }
        Ok(())
    })
}

async fn remove_roles(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_member_roles"])?;
    let unwanted = body::texts(&body::object(&bytes, ROLES)?, "roles");
    change_roles(&tenant, path.into_inner(), |_, member| {
        member.roles.retain(|role| !unwanted.contains(role));
        Ok(())
    })
}

fn change_roles(
    tenant: &Tenant,
    (organization, user): (String, String),
    change: impl FnOnce(&BTreeSet<String>, &mut Member) -> Result<(), ApiError>,
) -> Result<HttpResponse, ApiError> {
    tenant.write(|state| {
        let known: BTreeSet<String> = state.roles.iter().map(|role| role.id.clone()).collect();
        let organization =
            state.organizations.get_mut(&organization).ok_or_else(organizations::inexistent)?;
        let kept = organization.members.get_mut(&user).ok_or_else(not_a_member)?;
        let mut member = kept.clone();
        change(&known, &mut member)?;
        *kept = member;
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}
