//! Whether the server lives, and whether it can serve.

use actix_web::{HttpResponse, get, web::Data};
use api::ProblemCode;

use crate::{problem::ApiError, state::AppState, tenants};

/// The process runs.
#[get("/healthz")]
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

/// The database answers, and the tenant's organizations have been read at least once.
#[get("/readyz")]
pub(super) async fn ready(state: Data<AppState>) -> Result<HttpResponse, ApiError> {
    let read = tenants::store::organizations_read_at(&state.db, state.tenant.id).await?;
    if read.is_none() {
        let words = "The tenant's organizations have not been read yet.";
        return Err(
            ApiError::new(ProblemCode::Unavailable, words).retry_after(std::time::Duration::from_secs(1))
        );
    }
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })))
}
