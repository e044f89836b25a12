//! `/_simulator/tenants`: more tenants in the same process, each on a port of its own.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use crate::{
    announcement::Announcement,
    budget::Tier,
    host::{Host, Opening},
    server::{Seed, StartError},
    tenant::{DEFAULT_NAME, Tenant},
};

/// A tenant that is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    name: String,
    #[serde(default)]
    port: u16,
    #[serde(default = "empty")]
    seed: Seed,
    tier: Option<Tier>,
}

const fn empty() -> Seed {
    Seed::Empty
}

/// Everybody who lives here.
pub(super) async fn list(host: web::Data<Host>) -> HttpResponse {
    let show = |tenant: &std::sync::Arc<Tenant>| json!({ "name": tenant.name, "issuer": tenant.issuer, "admin_url": tenant.url(super::PATH) });
    HttpResponse::Ok().json(host.tenants().iter().map(show).collect::<Vec<_>>())
}

/// Starts a tenant and announces it.
pub(super) async fn create(
    host: web::Data<Host>,
    tenant: web::Data<Tenant>,
    wish: web::Json<Wish>,
) -> HttpResponse {
    let wish = wish.into_inner();
    if !is_name(&wish.name) {
        return HttpResponse::BadRequest()
            .body("a name has 1 to 63 letters, digits and hyphens, all lower case");
    }
    let opening = Opening {
        name: wish.name,
        port: wish.port,
        seed: wish.seed,
        tier: wish.tier.unwrap_or_else(|| tenant.budgets.tier()),
        state_file: None,
    };
    let host = host.into_inner();
    match host.open(opening) {
        Ok(tenant) => HttpResponse::Created().json(Announcement::of(&tenant, host.name_server().address)),
        Err(error @ (StartError::NameTaken { .. } | StartError::Listen { .. })) => {
            HttpResponse::Conflict().body(error.to_string())
        }
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

fn is_name(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (1..=63).contains(&name.len()) && name.chars().all(plain)
}

/// Ends a tenant; the first one lives as long as the process.
pub(super) async fn delete(host: web::Data<Host>, name: web::Path<String>) -> HttpResponse {
    if *name == DEFAULT_NAME {
        return HttpResponse::Conflict().body("the first tenant ends with the process");
    }
    match host.close(&name) {
        true => HttpResponse::NoContent().finish(),
        false => HttpResponse::NotFound().finish(),
    }
}
