//! Orders about one tenant as a whole: its memory, its clock, its budgets.

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use crate::{
    budget::Tier,
    management::timestamp,
    tenant::{Tenant, state::State},
};

/// The memory, with its secrets.
pub(super) async fn export(tenant: web::Data<Tenant>) -> HttpResponse {
    match tenant.read(serde_json::to_vec) {
        Ok(bytes) => HttpResponse::Ok().content_type("application/json").body(bytes),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

/// Replaces the memory by an exported one.
pub(super) async fn import(tenant: web::Data<Tenant>, bytes: web::Bytes) -> HttpResponse {
    let state: State = match serde_json::from_slice(&bytes) {
        Ok(state) => state,
        Err(error) => return HttpResponse::BadRequest().body(format!("not the state of a tenant: {error}")),
    };
    match tenant.import(state) {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(error) => HttpResponse::BadRequest().body(error.to_string()),
    }
}

/// What time it is here.
pub(super) async fn clock(tenant: web::Data<Tenant>) -> HttpResponse {
    HttpResponse::Ok()
        .json(json!({ "now": timestamp(tenant.now()), "shift_seconds": tenant.shift().num_seconds() }))
}

/// How far the clock is to be from the true time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shift {
    shift_seconds: i64,
}

/// Moves the clock.
pub(super) async fn set_clock(tenant: web::Data<Tenant>, shift: web::Json<Shift>) -> HttpResponse {
    /// A hundred years: what lies beyond is nobody's test, and dates have an end.
    const FARTHEST: i64 = 3_155_760_000;
    if shift.shift_seconds.abs() > FARTHEST {
        return HttpResponse::BadRequest().body("the clock moves a hundred years at most");
    }
    tenant.set_shift(TimeDelta::seconds(shift.shift_seconds));
    clock(tenant).await
}

/// The tier and the buckets that were used.
pub(super) async fn budget(tenant: web::Data<Tenant>) -> HttpResponse {
    HttpResponse::Ok()
        .json(json!({ "tier": tenant.budgets.tier(), "buckets": tenant.budgets.levels(tenant.now()) }))
}

/// A tier to change to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TierChange {
    tier: Tier,
}

/// Changes the tier and fills all buckets.
pub(super) async fn set_budget(tenant: web::Data<Tenant>, change: web::Json<TierChange>) -> HttpResponse {
    tenant.budgets.change_tier(change.tier);
    budget(tenant).await
}
