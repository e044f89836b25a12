//! `/user-blocks` and `/anomaly/blocks`: whom attack protection keeps out, and how they are let in again

use std::net::IpAddr;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, attempts::Guesses, model::User, state::State};

use super::{
    ApiError,
    access::Caller,
    plain::{brute_force, suspicious_ips},
    query::Query,
    users,
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/user-blocks", web::get().to(by_identifier))
        .route("/user-blocks", web::delete().to(unblock_identifier))
        .route("/user-blocks/{id}", web::get().to(by_user))
        .route("/user-blocks/{id}", web::delete().to(unblock_user))
        .route("/anomaly/blocks/ips/{id}", web::get().to(address))
        .route("/anomaly/blocks/ips/{id}", web::delete().to(unblock_address));
}

/// Why a password is not even looked at, as log records call it.
pub(crate) fn reason(
    state: &State,
    connection: &str,
    identifier: &str,
    ip: &str,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    if address_is_blocked(state, ip, now) {
        return Some("limit_mu");
    }
    let settings = brute_force(state);
    let by_address = settings["mode"] == json!("count_per_identifier_and_ip");
    let hit = |one: &&Guesses| {
        one.connection == connection
            && one.identifier.eq_ignore_ascii_case(identifier)
            && (!by_address || one.ip == ip)
    };
    let stopped = blocks(&settings) && !is_allowed(&settings, ip);
    (stopped && state.attempts.accounts.iter().filter(hit).any(|one| exceeds(state, &settings, one)))
        .then_some("limit_wc")
}

fn blocks(settings: &Map<String, Value>) -> bool {
    let shields = settings["shields"].as_array();
    settings["enabled"] == json!(true) && shields.is_some_and(|all| all.contains(&json!("block")))
}

fn is_allowed(settings: &Map<String, Value>, ip: &str) -> bool {
    settings["allowlist"].as_array().is_some_and(|all| all.contains(&json!(ip)))
}

/// Whether so many wrong passwords block the account, from this address or as a whole.
fn exceeds(state: &State, settings: &Map<String, Value>, one: &Guesses) -> bool {
    let most = settings["max_attempts"].as_u64().unwrap_or(10);
    if settings["mode"] == json!("count_per_identifier_and_ip") {
        return one.count >= most;
    }
    let same = |other: &&Guesses| {
        other.connection == one.connection && other.identifier.eq_ignore_ascii_case(&one.identifier)
    };
    state.attempts.accounts.iter().filter(same).map(|other| other.count).sum::<u64>() >= most
}

/// An address may try so often, and once more whenever the rate's time has passed.
fn address_is_blocked(state: &State, ip: &str, now: DateTime<Utc>) -> bool {
    let settings = suspicious_ips(state);
    let stage = &settings["stage"]["pre-login"];
    let most = stage["max_attempts"].as_i64().unwrap_or(100);
    let rate = stage["rate"].as_i64().unwrap_or(864_000);
    let window = TimeDelta::try_milliseconds(most.saturating_mul(rate)).unwrap_or(TimeDelta::MAX);
    let tried = state.attempts.addresses.get(ip).into_iter().flatten();
    let recent = tried.filter(|at| now - **at < window).count();
    blocks(&settings) && !is_allowed(&settings, ip) && recent >= usize::try_from(most).unwrap_or(usize::MAX)
}

/// The blocks of these names; none when it is asked to consider that protection is off, and it is.
fn shown(state: &State, identifiers: &[&str], query: &Query) -> Result<Value, ApiError> {
    let settings = brute_force(state);
    let considered = query.flag("consider_brute_force_enablement")?.unwrap_or(false);
    let named = |one: &&Guesses| identifiers.iter().any(|name| one.identifier.eq_ignore_ascii_case(name));
    let found = state.attempts.accounts.iter().filter(named).filter(|one| exceeds(state, &settings, one));
    let rows: Vec<Value> = found
        .filter(|_| !considered || blocks(&settings))
        .map(|one| json!({ "identifier": one.identifier, "ip": one.ip, "connection": one.connection }))
        .collect();
    Ok(json!({ "blocked_for": rows }))
}

fn identifier(query: &Query) -> Result<&str, ApiError> {
    query.text("identifier").ok_or_else(|| ApiError::query("Missing required property: identifier", ""))
}

/// The names by which a person signs in.
pub(super) fn identifiers(user: &User) -> Vec<&str> {
    ["email", "username", "phone_number"].iter().filter_map(|name| user.attribute(name)).collect()
}

async fn by_identifier(
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let identifier = identifier(&query)?;
    Ok(HttpResponse::Ok().json(tenant.read(|state| shown(state, &[identifier], &query))?))
}

async fn unblock_identifier(
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    let identifier = identifier(&query)?;
    tenant.write(|state| state.attempts.forget(&[identifier]));
    Ok(HttpResponse::NoContent().finish())
}

async fn by_user(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let user = users::find(&tenant, &id)?;
    Ok(HttpResponse::Ok().json(tenant.read(|state| shown(state, &identifiers(&user), &query))?))
}

async fn unblock_user(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    let user = users::find(&tenant, &id)?;
    tenant.write(|state| state.attempts.forget(&identifiers(&user)));
    Ok(HttpResponse::NoContent().finish())
}

fn check_address(ip: &str) -> Result<(), ApiError> {
    match ip.parse::<IpAddr>() {
        Ok(_) => Ok(()),
        Err(_) => {
            Err(ApiError::path(&format!("Object didn't pass validation for format ip-address: {ip}"), "id"))
        }
    }
}

async fn address(
    tenant: web::Data<Tenant>,
    caller: Caller,
    ip: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:anomaly_blocks"])?;
    check_address(&ip)?;
    match tenant.read(|state| address_is_blocked(state, &ip, tenant.now())) {
        true => Ok(HttpResponse::Ok().finish()),
        false => Err(ApiError::not_found("IP address specified is not currently blocked.")),
    }
}

async fn unblock_address(
    tenant: web::Data<Tenant>,
    caller: Caller,
    ip: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:anomaly_blocks"])?;
    check_address(&ip)?;
    tenant.write(|state| state.attempts.addresses.remove(&*ip));
    Ok(HttpResponse::NoContent().finish())
}
