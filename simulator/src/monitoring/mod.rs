//! What stands in for the addresses by which Auth0 is watched: health, the status feed, the list of outbound addresses.

mod health;
mod ip_ranges;
mod status_feed;

use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::web;
use chrono::{DateTime, Utc};

use ip_ranges::IpRanges;
use status_feed::Incident;

/// What is published. A restart begins anew.
pub struct Monitoring {
    incidents: Mutex<Vec<Incident>>,
    ranges: Mutex<IpRanges>,
}

impl Monitoring {
    /// No incidents, and the usual addresses.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { incidents: Mutex::default(), ranges: Mutex::new(IpRanges::usual(now)) }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers the routes.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/test", web::get().to(health::test))
        .route("/testall", web::get().to(health::test_all))
        .route("/status/feed", web::get().to(status_feed::show))
        .route("/ip-ranges.json", web::get().to(ip_ranges::show));
}

/// Registers the orders under the administrator's path.
pub(crate) fn configure_orders(config: &mut web::ServiceConfig) {
    config
        .route("/incidents", web::post().to(status_feed::publish))
        .route("/incidents", web::delete().to(status_feed::clear))
        .route("/ip-ranges", web::post().to(ip_ranges::change));
}
