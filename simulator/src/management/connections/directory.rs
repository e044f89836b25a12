//! `/connections/{id}/directory-provisioning` and `/connections-directory-provisionings`

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    groups::Group,
    ids,
    model::{Connection, DirectoryMapping, DirectoryProvisioning, Synchronization, SynchronizedGroup},
    state::State,
};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        paging::Paging,
        query::Query,
        schema::{Field, Kind, optional, required},
        timestamp,
    },
    directory_mapping, find, inexistent,
};

/// The only strategy whose directory can be read.
const STRATEGY: &str = "google-apps";
const UNSUPPORTED: &str = "The connection strategy does not support inbound directory provisioning";
const USERS_OFF: &str = "The Google Workspace Users API is not enabled on the connection. Select the Enable Users API \
     option and go through the setup again.";
const GROUPS_OFF: &str = "The Google Workspace Groups API is not enabled on the connection. Select the Enable Groups API \
     option and go through the setup again.";
const INCOMPLETE: &str = "The connection cannot be synchronized because setup is incomplete. Please complete the Google \
     Workspace connection administrator setup and try again.";
const TOO_SOON: &str =
    "Connection has been synchronized in the last 30 minutes. Please wait before synchronizing it again.";
const RUNNING: &str = "A synchronization has already been requested or is in progress for the connection";
/// How long a run takes.
const RUN: TimeDelta = TimeDelta::seconds(5);
/// How far apart runs must be.
const INTERVAL: TimeDelta = TimeDelta::minutes(30);

const ROW: &[Field] = &[
    required("auth0", "The field location in the Auth0 schema", Kind::Text(0, 1000)),
    required("idp", "The field location in the IDP schema", Kind::Text(0, 1000)),
];
const WISH: &[Field] = &[
    optional(
        "mapping",
        "The mapping between Auth0 and IDP user attributes",
        Kind::List(&Kind::Record(ROW), 1, 1000),
    ),
    optional("synchronize_automatically", "", Kind::Flag),
    optional("synchronize_groups", "", Kind::OneOf(&["all", "off", "selected"])),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connections/{id}/directory-provisioning", web::get().to(get))
        .route("/connections/{id}/directory-provisioning", web::post().to(create))
        .route("/connections/{id}/directory-provisioning", web::patch().to(update))
        .route("/connections/{id}/directory-provisioning", web::delete().to(delete))
        .route("/connections/{id}/directory-provisioning/default-mapping", web::get().to(default_mapping))
        .route("/connections/{id}/directory-provisioning/synchronizations", web::post().to(synchronize))
        .route("/connections-directory-provisionings", web::get().to(list));
}

fn unconfigured() -> ApiError {
    ApiError::not_found("Directory provisioning configuration not found")
}

/// The connection, if its directory can be read.
pub(super) fn supported(tenant: &Tenant, id: &str) -> Result<Connection, ApiError> {
    let connection = find(tenant, id)?;
    if connection.strategy == STRATEGY { Ok(connection) } else { Err(refused(UNSUPPORTED)) }
}

fn refused(message: &str) -> ApiError {
    ApiError::bad_request("operation_not_supported", message)
}

fn is_on(options: &Map<String, Value>, name: &str) -> bool {
    options.get(name) == Some(&json!(true))
}

/// While the directory is read, what it is read with cannot be switched off.
pub(super) fn check_options(connection: &Connection, options: &Map<String, Value>) -> Result<(), ApiError> {
    let Some(directory) = &connection.directory else { return Ok(()) };
    if !is_on(options, "api_enable_users") {
        return Err(ApiError::invalid_body(
            "options.api_enable_users cannot be disabled while directory provisioning is enabled",
        ));
    }
    check_groups(&directory.synchronize_groups, options)
}

fn check_groups(wanted: &str, options: &Map<String, Value>) -> Result<(), ApiError> {
    if wanted == "off" || is_on(options, "api_enable_groups") { Ok(()) } else { Err(refused(GROUPS_OFF)) }
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:directory_provisionings"])?;
    let connection = supported(&tenant, &id)?;
    let directory = connection.directory.as_ref().ok_or_else(unconfigured)?;
    Ok(HttpResponse::Ok().json(view(&connection, directory, tenant.now())))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:directory_provisionings"])?;
    let wish = body::optional_object(&bytes, WISH)?;
    let before = supported(&tenant, &id)?;
    if !is_on(&before.options, "api_enable_users") {
        return Err(refused(USERS_OFF));
    }
    let now = tenant.now();
    let mut directory = DirectoryProvisioning {
        mapping: directory_mapping::default(),
        synchronize_automatically: false,
        synchronize_groups: "off".to_owned(),
        groups: Vec::new(),
        created_at: now,
        updated_at: now,
        synchronization: None,
    };
    apply(&mut directory, &wish);
    check_groups(&directory.synchronize_groups, &before.options)?;
    let connection = tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        if connection.directory.is_some() {
            let message = "Directory provisioning is already enabled on the specified connection";
            return Err(ApiError::conflict(None, message));
        }
        connection.directory = Some(directory.clone());
        Ok(connection.clone())
    })?;
    Ok(HttpResponse::Created().json(view(&connection, &directory, now)))
}

