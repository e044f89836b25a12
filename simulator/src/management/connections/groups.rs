//! `/connections/{id}/directory-provisioning/synchronized-groups`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{DirectoryProvisioning, SynchronizedGroup},
};

use super::{
    super::{
        ApiError,
        access::Caller,
        body, formats,
        paging::Paging,
        query::Query,
        schema::{Field, Kind, optional, required},
    },
    directory::supported,
    inexistent,
};

const PATH: &str = "/connections/{id}/directory-provisioning/synchronized-groups";
/// Groups that a connection can have.
const MOST: usize = 10_000;
const ID_PATTERN: &str = "^[A-Za-z0-9]+$";
const ID: Field = required(
    "id",
    "Google Workspace Directory group ID",
    Kind::Pattern(32, ID_PATTERN, |text| text.chars().all(|letter| letter.is_ascii_alphanumeric())),
);
const GROUP: &[Field] = &[
    ID,
    optional("name", "Google Workspace Directory group name", Kind::Text(1, 255)),
    optional("email", "Google Workspace Directory group email", formats::EMAIL),
    optional("direct_members_count", "", Kind::Integer(0, i64::MAX)),
];
const WISH: &[Field] = &[required("groups", "", Kind::List(&Kind::Record(GROUP), 0, MOST))];

fn unconfigured() -> ApiError {
    ApiError::not_found("Connection directory provisioning configuration not found")
}

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(list))
        .route(PATH, web::put().to(replace))
        .route(PATH, web::post().to(add))
        .route(PATH, web::delete().to(remove));
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:directory_provisionings"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let directory = supported(&tenant, &id)?.directory.ok_or_else(unconfigured)?;
    let start =
        query.text("q").and_then(|q| q.strip_prefix("name:")).map(|name| name.trim_matches(['*', '"']));
    let wanted = |group: &SynchronizedGroup| {
        start.is_none_or(|start| group.name.as_deref().is_some_and(|name| name.starts_with(start)))
    };
    let rows: Vec<SynchronizedGroup> = directory.groups.into_iter().filter(wanted).collect();
    let answer = paging.answer("groups", &rows, |group| group.id.clone(), |group| json!(group))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn replace(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    change(&tenant, &caller, &id, &bytes, |directory, groups| directory.groups = groups)
}

async fn add(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    change(&tenant, &caller, &id, &bytes, |directory, groups| {
        directory.groups.retain(|kept| !groups.iter().any(|group| group.id == kept.id));
        directory.groups.extend(groups);
    })
}

async fn remove(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    change(&tenant, &caller, &id, &bytes, |directory, groups| {
        directory.groups.retain(|kept| !groups.iter().any(|group| group.id == kept.id));
    })
}

fn change(
    tenant: &Tenant,
    caller: &Caller,
    id: &str,
    bytes: &web::Bytes,
    apply: impl FnOnce(&mut DirectoryProvisioning, Vec<SynchronizedGroup>),
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:directory_provisionings"])?;
    let groups = groups(&body::object(bytes, WISH)?);
    supported(tenant, id)?;
    tenant.write(|state| {
        let connection = state.connections.get_mut(id).ok_or_else(inexistent)?;
        apply(connection.directory.as_mut().ok_or_else(unconfigured)?, groups);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn groups(wish: &Map<String, Value>) -> Vec<SynchronizedGroup> {
    let rows = wish.get("groups").and_then(Value::as_array);
    let group = |row: &Value| serde_json::from_value(row.clone()).ok();
    rows.into_iter().flatten().filter_map(group).collect()
}
