//! `/client-grants`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, ids, model::ClientGrant, state::State};

use super::{
    ApiError,
    access::Caller,
    body,
    entity_limits::{self, Entity},
    paging::{Limits, Paging, USUAL},
    query::Query,
    schema::{
        Field,
        Kind::{self, Flag, List, Nullable, OneOf, Text},
        MANY, may, must,
    },
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };
const USAGE: Kind = OneOf(&["deny", "allow", "require"]);
const SCOPES: Kind = List(&Text(1, 280), 0, MANY);
const CREATE: &[Field] = &[
    may("client_id", Text(1, MANY)),
    must("audience", Text(1, MANY)),
    may("default_for", OneOf(&["third_party_clients"])),
    may("organization_usage", USAGE),
    may("allow_any_organization", Flag),
    may("scope", SCOPES),
    may("subject_type", OneOf(&["client", "user"])),
    may("authorization_details_types", List(&Text(1, 255), 0, MANY)),
    may("allow_all_scopes", Flag),
];
const CHANGE: &[Field] = &[
    may("scope", Nullable(&SCOPES)),
    may("organization_usage", Nullable(&USAGE)),
    may("allow_any_organization", Nullable(&Flag)),
    may("authorization_details_types", List(&Text(1, 255), 0, MANY)),
    may("allow_all_scopes", Nullable(&Flag)),
];
const KEPT: &[&str] = &[
    "organization_usage",
    "allow_any_organization",
    "subject_type",
    "authorization_details_types",
    "allow_all_scopes",
    "default_for",
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/client-grants", web::get().to(list))
        .route("/client-grants", web::post().to(create))
        .route("/client-grants/{id}", web::get().to(get))
        .route("/client-grants/{id}", web::patch().to(update))
        .route("/client-grants/{id}", web::delete().to(delete));
}

/// No such grant.
pub(super) fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_client_grant", "The grant does not exist.")
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:client_grants"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let any = query.flag("allow_any_organization")?;
    let same = |name: &str, value: &str| query.text(name).is_none_or(|wanted| wanted == value);
    let wanted = |grant: &&ClientGrant| {
        same("audience", &grant.audience)
            && same("client_id", &grant.client_id)
            && any.is_none_or(|any| grant.allow_any_organization == any)
            && same("subject_type", subject_type(grant))
    };
    let rows: Vec<ClientGrant> =
        tenant.read(|state| state.client_grants.iter().filter(wanted).cloned().collect());
    Ok(HttpResponse::Ok().json(paging.answer("client_grants", &rows, |row| row.id.clone(), view)?))
}

fn subject_type(grant: &ClientGrant) -> &str {
    grant.settings.get("subject_type").and_then(Value::as_str).unwrap_or("client")
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:client_grants"])?;
    let grant = tenant.read(|state| state.client_grants.get(&id).cloned()).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(view(&grant)))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:client_grants"])?;
    let wish = body::object(&bytes, CREATE)?;
    if !wish.contains_key("client_id") && !wish.contains_key("default_for") {
        return Err(ApiError::payload("Missing required property: client_id", ""));
    }
    let mut grant = ClientGrant {
        id: ids::client_grant(),
        client_id: body::text(&wish, "client_id").unwrap_or_default(),
        audience: body::text(&wish, "audience").unwrap_or_default(),
        scope: vec![],
        organization_usage: "deny".to_owned(),
        allow_any_organization: false,
        settings: Map::from_iter([("subject_type".to_owned(), json!("client"))]),
    };
    apply(&mut grant, &wish);
    tenant.write(|state| {
        check_new(state, &grant)?;
        entity_limits::check(tenant.budgets.tier(), Entity::ClientGrant, state.client_grants.len())?;
        state.client_grants.put(grant.clone());
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Created().json(view(&grant)))
}

fn check_new(state: &State, grant: &ClientGrant) -> Result<(), ApiError> {
    if !grant.client_id.is_empty() && state.clients.get(&grant.client_id).is_none() {
        return Err(ApiError::not_found("Client not found"));
    }
    check_scopes(state, grant)?;
    let taken = |other: &ClientGrant| {
        other.client_id == grant.client_id
            && other.audience == grant.audience
            && subject_type(other) == subject_type(grant)
    };
    if state.client_grants.iter().any(taken) {
        return Err(ApiError::conflict(
            Some("client_grant_conflict"),
            "A resource server with the same identifier already exists.",
        ));
    }
    Ok(())
}

/// Only what the API offers can be granted.
fn check_scopes(state: &State, grant: &ClientGrant) -> Result<(), ApiError> {
    let server = state.resource_servers.get(&grant.audience);
    let server = server.ok_or_else(|| ApiError::not_found("Resource server not found"))?;
    let unknown: Vec<&str> = grant
        .scope
        .iter()
        .filter(|wanted| !server.scopes.iter().any(|scope| scope.value == **wanted))
        .map(String::as_str)
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let named = unknown.join(",");
    Err(ApiError::bad_request("invalid_scope", format!("The following scopes are not allowed: {named}")))
}

fn apply(grant: &mut ClientGrant, wish: &Map<String, Value>) {
    if wish.contains_key("scope") {
        grant.scope = body::texts(wish, "scope");
    }
    for name in KEPT {
        match wish.get(*name) {
            Some(Value::Null) => _ = grant.settings.remove(*name),
            Some(value) => _ = grant.settings.insert((*name).to_owned(), value.clone()),
            None => {}
        }
    }
    grant.organization_usage = body::text(&grant.settings, "organization_usage").unwrap_or("deny".to_owned());
    grant.allow_any_organization = body::flag(&grant.settings, "allow_any_organization").unwrap_or(false);
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:client_grants"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    let grant = tenant.write(|state| {
        let mut grant = state.client_grants.get(&id).cloned().ok_or_else(|| {
            ApiError::inexistent("inexistent_client_grant", "The client grant does not exist.")
        })?;
        apply(&mut grant, &wish);
        check_scopes(state, &grant)?;
        state.client_grants.put(grant.clone());
        Ok::<_, ApiError>(grant)
    })?;
    Ok(HttpResponse::Ok().json(view(&grant)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:client_grants"])?;
    tenant.write(|state| {
        if state.client_grants.remove(&id).is_some() {
            for organization in state.organizations.iter_mut() {
                organization.client_grants.remove(&*id);
            }
        }
    });
    Ok(HttpResponse::NoContent().finish())
}

fn view(grant: &ClientGrant) -> Value {
    let mut view = json!({
        "id": grant.id, "audience": grant.audience, "scope": grant.scope, "subject_type": subject_type(grant),
    });
    if !grant.client_id.is_empty() {
        view["client_id"] = json!(grant.client_id);
    }
    for (name, value) in &grant.settings {
        view[name] = value.clone();
    }
    view
}

/// The grant as an organization shows it.
pub(super) fn brief(grant: &ClientGrant) -> Value {
    json!({
        "id": grant.id, "client_id": grant.client_id, "audience": grant.audience, "scope": grant.scope,
        "organization_usage": grant.organization_usage,
        "allow_any_organization": grant.allow_any_organization,
    })
}
