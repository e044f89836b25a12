//! Orders to the simulator itself, at `/_simulator`: misbehaviour on demand, what it has seen, the tenants it
//! plays, and the names it knows.
//!
//! Nothing here is counted, logged or delayed, and nothing is asked of the caller: the simulator listens on loopback.

mod dns;
mod faults;
mod inject;
mod places;
mod tenant;
mod tenants;

pub use faults::{Deed, Effect, Fault, Faults, InvalidFault, Match, SeenRequest};
pub use inject::{HEADER, inject};

use actix_web::{HttpResponse, web};

use crate::tenant::Tenant;

/// Where these orders are taken.
pub const PATH: &str = "/_simulator";
/// A tenant of 100,000 organizations is some 40 MB of JSON.
const IMPORT_LIMIT: usize = 1 << 30;

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::scope(PATH)
            .route("/faults", web::post().to(order))
            .route("/faults", web::delete().to(forget))
            .configure(crate::monitoring::configure_orders)
            .route("/places", web::put().to(places::tell))
            .route("/sign", web::post().to(sign))
            .route("/requests", web::get().to(requests))
            .route("/requests", web::delete().to(forget_requests))
            .route("/clock", web::get().to(tenant::clock))
            .route("/clock", web::put().to(tenant::set_clock))
            .route("/budget", web::get().to(tenant::budget))
            .route("/budget", web::put().to(tenant::set_budget))
            .configure(dns::configure)
            .route("/tenants", web::get().to(tenants::list))
            .route("/tenants", web::post().to(tenants::create))
            .route("/tenants/{name}", web::delete().to(tenants::delete))
            .service(
                web::resource("/state")
                    .app_data(web::PayloadConfig::new(IMPORT_LIMIT))
                    .route(web::get().to(tenant::export))
                    .route(web::put().to(tenant::import)),
            ),
    );
}

async fn order(tenant: web::Data<Tenant>, fault: web::Json<Fault>) -> HttpResponse {
    match tenant.faults.order(fault.into_inner()) {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(error) => HttpResponse::BadRequest().body(error.to_string()),
    }
}

/// Signs whatever claims it is given: for tests of those who verify.
async fn sign(tenant: web::Data<Tenant>, claims: web::Json<serde_json::Value>) -> HttpResponse {
    match tenant.keys.sign(&claims.into_inner()) {
        Ok(token) => HttpResponse::Ok().json(serde_json::json!({ "token": token })),
        Err(error) => HttpResponse::BadRequest().body(error.to_string()),
    }
}

async fn forget(tenant: web::Data<Tenant>) -> HttpResponse {
    tenant.faults.clear();
    HttpResponse::NoContent().finish()
}

async fn requests(tenant: web::Data<Tenant>) -> HttpResponse {
    HttpResponse::Ok().json(tenant.faults.requests())
}

async fn forget_requests(tenant: web::Data<Tenant>) -> HttpResponse {
    tenant.faults.clear_requests();
    HttpResponse::NoContent().finish()
}
