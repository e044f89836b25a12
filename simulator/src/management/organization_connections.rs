//! `/organizations/{id}/enabled_connections` and its successor `/organizations/{id}/connections`

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{Connection, Organization, OrganizationConnection},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body, organizations,
    paging::{Limits, Paging},
    query::Query,
    schema::{Field, Kind, optional, required},
};

/// Connections an organization can have, counting disabled ones.
const MOST: usize = 10;
const LIMITS: Limits = Limits { per_page: 50, take: 100, capped: false };
const SIGN_UP_RULE: &str =
    "Only database connections with assign_membership_on_login = true support is_signup_enabled = true.";
const LEVELS: &[&str] = &["none", "readonly", "limited", "full"];

/// What the older endpoint takes.
pub(super) const ADD: &[Field] = &[
    required("connection_id", "Single connection ID to add to the organization.", Kind::Text(1, 50)),
    optional("assign_membership_on_login", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("is_signup_enabled", "", Kind::Flag),
];
const CHANGE: &[Field] = &[
    optional("assign_membership_on_login", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("is_signup_enabled", "", Kind::Flag),
];
const NEW_ADD: &[Field] = &[
    required("connection_id", "Connection identifier.", Kind::Text(1, 50)),
    optional("assign_membership_on_login", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("is_signup_enabled", "", Kind::Flag),
    optional("is_enabled", "", Kind::Nullable(&Kind::Flag)),
    optional("organization_connection_name", "", Kind::Nullable(&Kind::Text(1, 50))),
    optional("organization_access_level", "", Kind::Nullable(&Kind::OneOf(LEVELS))),
];
const NEW_CHANGE: &[Field] = &[
    optional("assign_membership_on_login", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("is_signup_enabled", "", Kind::Flag),
    optional("is_enabled", "", Kind::Nullable(&Kind::Flag)),
    optional("organization_connection_name", "", Kind::Nullable(&Kind::Text(1, 50))),
    optional("organization_access_level", "", Kind::Nullable(&Kind::OneOf(LEVELS))),
];

/// Which of the two endpoints answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Generation {
    Enabled,
    Connections,
}

impl Generation {
    const fn key(self) -> &'static str {
        match self {
            Self::Enabled => "enabled_connections",
            Self::Connections => "connections",
        }
    }
}

type OrganizationPath = web::Path<String>;
type UsagePath = web::Path<(String, String)>;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    use Generation::{Connections, Enabled};
    config
        .route(
            "/organizations/{id}/enabled_connections",
            web::get().to(|t, c, p, q| list(Enabled, t, c, p, q)),
        )
        .route(
            "/organizations/{id}/enabled_connections",
            web::post().to(|t, c, p, b| create(Enabled, t, c, p, b)),
        )
        .route(
            "/organizations/{id}/enabled_connections/{connection}",
            web::get().to(|t, c, p| get(Enabled, t, c, p)),
        )
        .route(
            "/organizations/{id}/enabled_connections/{connection}",
            web::patch().to(|t, c, p, b| update(Enabled, t, c, p, b)),
        )
        .route("/organizations/{id}/enabled_connections/{connection}", web::delete().to(delete))
        .route("/organizations/{id}/connections", web::get().to(|t, c, p, q| list(Connections, t, c, p, q)))
        .route(
            "/organizations/{id}/connections",
            web::post().to(|t, c, p, b| create(Connections, t, c, p, b)),
        )
        .route(
            "/organizations/{id}/connections/{connection}",
            web::get().to(|t, c, p| get(Connections, t, c, p)),
        )
        .route(
            "/organizations/{id}/connections/{connection}",
            web::patch().to(|t, c, p, b| update(Connections, t, c, p, b)),
        )
        .route("/organizations/{id}/connections/{connection}", web::delete().to(delete));
}

fn inexistent() -> ApiError {
    ApiError::not_found("No connection found by that id")
}

async fn list(
    generation: Generation,
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: OrganizationPath,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_connections"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let filter = query.flag("is_enabled")?;
    let organization = organizations::find(&tenant, &id)?;
    let wanted = |usage: &OrganizationConnection| match generation {
        Generation::Enabled => usage.is_enabled,
        Generation::Connections => filter.is_none_or(|wanted| usage.is_enabled == wanted),
    };
    let mut rows: Vec<(Connection, OrganizationConnection)> = tenant.read(|state| {
        let known = organization.connections.iter().filter(|(_, usage)| wanted(usage));
        known.filter_map(|(id, usage)| Some((state.connections.get(id)?.clone(), usage.clone()))).collect()
    });
    rows.sort_by_key(|(_, usage)| usage.added_at);
    let show = |row: &(Connection, OrganizationConnection)| view(generation, &row.0, &row.1);
    Ok(HttpResponse::Ok().json(paging.answer(generation.key(), &rows, |row| row.0.id.clone(), show)?))
}

async fn create(
    generation: Generation,
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: OrganizationPath,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:organization_connections"])?;
    let wish = body::object(&bytes, if generation == Generation::Enabled { ADD } else { NEW_ADD })?;
    let now = tenant.now();
    let (connection, usage) = tenant.write(|state| {
        let mut organization = state.organizations.get(&id).cloned().ok_or_else(organizations::inexistent)?;
        let added = add(state, &mut organization, &wish, now)?;
        state.organizations.put(organization);
        Ok::<_, ApiError>(added)
    })?;
    Ok(HttpResponse::Created().json(view(generation, &connection, &usage)))
}

/// Adds a connection to an organization that is not in the state yet, or is about to be put back.
pub(super) fn add(
    state: &State,
    organization: &mut Organization,
    wish: &Map<String, Value>,
    now: DateTime<Utc>,
) -> Result<(Connection, OrganizationConnection), ApiError> {
    let id = body::text(wish, "connection_id").unwrap_or_default();
    let connection = state.connections.get(&id).cloned().ok_or_else(inexistent)?;
    if organization.connections.contains_key(&id) {
        return Err(ApiError::conflict(None, "The organization connection already exists."));
    }
    if organization.connections.len() >= MOST {
        return Err(ApiError::invalid_body(format!(
            "Quota exceeded; cannot add more than {MOST} connections to a single organization"
        )));
    }
    let mut usage = OrganizationConnection {
        assign_membership_on_login: false,
        show_as_button: true,
        is_signup_enabled: false,
        is_enabled: true,
        organization_connection_name: None,
        organization_access_level: "none".to_owned(),
        added_at: now,
    };
    apply(&mut usage, wish);
    check(&connection, &usage)?;
    organization.connections.insert(id, usage.clone());
    Ok((connection, usage))
}

fn apply(usage: &mut OrganizationConnection, wish: &Map<String, Value>) {
    let set = |target: &mut bool, name: &str| {
        if let Some(flag) = body::flag(wish, name) {
            *target = flag;
        }
    };
    set(&mut usage.assign_membership_on_login, "assign_membership_on_login");
    set(&mut usage.show_as_button, "show_as_button");
    set(&mut usage.is_signup_enabled, "is_signup_enabled");
    set(&mut usage.is_enabled, "is_enabled");
    if let Some(name) = wish.get("organization_connection_name") {
        usage.organization_connection_name = name.as_str().map(str::to_owned);
    }
    if let Some(level) = body::text(wish, "organization_access_level") {
        usage.organization_access_level = level;
    }
}

fn check(connection: &Connection, usage: &OrganizationConnection) -> Result<(), ApiError> {
    if usage.is_signup_enabled && !(connection.is_database() && usage.assign_membership_on_login) {
        return Err(ApiError::invalid_body(SIGN_UP_RULE));
    }
    Ok(())
}

async fn get(
    generation: Generation,
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: UsagePath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:organization_connections"])?;
    let (organization, connection) = path.into_inner();
    let organization = organizations::find(&tenant, &organization)?;
    let usage = organization.connections.get(&connection).ok_or_else(inexistent)?;
    let connection =
        tenant.read(|state| state.connections.get(&connection).cloned()).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(view(generation, &connection, usage)))
}

