//! `/connections/{id}/scim-configuration` and `/connections-scim-configurations`

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{Connection, ScimConfiguration, ScimMapping},
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
    find, inexistent, scim_mapping,
};

const UNSUPPORTED: &str = "This connection type does not support SCIM. Please see our documentation for the currently \
     supported connection types: https://auth0.com/docs/authenticate/protocols/scim/configure-inbound-scim.";
const COMMON_ENDPOINT: &str =
    "SCIM cannot be enabled for this connection when the Azure AD common endpoint is used.";
const USER_ID: &str = "externalId";
const ROWS: Kind = Kind::List(&Kind::Object, 0, 1000);
const CREATE: &[Field] = &[
    optional("user_id_attribute", "User ID attribute for generating unique user ids", Kind::Text(0, 1000)),
    optional("mapping", "The mapping between auth0 and SCIM", ROWS),
];
const CHANGE: &[Field] = &[
    required("user_id_attribute", "User ID attribute for generating unique user ids", Kind::Text(0, 1000)),
    required("mapping", "The mapping between auth0 and SCIM", ROWS),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connections/{id}/scim-configuration", web::get().to(get))
        .route("/connections/{id}/scim-configuration", web::post().to(create))
        .route("/connections/{id}/scim-configuration", web::patch().to(update))
        .route("/connections/{id}/scim-configuration", web::delete().to(delete))
        .route("/connections/{id}/scim-configuration/default-mapping", web::get().to(default_mapping))
        .route("/connections-scim-configurations", web::get().to(list));
}

/// There is no configuration.
pub(super) fn unconfigured() -> ApiError {
    ApiError::not_found("Not Found")
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:scim_config"])?;
    let connection = find(&tenant, &id)?;
    let scim = connection.scim.as_ref().ok_or_else(unconfigured)?;
    Ok(HttpResponse::Ok().json(view(&tenant, &connection, scim)))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:scim_config"])?;
    let before = find(&tenant, &id)?;
    let defaults =
        scim_mapping::default_of(&before.strategy).ok_or_else(|| ApiError::not_found(UNSUPPORTED))?;
    let wish = body::optional_object(&bytes, CREATE)?;
    let mapping = mapping(&wish)?.unwrap_or(defaults);
    let user_id_attribute = body::text(&wish, "user_id_attribute").unwrap_or_else(|| USER_ID.to_owned());
    let now = tenant.now();
    let connection = tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        check_possible(connection)?;
        connection.scim = Some(configuration(user_id_attribute, mapping, now));
        Ok::<_, ApiError>(connection.clone())
    })?;
    let scim = connection.scim.as_ref().ok_or_else(unconfigured)?;
    Ok(HttpResponse::Created().json(view(&tenant, &connection, scim)))
}

fn check_possible(connection: &Connection) -> Result<(), ApiError> {
    if connection.scim.is_some() {
        return Err(ApiError::invalid_body("SCIM configuration already exists for connection"));
    }
    if connection.options.get("useCommonEndpoint") == Some(&json!(true)) {
        return Err(ApiError::invalid_body(COMMON_ENDPOINT));
    }
    Ok(())
}

fn configuration(
    user_id_attribute: String,
    mapping: Vec<ScimMapping>,
    now: DateTime<Utc>,
) -> ScimConfiguration {
    ScimConfiguration { user_id_attribute, mapping, tokens: Vec::new(), created_at: now, updated_on: now }
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:scim_config"])?;
    let wish = body::object(&bytes, CHANGE)?;
    let mapping = mapping(&wish)?.unwrap_or_default();
    let now = tenant.now();
    let connection = tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        let scim = connection.scim.as_mut().ok_or_else(unconfigured)?;
        scim.user_id_attribute = body::text(&wish, "user_id_attribute").unwrap_or_default();
        scim.mapping = mapping;
        scim.updated_on = now;
        Ok::<_, ApiError>(connection.clone())
    })?;
    let scim = connection.scim.as_ref().ok_or_else(unconfigured)?;
    Ok(HttpResponse::Ok().json(view(&tenant, &connection, scim)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:scim_config"])?;
    tenant.write(|state| {
        state.connections.get_mut(&id).ok_or_else(inexistent)?.scim = None;
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn default_mapping(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:scim_config"])?;
    let mapping = scim_mapping::default_of(&find(&tenant, &id)?.strategy).ok_or_else(unconfigured)?;
    Ok(HttpResponse::Ok().json(json!({ "mapping": mapping })))
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:scim_config"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let rows: Vec<Connection> =
        tenant.read(|state| state.connections.iter().filter(|one| one.scim.is_some()).cloned().collect());
    let show = |one: &Connection| one.scim.as_ref().map_or(Value::Null, |scim| view(&tenant, one, scim));
    Ok(HttpResponse::Ok().json(paging.answer("scim_configurations", &rows, |row| row.id.clone(), show)?))
}

/// The rows of a mapping; one SCIM attribute goes to one place.
fn mapping(wish: &Map<String, Value>) -> Result<Option<Vec<ScimMapping>>, ApiError> {
    let Some(rows) = wish.get("mapping").and_then(Value::as_array) else { return Ok(None) };
    let invalid = || ApiError::invalid_body("Invalid mapping provided");
    let mut mapping: Vec<ScimMapping> = Vec::new();
    for row in rows {
        let row: ScimMapping = serde_json::from_value(row.clone()).map_err(|_| invalid())?;
        if mapping.iter().any(|other| other.scim == row.scim || other.auth0 == row.auth0) {
            return Err(invalid());
        }
        mapping.push(row);
    }
    Ok(Some(mapping))
}

fn view(tenant: &Tenant, connection: &Connection, scim: &ScimConfiguration) -> Value {
    json!({
        "tenant_name": tenant.name,
        "connection_id": connection.id,
        "connection_name": connection.name,
        "strategy": connection.strategy,
        "mapping": scim.mapping,
        "updated_on": timestamp(scim.updated_on),
        "created_at": timestamp(scim.created_at),
        "user_id_attribute": scim.user_id_attribute,
    })
}
