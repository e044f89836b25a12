//! Jobs over the wire.

use actix_web::{HttpResponse, get, post, web::Data};
use api::{Job, JobId, Permission, Problem};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize_any},
    http::{etag, path::Id},
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(get_one).service(retry).service(cancel);
}

/// Read a job
#[utoipa::path(operation_id = "get_job", tag = "jobs", params(("job_id" = JobId, Path, description = "the job")),
    responses((status = 200, description = "The job", body = Job),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/jobs/{job_id}")]
async fn get_one(state: Data<AppState>, caller: Caller, Id(id): Id<JobId>) -> Result<HttpResponse, ApiError> {
    let scope = authorize_any(&caller, Permission::JobsRead)?;
    Ok(etag::ok(&service::get(&state, &scope, id).await?))
}

/// Try a job again now
#[utoipa::path(operation_id = "retry_job", tag = "jobs", params(("job_id" = JobId, Path, description = "the job")),
    responses((status = 200, description = "The job, back in the queue", body = Job),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is in another state", body = Problem, content_type = "application/problem+json")))]
#[post("/jobs/{job_id}/retry")]
async fn retry(state: Data<AppState>, caller: Caller, Id(id): Id<JobId>) -> Result<HttpResponse, ApiError> {
    let scope = authorize_any(&caller, Permission::JobsWrite)?;
    Ok(HttpResponse::Ok().json(service::retry(&state, &scope, id).await?))
}

/// Take a job out of the queue
#[utoipa::path(operation_id = "cancel_job", tag = "jobs", params(("job_id" = JobId, Path, description = "the job")),
    responses((status = 200, description = "The job, cancelled", body = Job),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is in another state", body = Problem, content_type = "application/problem+json")))]
#[post("/jobs/{job_id}/cancel")]
async fn cancel(state: Data<AppState>, caller: Caller, Id(id): Id<JobId>) -> Result<HttpResponse, ApiError> {
    let scope = authorize_any(&caller, Permission::JobsWrite)?;
    Ok(HttpResponse::Ok().json(service::cancel(&state, &scope, id).await?))
}
