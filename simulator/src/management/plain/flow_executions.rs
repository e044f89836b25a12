//! `/flows/{id}/executions`: no flow runs here, so that there are none

use actix_web::{HttpResponse, web};
use serde_json::Value;

use crate::tenant::Tenant;

use super::{
    super::{
        ApiError,
        access::Caller,
        paging::{Paging, USUAL},
        query::Query,
    },
    forms::FLOWS,
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/flows/{id}/executions", web::get().to(list))
        .route("/flows/{id}/executions/{execution}", web::get().to(get))
        .route("/flows/{id}/executions/{execution}", web::delete().to(delete));
}

fn check_flow(tenant: &Tenant, id: &str) -> Result<(), ApiError> {
    tenant.read(|state| FLOWS.find(&state.documents, id)).map(|_| ())
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:flows_executions"])?;
    let paging = Paging::read(&query, USUAL)?;
    check_flow(&tenant, &id)?;
    let none: [Value; 0] = [];
    Ok(HttpResponse::Ok().json(paging.answer("executions", &none, Value::to_string, Value::clone)?))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:flows_executions"])?;
    check_flow(&tenant, &path.0)?;
    Err(ApiError::inexistent("flow_execution_not_found", "The flow execution does not exist."))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:flows_executions"])?;
    check_flow(&tenant, &path.0)?;
    Ok(HttpResponse::NoContent().finish())
}
