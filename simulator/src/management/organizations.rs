//! `/organizations`

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, ids, model::Organization, state::State, table::Table};

use super::{
    ApiError,
    access::Caller,
    body,
    entity_limits::{self, Entity},
    organization_connections as usages,
    paging::{Paging, USUAL},
    query::Query,
    schema::{Field, Kind, optional, required},
};

const NAME_PATTERN: &str = "^(?!org_)[a-z0-9][a-z0-9_-]*$";
const COLOURS: &[Field] = &[
    required("primary", "HEX Color for primary elements", Kind::Text(1, 255)),
    required("page_background", "HEX Color for background", Kind::Text(1, 255)),
];
const BRANDING: &[Field] = &[
    optional("logo_url", "URL of logo to display on login page", Kind::Nullable(&Kind::Text(0, 1024))),
    optional("colors", "", Kind::Record(COLOURS)),
];
const CREATE: &[Field] = &[
    required("name", "The name of this organization", Kind::Pattern(50, NAME_PATTERN, is_name)),
    optional("display_name", "Friendly name of this organization", Kind::Text(1, 255)),
    optional("branding", "", Kind::Record(BRANDING)),
    optional("metadata", "", Kind::Texts(25, 255)),
    optional("enabled_connections", "", Kind::List(&Kind::Record(usages::ADD), 0, 10)),
    optional("token_quota", "", Kind::Nullable(&Kind::Object)),
    optional("third_party_client_access", "", Kind::OneOf(&["block", "allow"])),
    optional("is_app_entitlement_active", "", Kind::Flag),
];
const PATCH: &[Field] = &[
    optional("name", "The name of this organization", Kind::Pattern(50, NAME_PATTERN, is_name)),
    optional("display_name", "Friendly name of this organization", Kind::Text(1, 255)),
    optional("branding", "", Kind::Record(BRANDING)),
    optional("metadata", "", Kind::Texts(25, 255)),
    optional("token_quota", "", Kind::Nullable(&Kind::Object)),
    optional("third_party_client_access", "", Kind::OneOf(&["block", "allow"])),
    optional("is_app_entitlement_active", "", Kind::Flag),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/organizations", web::get().to(list))
        .route("/organizations", web::post().to(create))
        .route("/organizations/name/{name}", web::get().to(get_by_name))
        .route("/organizations/{id}", web::get().to(get))
        .route("/organizations/{id}", web::patch().to(update))
        .route("/organizations/{id}", web::delete().to(delete));
}

fn is_name(text: &str) -> bool {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-".contains(letter);
    text.chars().all(plain) && !text.starts_with(['-', '_']) && !text.starts_with("org_")
}

/// No such organization.
pub(super) fn inexistent() -> ApiError {
    ApiError::not_found("No organization found by that id or name")
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organizations", "read:organizations_summary"])?;
    let paging = Paging::read(&query, USUAL)?;
    let answer = tenant.read(|state| {
        let mut rows: Vec<&Organization> = state.organizations.iter().collect();
        sort(&mut rows, query.text("sort"))?;
        paging.answer("organizations", &rows, |row| row.id.clone(), |row| view(row))
    })?;
    Ok(HttpResponse::Ok().json(answer))
}