async fn update(
    generation: Generation,
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: UsagePath,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:organization_connections"])?;
    let wish = body::object(&bytes, if generation == Generation::Enabled { CHANGE } else { NEW_CHANGE })?;
    let (organization, connection) = path.into_inner();
    let (connection, usage) = tenant.write(|state| {
        let connection = state.connections.get(&connection).cloned();
        let organization =
            state.organizations.get_mut(&organization).ok_or_else(organizations::inexistent)?;
        let connection = connection.ok_or_else(inexistent)?;
        let kept = organization.connections.get_mut(&connection.id).ok_or_else(inexistent)?;
        let mut usage = kept.clone();
        apply(&mut usage, &wish);
        check(&connection, &usage)?;
        *kept = usage.clone();
        Ok::<_, ApiError>((connection, usage))
    })?;
    Ok(HttpResponse::Ok().json(view(generation, &connection, &usage)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: UsagePath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:organization_connections"])?;
    let (organization, connection) = path.into_inner();
    tenant.write(|state| {
        let organization =
            state.organizations.get_mut(&organization).ok_or_else(organizations::inexistent)?;
        organization.connections.remove(&connection);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn view(generation: Generation, connection: &Connection, usage: &OrganizationConnection) -> Value {
    let mut view = json!({
        "connection_id": connection.id,
        "assign_membership_on_login": usage.assign_membership_on_login,
        "show_as_button": usage.show_as_button,
        "connection": { "name": connection.name, "strategy": connection.strategy },
    });
    if connection.is_database() {
        view["is_signup_enabled"] = json!(usage.is_signup_enabled);
    }
    if generation == Generation::Connections {
        view["is_enabled"] = json!(usage.is_enabled);
        view["organization_access_level"] = json!(usage.organization_access_level);
        if let Some(name) = &usage.organization_connection_name {
            view["organization_connection_name"] = json!(name);
        }
    }
    view
}
