//! Reading the audit log.

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use api::{AuditEvent, Page, Permission, Problem};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::{
    auth::{Caller, authorize},
    http::{
        list::{PageQuery, page},
        path::{InOrganization, Query},
    },
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(list);
}

/// List audit events, the newest first
#[utoipa::path(operation_id = "list_audit_events", tag = "audit",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of events", body = Page<AuditEvent>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/audit-events")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::AuditRead, organization)?;
    let window = query.window()?;
    let events = service::list(&state, &scope, window).await?;
    Ok(page(&request, window, events, |event| event.id.uuid(), |event| event))
}
