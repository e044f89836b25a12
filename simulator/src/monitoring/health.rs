//! The old health probes. A fault that is ordered for their path makes them fail.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::tenant::Tenant;

/// GET `/test`: the core answers.
pub(super) async fn test(tenant: web::Data<Tenant>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "clock": tenant.now().timestamp_millis() }))
}

/// GET `/testall`: everything answers.
pub(super) async fn test_all() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("OK")
}
