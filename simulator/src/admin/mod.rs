//! Orders to the simulator itself, at `/_simulator`: misbehaviour on demand, and what it has seen.

mod faults;

pub use faults::{Effect, Fault, Faults, Match, SeenRequest, inject};

use actix_web::{HttpResponse, web};

use crate::tenant::Tenant;

/// Where these orders are taken.
pub const PATH: &str = "/_simulator";

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::scope(PATH)
            .route("/faults", web::post().to(order))
            .route("/faults", web::delete().to(forget))
            .route("/sign", web::post().to(sign))
            .route("/requests", web::get().to(requests))
            .route("/requests", web::delete().to(forget_requests)),
    );
}

async fn order(tenant: web::Data<Tenant>, fault: web::Json<Fault>) -> HttpResponse {
    tenant.faults.order(fault.into_inner());
    HttpResponse::NoContent().finish()
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
