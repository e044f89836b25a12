//! `/stats`, counted from the tenant log

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::tenant::Tenant;

use super::{ApiError, access::Caller, query::Query};

/// Who signed in within this time is active.
const ACTIVE: TimeDelta = TimeDelta::days(30);

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/stats/daily", web::get().to(daily))
        .route("/stats/active-users", web::get().to(active_users));
}

fn day(query: &Query, name: &str) -> Result<Option<NaiveDate>, ApiError> {
    let read = |text: &str| {
        NaiveDate::parse_from_str(text, "%Y%m%d").map_err(|_| {
            ApiError::query(&format!("Object didn't pass validation for format date: {text}"), name)
        })
    };
    query.text(name).map(read).transpose()
}

fn date_of(record: &serde_json::Map<String, Value>) -> Option<DateTime<Utc>> {
    record.get("date").and_then(Value::as_str)?.parse().ok()
}

async fn daily(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:stats"])?;
    let today = tenant.now().date_naive();
    let from = day(&query, "from")?.unwrap_or(today - TimeDelta::days(30));
    let to = day(&query, "to")?.unwrap_or(today);
    let mut days: BTreeMap<NaiveDate, (u64, u64)> = BTreeMap::new();
    tenant.read(|state| {
        for record in &state.logs {
            let Some(date) = date_of(record).map(|moment| moment.date_naive()) else { continue };
            let counts = days.entry(date).or_default();
            match record.get("type").and_then(Value::as_str) {
                Some("s") => counts.0 += 1,
                Some("ss") => counts.1 += 1,
                _ => {}
            }
        }
    });
    let rows: Vec<Value> = days
        .range(from.min(to)..=to)
        .map(|(date, (logins, signups))| {
            let moment = format!("{date}T00:00:00.000Z");
            json!({
                "date": moment, "logins": logins, "signups": signups, "leaked_passwords": 0,
                "created_at": moment, "updated_at": moment,
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(rows))
}

async fn active_users(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:stats"])?;
    let since = tenant.now() - ACTIVE;
    let people = tenant.read(|state| {
        let recent = state.users.iter().filter(|user| user.last_login.is_some_and(|moment| moment >= since));
        recent.map(|user| user.user_id.clone()).collect::<BTreeSet<_>>().len()
    });
    Ok(HttpResponse::Ok().json(people))
}
