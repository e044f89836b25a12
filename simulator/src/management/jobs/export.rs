//! `/jobs/users-exports`: people written to a file, which is fetched at the job's `location`

use std::io::Write;

use actix_web::{HttpResponse, web};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    jobs::{Job, Work},
};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        schema::{
            Field,
            Kind::{Integer, List, OneOf, Record, Text},
            may, must,
        },
        user_identities::CONNECTION_ID,
        users,
    },
    keep,
};

const MOST_FIELDS: usize = 30;
const WISH: &[Field] = &[
    may("connection_id", CONNECTION_ID),
    may("format", OneOf(&["json", "csv"])),
    may("limit", Integer(1, i64::MAX)),
    may(
        "fields",
        List(&Record(&[must("name", Text(1, 100)), may("export_as", Text(1, 100))]), 0, MOST_FIELDS),
    ),
];
/// What is written when no fields are named, and how it is called.
const USUAL: &[(&str, &str)] = &[
    ("user_id", "Id"),
    ("given_name", "Given Name"),
    ("family_name", "Family Name"),
    ("nickname", "Nickname"),
    ("name", "Name"),
    ("email", "Email"),
    ("email_verified", "Email Verified"),
    ("picture", "Picture"),
    ("identities[0].connection", "Connection"),
    ("created_at", "Created At"),
    ("updated_at", "Updated At"),
];

/// Registers where the files are, outside the API: whoever knows the address may fetch one.
pub(in super::super) fn configure_downloads(config: &mut web::ServiceConfig) {
    config.route("/exports/{file}", web::get().to(download));
}

/// Where the file of a job is.
pub(super) fn location(tenant: &Tenant, job: &Job) -> String {
    let format = job.order.get("format").and_then(Value::as_str).unwrap_or("json");
    tenant.url(&format!("exports/{}.{format}.gz", job.id))
}

pub(super) async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let mut order = body::optional_object(&bytes, WISH)?;
    let shown = tenant.write(|state| {
        let connection = match body::text(&order, "connection_id") {
            None => None,
            Some(id) => Some(state.connections.get(&id).map(|one| one.name.clone()).ok_or_else(|| {
                ApiError::bad_request("inexistent_connection", "The connection does not exist.")
            })?),
        };
        let limit = order.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
        let people = state
            .users
            .iter()
            .filter(|user| connection.as_ref().is_none_or(|name| user.connection == *name))
            .take(limit.unwrap_or(usize::MAX));
        let format = body::text(&order, "format").unwrap_or_else(|| "json".to_owned());
        let file = write(people.map(users::view), &fields(&order), &format);
        order.insert("format".to_owned(), json!(format));
        order.insert("connection".to_owned(), json!(connection.unwrap_or_default()));
        Ok::<_, ApiError>(keep(&tenant, state, order, Work::Export { file }))
    })?;
    Ok(HttpResponse::Ok().json(shown))
}

/// Paths into a profile, each with the name it is written under.
fn fields(order: &Map<String, Value>) -> Vec<(String, String)> {
    let Some(named) = order.get("fields").and_then(Value::as_array).filter(|all| !all.is_empty()) else {
        return USUAL.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = |field: &Value| text(field.get("export_as").unwrap_or(&field["name"]));
    named.iter().map(|field| (text(&field["name"]), name(field))).collect()
}

/// One line for each person.
fn write(people: impl Iterator<Item = Value>, fields: &[(String, String)], format: &str) -> String {
    let mut lines = Vec::new();
    if format == "csv" {
        lines.push(fields.iter().map(|(_, name)| quoted(name)).collect::<Vec<_>>().join(","));
    }
    for person in people {
        let values = fields.iter().map(|(path, name)| (name, at(&person, path)));
        lines.push(if format == "csv" {
            values.map(|(_, value)| quoted(&cell(value))).collect::<Vec<_>>().join(",")
        } else {
            let known = values.filter_map(|(name, value)| Some((name.clone(), value?.clone())));
            Value::Object(known.collect()).to_string()
        });
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The value at a path such as `identities[0].connection`.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    value.pointer(&pointer)
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

async fn download(tenant: web::Data<Tenant>, file: web::Path<String>) -> HttpResponse {
    let id = file.split('.').next().unwrap_or_default();
    let job = tenant.read(|state| state.jobs.get(id).cloned());
    let Some(Work::Export { file }) = job.map(|job| job.work) else {
        return HttpResponse::NotFound().finish();
    };
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    match packed.write_all(file.as_bytes()).and_then(|()| packed.finish()) {
        Ok(bytes) => HttpResponse::Ok().content_type("application/gzip").body(bytes),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
