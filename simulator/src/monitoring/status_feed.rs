//! The status feed: incidents, newest first, as Atom (RFC 4287) or RSS 2.0.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, SecondsFormat, Utc};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::locked;
use crate::tenant::{Tenant, ids};

/// An incident as it is ordered.
#[derive(Debug, Deserialize)]
pub(super) struct Order {
    title: String,
    /// `investigating`, `identified`, `monitoring`, `resolved`.
    status: String,
    #[serde(default)]
    description: String,
    /// Whom it concerns; everybody when left out.
    domain: Option<String>,
}

/// An incident that is published.
#[derive(Debug, Clone)]
pub(super) struct Incident {
    id: String,
    order: std::sync::Arc<Order>,
    at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Which {
    domain: Option<String>,
    format: Option<String>,
}

/// GET `/status/feed?domain=`; `format=rss` for RSS.
pub(super) async fn show(tenant: web::Data<Tenant>, which: web::Query<Which>) -> HttpResponse {
    let concerns = |incident: &&Incident| match (&incident.order.domain, &which.domain) {
        (Some(of), Some(asked)) => of == asked,
        _ => true,
    };
    let mut incidents: Vec<Incident> =
        locked(&tenant.monitoring.incidents).iter().filter(concerns).cloned().collect();
    incidents.reverse();
    let domain = which.domain.as_deref().unwrap_or_else(|| tenant.domain());
    let (kind, document) = if which.format.as_deref() == Some("rss") {
        ("application/rss+xml; charset=utf-8", rss(&tenant, domain, &incidents))
    } else {
        ("application/atom+xml; charset=utf-8", atom(&tenant, domain, &incidents))
    };
    let document = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", document.into_string());
    HttpResponse::Ok().content_type(kind).body(document)
}

fn title(incident: &Incident) -> String {
    format!("[{}] {}", incident.order.status, incident.order.title)
}

fn atom(tenant: &Tenant, domain: &str, incidents: &[Incident]) -> Markup {
    let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let updated = incidents.first().map_or_else(|| tenant.now(), |newest| newest.at);
    html! {
        feed xmlns="http://www.w3.org/2005/Atom" {
            title { "Status of " (domain) }
            id { (tenant.url("status/feed")) }
            updated { (moment(updated)) }
            @for incident in incidents {
                entry {
                    id { "urn:incident:" (incident.id) }
                    title { (title(incident)) }
                    updated { (moment(incident.at)) }
                    summary { (incident.order.description) }
                }
            }
        }
    }
}

fn rss(tenant: &Tenant, domain: &str, incidents: &[Incident]) -> Markup {
    // `link` is an empty element to an HTML writer.
    let link = PreEscaped(format!("<link>{}</link>", tenant.url("status/feed")));
    html! {
        rss version="2.0" {
            channel {
                title { "Status of " (domain) }
                (link)
                description { "Incidents" }
                @for incident in incidents {
                    item {
                        guid isPermaLink="false" { "urn:incident:" (incident.id) }
                        title { (title(incident)) }
                        pubDate { (incident.at.to_rfc2822()) }
                        description { (incident.order.description) }
                    }
                }
            }
        }
    }
}

/// POST `/_simulator/incidents`
pub(super) async fn publish(tenant: web::Data<Tenant>, order: web::Json<Order>) -> HttpResponse {
    let incident =
        Incident { id: ids::hex(12), order: std::sync::Arc::new(order.into_inner()), at: tenant.now() };
    locked(&tenant.monitoring.incidents).push(incident);
    HttpResponse::NoContent().finish()
}

/// DELETE `/_simulator/incidents`
pub(super) async fn clear(tenant: web::Data<Tenant>) -> HttpResponse {
    locked(&tenant.monitoring.incidents).clear();
    HttpResponse::NoContent().finish()
}
