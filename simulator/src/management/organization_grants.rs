//! `/organizations/{id}/client-grants`, `/client-grants/{id}/organizations` and `/organizations/{id}/clients`

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{
    Tenant,
    model::{ClientAssociation, ClientGrant, Organization},
};

use super::{
    ApiError,
    access::Caller,
    body, client_grants, clients, organizations,
    paging::{Limits, Paging, USUAL},
    query::Query,
    schema::{Field, Kind, may, must},
};

/// Grants, or associated applications, an organization can have.
const MOST: usize = 100;
const LIMITS: Limits = Limits { capped: false, ..USUAL };
const ADD: &[Field] = &[must("grant_id", Kind::Text(1, 50))];
const ASSOCIATE: &[Field] = &[must(
    "clients",
    Kind::List(
        &Kind::Record(&[must("client_id", Kind::Text(1, 255)), may("use_for_member_access", Kind::Flag)]),
        1,
        MOST,
    ),
)];
const DISSOCIATE: &[Field] = &[must("clients", Kind::List(&Kind::Text(1, 255), 1, MOST))];
const GRANTS: &str = "/organizations/{id}/client-grants";
const CLIENTS: &str = "/organizations/{id}/clients";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(GRANTS, web::get().to(list))
        .route(GRANTS, web::post().to(add))
        .route("/organizations/{id}/client-grants/{grant}", web::delete().to(remove))
        .route("/client-grants/{id}/organizations", web::get().to(organizations_of))
        .route(CLIENTS, web::get().to(list_clients))
        .route(CLIENTS, web::post().to(associate))
        .route(CLIENTS, web::patch().to(associate))
        .route(CLIENTS, web::delete().to(dissociate));
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_client_grants"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let organization = organizations::find(&tenant, &id)?;
    let ids = query.list("grant_ids");
    let same = |name: &str, value: &str| query.text(name).is_none_or(|wanted| wanted == value);
    let rows: Vec<ClientGrant> = tenant.read(|state| {
        let grants = organization.client_grants.iter().filter_map(|id| state.client_grants.get(id));
        let wanted = |grant: &&ClientGrant| {
            same("audience", &grant.audience)
                && same("client_id", &grant.client_id)
                && (ids.is_empty() || ids.contains(&grant.id.as_str()))
        };
        grants.filter(wanted).cloned().collect()
    });
    let answer = paging.answer("client_grants", &rows, |row| row.id.clone(), client_grants::brief)?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn add(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organization_client_grants"])?;
    let grant_id = body::text(&body::object(&bytes, ADD)?, "grant_id").unwrap_or_default();
    let grant = tenant.write(|state| {
        let grant = state.client_grants.get(&grant_id).cloned();
        let organization = state
            .organizations
            .get_mut(&id)
            .ok_or_else(|| ApiError::not_found("No organization found by that id"))?;
        let grant = grant.ok_or_else(client_grants::inexistent)?;
        if organization.client_grants.contains(&grant.id) {
            return Err(ApiError::conflict(
                None,
                "The client grant has already been added to this organization.",
            ));
        }
        if organization.client_grants.len() >= MOST {
            return Err(ApiError::conflict(
                None,
                format!("Quota exceeded; cannot add more than {MOST} client grants to a single organization"),
            ));
        }
        organization.client_grants.insert(grant.id.clone());
        Ok(grant)
    })?;
    Ok(HttpResponse::Created().json(client_grants::brief(&grant)))
}

async fn remove(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_client_grants"])?;
    tenant.write(|state| {
        let organization = state
            .organizations
            .get_mut(&path.0)
            .ok_or_else(|| ApiError::not_found("No organization found by that id."))?;
        organization.client_grants.remove(&path.1);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn organizations_of(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_client_grants"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let rows: Vec<Organization> = tenant.read(|state| {
        state.client_grants.get(&id).ok_or_else(client_grants::inexistent)?;
        let all = state.organizations.iter();
        Ok::<_, ApiError>(all.filter(|one| one.client_grants.contains(&*id)).cloned().collect())
    })?;
    let answer = paging.answer("organizations", &rows, |row| row.id.clone(), organizations::view)?;
    Ok(HttpResponse::Ok().json(answer))
}

fn association(row: &ClientAssociation) -> Value {
    json!({ "client_id": row.client_id, "use_for_member_access": row.use_for_member_access })
}

async fn list_clients(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_clients"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let organization = organizations::find(&tenant, &id)?;
    let rows: Vec<ClientAssociation> = organization.associated_clients.iter().cloned().collect();
    let answer = paging.answer("clients", &rows, |row| row.client_id.clone(), association)?;
    Ok(HttpResponse::Ok().json(answer))
}

/// Adds applications, or changes how those that are there may be used.
async fn associate(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    request: actix_web::HttpRequest,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    let creates = request.method() == actix_web::http::Method::POST;
    caller.needs(&[if creates { "create:organization_clients" } else { "update:organization_clients" }])?;
    let wish = body::object(&bytes, ASSOCIATE)?;
    let wanted: Vec<ClientAssociation> = wish["clients"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| ClientAssociation {
            client_id: one["client_id"].as_str().unwrap_or_default().to_owned(),
            use_for_member_access: one["use_for_member_access"].as_bool().unwrap_or(false),
        })
        .collect();
    tenant.write(|state| {
        if wanted.iter().any(|one| state.clients.get(&one.client_id).is_none()) {
            return Err(clients::inexistent());
        }
        let organization = state.organizations.get_mut(&id).ok_or_else(organizations::inexistent)?;
        let new = wanted.iter().filter(|one| organization.associated_clients.get(&one.client_id).is_none());
        if organization.associated_clients.len() + new.count() > MOST {
            return Err(ApiError::conflict(
                None,
                format!("Quota exceeded; cannot add more than {MOST} clients to a single organization"),
            ));
        }
        wanted.iter().cloned().for_each(|one| organization.associated_clients.put(one));
        Ok(())
    })?;
    let shown: Vec<Value> = wanted.iter().map(association).collect();
    Ok(if creates { HttpResponse::Created().json(shown) } else { HttpResponse::Ok().json(shown) })
}

async fn dissociate(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_clients"])?;
    let unwanted = body::texts(&body::object(&bytes, DISSOCIATE)?, "clients");
    tenant.write(|state| {
        let organization = state.organizations.get_mut(&id).ok_or_else(organizations::inexistent)?;
        organization.associated_clients.retain(|one| !unwanted.contains(&one.client_id));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}