fn apply(directory: &mut DirectoryProvisioning, wish: &Map<String, Value>) {
    if let Some(rows) = wish.get("mapping").and_then(Value::as_array) {
        let row = |row: &Value| serde_json::from_value::<DirectoryMapping>(row.clone()).ok();
        directory.mapping = rows.iter().filter_map(row).collect();
    }
    if let Some(flag) = body::flag(wish, "synchronize_automatically") {
        directory.synchronize_automatically = flag;
    }
    if let Some(groups) = body::text(wish, "synchronize_groups") {
        directory.synchronize_groups = groups;
    }
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:directory_provisionings"])?;
    let wish = body::optional_object(&bytes, WISH)?;
    let before = supported(&tenant, &id)?;
    let mut directory = before.directory.clone().ok_or_else(unconfigured)?;
    apply(&mut directory, &wish);
    check_groups(&directory.synchronize_groups, &before.options)?;
    directory.updated_at = tenant.now();
    let connection = tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        connection.directory = Some(directory.clone());
        Ok::<_, ApiError>(connection.clone())
    })?;
    Ok(HttpResponse::Ok().json(view(&connection, &directory, tenant.now())))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:directory_provisionings"])?;
    tenant.write(|state| {
        state.connections.get_mut(&id).ok_or_else(inexistent)?.directory = None;
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn default_mapping(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:directory_provisionings"])?;
    supported(&tenant, &id)?;
    Ok(HttpResponse::Ok().json(json!({ "mapping": directory_mapping::default() })))
}

async fn synchronize(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:directory_provisionings"])?;
    let before = supported(&tenant, &id)?;
    if before.directory.is_none() {
        return Err(unconfigured());
    }
    if before.text_option("admin_refresh_token").is_none() {
        return Err(refused(INCOMPLETE));
    }
    let now = tenant.now();
    let run = Synchronization { id: format!("dsr_{}", ids::alphanumeric(22)), started_at: now };
    tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        let directory = connection.directory.as_mut().ok_or_else(unconfigured)?;
        match directory.synchronization.as_ref().map(|last| now - last.started_at) {
            Some(age) if age < RUN => return Err(ApiError::conflict(None, RUNNING)),
            Some(age) if age < INTERVAL => return Err(refused(TOO_SOON)),
            _ => {}
        }
        directory.synchronization = Some(run.clone());
        let selected = (directory.synchronize_groups == "selected").then(|| directory.groups.clone());
        for group in selected.into_iter().flatten() {
            take_over(state, &id, group, now);
        }
        Ok(())
    })?;
    let answer = json!({ "connection_id": before.id, "synchronization_id": run.id, "status": "in_progress" });
    Ok(HttpResponse::Created().json(answer))
}

/// Makes a group of one that was selected in the directory; nobody is in it, as there is no directory.
fn take_over(state: &mut State, connection: &str, selected: SynchronizedGroup, now: DateTime<Utc>) {
    let same =
        |group: &&Group| group.connection == connection && group.external_id.as_ref() == Some(&selected.id);
    let mut group = state
        .groups
        .iter()
        .find(same)
        .cloned()
        .unwrap_or_else(|| Group::new(connection.to_owned(), selected.id.clone(), now));
    group.external_id = Some(selected.id);
    group.name = selected.name.or(selected.email).unwrap_or(group.name);
    group.updated_at = now;
    state.groups.put(group);
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:directory_provisionings"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let rows: Vec<Connection> = tenant
        .read(|state| state.connections.iter().filter(|one| one.directory.is_some()).cloned().collect());
    let now = tenant.now();
    let show =
        |one: &Connection| one.directory.as_ref().map_or(Value::Null, |directory| view(one, directory, now));
    Ok(HttpResponse::Ok().json(paging.answer(
        "directory_provisionings",
        &rows,
        |row| row.id.clone(),
        show,
    )?))
}

fn view(connection: &Connection, directory: &DirectoryProvisioning, now: DateTime<Utc>) -> Value {
    let mut view = json!({
        "connection_id": connection.id,
        "connection_name": connection.name,
        "strategy": connection.strategy,
        "mapping": directory.mapping,
        "synchronize_automatically": directory.synchronize_automatically,
        "synchronize_groups": directory.synchronize_groups,
        "created_at": timestamp(directory.created_at),
        "updated_at": timestamp(directory.updated_at),
    });
    if let Some(last) = &directory.synchronization {
        let done = now - last.started_at >= RUN;
        view["last_synchronization_at"] = json!(timestamp(last.started_at));
        view["last_synchronization_status"] = json!(if done { "success" } else { "in_progress" });
    }
    view
}
