//! `/logs`

use actix_web::{HttpResponse, web};
use serde_json::Value;

use crate::tenant::Tenant;

use super::{
    ApiError,
    access::Caller,
    fields::Fields,
    lucene::Filter,
    paging::{Limits, Paging},
    query::Query,
};

const LIMITS: Limits = Limits { per_page: 50, take: 100, capped: true };

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/logs", web::get().to(list)).route("/logs/{id}", web::get().to(get));
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:logs", "read:logs_users"])?;
    if query.text("from").is_some() || query.text("take").is_some() {
        return checkpoint(&tenant, &query);
    }
    let paging = Paging::read(&query, LIMITS)?;
    let fields = Fields::read(&query, &[])?;
    let text = query.text("q").or_else(|| query.text("search")).unwrap_or_default();
    let filter =
        Filter::parse(text).map_err(|problem| ApiError::bad_request("invalid_query_string", problem))?;
    let mut rows: Vec<Value> = tenant.read(|state| {
        let records = state.logs.iter().map(|record| Value::Object(record.clone()));
        records.filter(|record| filter.matches(record)).collect()
    });
    if query.text("sort") != Some("date:1") {
        rows.reverse();
    }
    Ok(HttpResponse::Ok().json(paging.answer("logs", &rows, id, |row| fields.apply(row.clone()))?))
}

/// Records after the one named by `from`, with a link to go on.
fn checkpoint(tenant: &Tenant, query: &Query) -> Result<HttpResponse, ApiError> {
    let take = query.number("take", 1, 100)?.unwrap_or(50);
    let from = query.text("from").unwrap_or_default();
    let rows: Vec<Value> = tenant.read(|state| {
        let records = state.logs.iter().map(|record| Value::Object(record.clone()));
        records.filter(|record| id(record).as_str() > from).take(take).collect()
    });
    let last = rows.last().map_or_else(|| from.to_owned(), id);
    let next = tenant.url(&format!("api/v2/logs?from={last}&take={take}"));
    Ok(HttpResponse::Ok().insert_header(("link", format!("<{next}>; rel=\"next\""))).json(rows))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    wanted: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:logs", "read:logs_users"])?;
    let found = tenant.read(|state| {
        state
            .logs
            .iter()
            .find(|record| record.get("log_id").and_then(Value::as_str) == Some(&*wanted))
            .cloned()
    });
    let record =
        found.ok_or_else(|| ApiError::inexistent("inexistent_log", "The log event does not exist."))?;
    Ok(HttpResponse::Ok().json(record))
}

fn id(record: &Value) -> String {
    record["log_id"].as_str().unwrap_or_default().to_owned()
}
