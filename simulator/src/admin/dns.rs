//! `/_simulator/dns`: what the name server knows, and how it misbehaves. It is one for all tenants.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::dns::{DomainName, Misbehaviour, RecordSet, Zone, console};

/// How long `slow` waits unless told otherwise.
const USUAL_DELAY: u64 = 1_000;
/// Longer than anybody waits for an answer.
const LONGEST_DELAY: u64 = 600_000;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/dns", web::get().to(show))
        .route("/dns", web::delete().to(forget))
        .route("/dns/records", web::put().to(set))
        .route("/dns/misbehaviour", web::put().to(misbehave))
        .configure(console::configure);
}

/// How a name is to misbehave, or does.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    name: DomainName,
    effect: Effect,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Effect {
    Servfail,
    Timeout,
    Slow,
    None,
}

async fn show(zone: web::Data<Zone>) -> HttpResponse {
    let misbehaviour: Vec<Order> = zone.misbehaving().into_iter().map(Order::of).collect();
    HttpResponse::Ok().json(json!({ "records": zone.record_sets(), "misbehaviour": misbehaviour }))
}

async fn forget(zone: web::Data<Zone>) -> HttpResponse {
    zone.clear();
    HttpResponse::NoContent().finish()
}

async fn set(zone: web::Data<Zone>, records: web::Json<RecordSet>) -> HttpResponse {
    match zone.set(&records) {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(error) => HttpResponse::BadRequest().body(error.to_string()),
    }
}

async fn misbehave(zone: web::Data<Zone>, order: web::Json<Order>) -> HttpResponse {
    let order = order.into_inner();
    match order.misbehaviour() {
        Ok(misbehaviour) => {
            zone.misbehave(order.name, misbehaviour);
            HttpResponse::NoContent().finish()
        }
        Err(reason) => HttpResponse::BadRequest().body(reason),
    }
}

impl Order {
    fn of((name, misbehaviour): (DomainName, Misbehaviour)) -> Self {
        let (effect, milliseconds) = match misbehaviour {
            Misbehaviour::Servfail => (Effect::Servfail, None),
            Misbehaviour::Timeout => (Effect::Timeout, None),
            Misbehaviour::Slow(time) => (Effect::Slow, u64::try_from(time.as_millis()).ok()),
        };
        Self { name, effect, milliseconds }
    }

    fn misbehaviour(&self) -> Result<Option<Misbehaviour>, &'static str> {
        match (self.effect, self.milliseconds) {
            (Effect::Slow, Some(LONGEST_DELAY..)) => Err("slow waits less than ten minutes"),
            (Effect::Slow, time) => {
                Ok(Some(Misbehaviour::Slow(Duration::from_millis(time.unwrap_or(USUAL_DELAY)))))
            }
            (_, Some(_)) => Err("only slow takes milliseconds"),
            (Effect::Servfail, None) => Ok(Some(Misbehaviour::Servfail)),
            (Effect::Timeout, None) => Ok(Some(Misbehaviour::Timeout)),
            (Effect::None, None) => Ok(None),
        }
    }
}
