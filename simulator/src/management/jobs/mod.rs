//! `/jobs`

mod export;
mod import;
mod multipart;

pub(super) use export::configure_downloads;

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant, ids,
    jobs::{Job, Work},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    connections::STRATEGIES,
    schema::{
        Field,
        Kind::{OneOf, Record, Text},
        MANY, may, must,
    },
    tickets::check_places,
    timestamp,
    user_identities::CONNECTION_ID,
};

const VERIFICATION: &[Field] = &[
    must("user_id", Text(1, MANY)),
    may("client_id", Text(1, 64)),
    may(
        "identity",
        Record(&[
            must("user_id", Text(1, MANY)),
            must("provider", OneOf(STRATEGIES)),
            may("connection_id", CONNECTION_ID),
        ]),
    ),
    may("organization_id", Text(1, 50)),
];
/// Any of these lets look at jobs.
const READERS: &[&str] = &["create:users", "read:users"];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .configure(import::configure)
        .route("/jobs/users-exports", web::post().to(export::create))
        .route("/jobs/verification-email", web::post().to(verify_email))
        .route("/jobs/{id}", web::get().to(get))
        .route("/jobs/{id}/errors", web::get().to(errors));
}

fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_job", "The job does not exist.")
}

/// Keeps a job; the answer is what its orderer sees, when it has only begun.
fn keep(tenant: &Tenant, state: &mut State, order: Map<String, Value>, work: Work) -> Value {
    let job = Job { id: ids::short("job"), order, work, created_at: tenant.now() };
    let shown = view(&job, "pending");
    state.jobs.put(job);
    Value::Object(shown)
}

fn view(job: &Job, status: &str) -> Map<String, Value> {
    let mut view = job.order.clone();
    let own = [
        ("id", json!(job.id)),
        ("type", json!(job.work.kind())),
        ("status", json!(status)),
        ("created_at", json!(timestamp(job.created_at))),
    ];
    view.extend(own.map(|(name, value)| (name.to_owned(), value)));
    view
}

/// A job with its outcome.
fn finished(tenant: &Tenant, job: &Job) -> Map<String, Value> {
    let failed = matches!(job.work, Work::UnreadableImport { .. });
    let mut shown = view(job, if failed { "failed" } else { "completed" });
    let (name, value) = match &job.work {
        Work::VerificationEmail => return shown,
        Work::Import { inserted, updated, failed } => {
            let total = inserted + updated + failed.len();
            let summary =
                json!({ "failed": failed.len(), "updated": updated, "inserted": inserted, "total": total });
            ("summary", summary)
        }
        Work::UnreadableImport { problem } => ("status_details", json!(problem)),
        Work::Export { .. } => ("location", json!(export::location(tenant, job))),
    };
    shown.insert(name.to_owned(), value);
    shown
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(READERS)?;
    let job = tenant.read(|state| state.jobs.get(&id).cloned()).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(finished(&tenant, &job)))
}

async fn errors(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(READERS)?;
    let job = tenant.read(|state| state.jobs.get(&id).cloned()).ok_or_else(inexistent)?;
    match &job.work {
        Work::Import { failed, .. } if !failed.is_empty() => Ok(HttpResponse::Ok().json(failed)),
        Work::UnreadableImport { .. } => Ok(HttpResponse::Ok().json(finished(&tenant, &job))),
        _ => Ok(HttpResponse::NoContent().finish()),
    }
}

/// Nobody receives the e-mail; a ticket does the same and can be read.
async fn verify_email(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    let wish = body::object(&bytes, VERIFICATION)?;
    let shown = tenant.write(|state| {
        check_places(state, &wish)?;
        let user = body::text(&wish, "user_id").and_then(|id| state.users.get(&id));
        if user.is_none() {
            return Err(ApiError::bad_request("inexistent_user", "The user does not exist."));
        }
        Ok(keep(&tenant, state, Map::new(), Work::VerificationEmail))
    })?;
    Ok(HttpResponse::Created().json(shown))
}