fn sort(rows: &mut [&Organization], order: Option<&str>) -> Result<(), ApiError> {
    let Some(order) = order else { return Ok(()) };
    let (field, direction) = order.split_once(':').unwrap_or((order, "1"));
    match field {
        "name" => rows.sort_by(|left, right| left.name.cmp(&right.name)),
        "display_name" => rows.sort_by(|left, right| left.display_name.cmp(&right.display_name)),
        "created_at" => rows.sort_by_key(|row| row.created_at),
        _ => return Err(ApiError::query(&format!("No enum match for: {field}"), "sort")),
    }
    if direction == "-1" {
        rows.reverse();
    }
    Ok(())
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organizations"])?;
    let wish = body::object(&bytes, CREATE)?;
    let connections: Vec<Map<String, Value>> = wish
        .get("enabled_connections")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_object).cloned().collect())
        .unwrap_or_default();
    if !connections.is_empty() {
        caller.needs(&["create:organization_connections"])?;
    }
    let now = tenant.now();
    let created = tenant.write(|state| {
        let mut organization = Organization {
            id: ids::organization(),
            name: body::text(&wish, "name").unwrap_or_default(),
            display_name: body::text(&wish, "display_name"),
            branding: wish.get("branding").cloned(),
            metadata: metadata(&wish).unwrap_or_default(),
            connections: BTreeMap::new(),
            members: BTreeMap::new(),
            client_grants: BTreeSet::new(),
            created_at: now,
            settings: settings(&wish),
            discovery_domains: Table::default(),
            invitations: Table::default(),
            associated_clients: Table::default(),
            group_roles: BTreeMap::new(),
        };
        check_free(state, &organization)?;
        entity_limits::check(tenant.budgets.tier(), Entity::Organization, state.organizations.len())?;
        for (place, wish) in (0_i64..).zip(&connections) {
            usages::add(state, &mut organization, wish, now + TimeDelta::milliseconds(place))?;
        }
        state.organizations.put(organization.clone());
        Ok::<_, ApiError>(organization)
    })?;
    Ok(HttpResponse::Created().json(view(&created)))
}

fn check_free(state: &State, organization: &Organization) -> Result<(), ApiError> {
    let taken = |other: &Organization| other.id != organization.id;
    match state.organizations.by_name(&organization.name).is_some_and(taken) {
        true => Err(ApiError::conflict(
            Some("organization_conflict"),
            "An organization with this name already exists.",
        )),
        false => Ok(()),
    }
}

/// What is kept as it was sent.
fn settings(wish: &Map<String, Value>) -> Map<String, Value> {
    let kept = ["token_quota", "third_party_client_access", "is_app_entitlement_active"];
    wish.iter()
        .filter(|(name, _)| kept.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn metadata(wish: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut metadata = wish.get("metadata")?.as_object()?.clone();
    metadata.retain(|_, value| !value.is_null());
    Some(metadata)
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organizations"])?;
    Ok(HttpResponse::Ok().json(view(&find(&tenant, &id)?)))
}

async fn get_by_name(
    tenant: web::Data<Tenant>,
    caller: Caller,
    name: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organizations"])?;
    let found = tenant.read(|state| state.organizations.by_name(&name).cloned());
    Ok(HttpResponse::Ok().json(view(&found.ok_or_else(inexistent)?)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:organizations"])?;
    let wish = body::object(&bytes, PATCH)?;
    let changed = tenant.write(|state| {
        let mut organization = state.organizations.get(&id).cloned().ok_or_else(inexistent)?;
        if let Some(name) = body::text(&wish, "name") {
            organization.name = name;
        }
        if let Some(display_name) = body::text(&wish, "display_name") {
            organization.display_name = Some(display_name);
        }
        if let Some(branding) = wish.get("branding") {
            organization.branding = Some(branding.clone());
        }
        if let Some(metadata) = metadata(&wish) {
            organization.metadata = metadata;
        }
        organization.settings.extend(settings(&wish));
        organization.settings.retain(|_, value| !value.is_null());
        check_free(state, &organization)?;
        state.organizations.put(organization.clone());
        Ok::<_, ApiError>(organization)
    })?;
    Ok(HttpResponse::Ok().json(view(&changed)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organizations"])?;
    tenant.write(|state| state.organizations.remove(&id)).ok_or_else(inexistent)?;
    Ok(HttpResponse::NoContent().finish())
}

/// The organization of this id.
pub(super) fn find(tenant: &Tenant, id: &str) -> Result<Organization, ApiError> {
    tenant.read(|state| state.organizations.get(id).cloned()).ok_or_else(inexistent)
}

/// What an answer tells of an organization.
pub(super) fn view(organization: &Organization) -> Value {
    let mut view = json!({ "id": organization.id, "name": organization.name });
    if let Some(display_name) = &organization.display_name {
        view["display_name"] = json!(display_name);
    }
    if let Some(branding) = &organization.branding {
        view["branding"] = branding.clone();
    }
    if !organization.metadata.is_empty() {
        view["metadata"] = json!(organization.metadata);
    }
    for (name, value) in &organization.settings {
        view[name] = value.clone();
    }
    view
}
