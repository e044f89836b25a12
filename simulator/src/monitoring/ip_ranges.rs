//! `ip-ranges.json`: where calls to identity providers come from. Asked with what is known already, it answers 304.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HttpDate},
    web,
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::locked;
use crate::tenant::Tenant;

/// The published list.
#[derive(Debug, Clone)]
pub(super) struct IpRanges {
    updated_at: DateTime<Utc>,
    regions: BTreeMap<String, Vec<String>>,
    changelog: Vec<Change>,
}

/// One line of the changelog, and the order for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    date: String,
    region: String,
    action: Action,
    ipv4_cidrs: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Add,
    Remove,
}

impl IpRanges {
    /// Three regions with addresses that are kept for documentation (RFC 5737).
    pub(super) fn usual(now: DateTime<Utc>) -> Self {
        let regions = [("AU", "203.0.113.0/28"), ("EU", "198.51.100.0/28"), ("US", "192.0.2.0/28")];
        Self {
            updated_at: now,
            regions: regions.map(|(region, range)| (region.to_owned(), vec![range.to_owned()])).into(),
            changelog: Vec::new(),
        }
    }

    fn body(&self) -> String {
        let regions: BTreeMap<&String, _> =
            self.regions.iter().map(|(region, ranges)| (region, json!({ "ipv4_cidrs": ranges }))).collect();
        json!({
            "last_updated_at": self.updated_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "regions": regions,
            "changelog": self.changelog,
        })
        .to_string()
    }
}

/// GET `/ip-ranges.json`
pub(super) async fn show(tenant: web::Data<Tenant>, request: HttpRequest) -> HttpResponse {
    let ranges = locked(&tenant.monitoring.ranges).clone();
    let body = ranges.body();
    let digest: String =
        Sha256::digest(body.as_bytes())[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{digest}\"");
    let modified = HttpDate::from(std::time::SystemTime::from(ranges.updated_at));
    let known = is_known(&request, &etag, &ranges);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::ETAG, etag))
        .insert_header((header::LAST_MODIFIED, modified.to_string()))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .content_type("application/json");
    if known { answer.finish() } else { answer.body(body) }
}

/// RFC 9110 13.2.2: a tag that was sent decides, and only without one the date.
fn is_known(request: &HttpRequest, etag: &str, ranges: &IpRanges) -> bool {
    let text = |name: header::HeaderName| request.headers().get(name)?.to_str().ok();
    if let Some(tags) = text(header::IF_NONE_MATCH) {
        return tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag || tag.trim() == "*");
    }
    text(header::IF_MODIFIED_SINCE).and_then(|since| since.parse::<HttpDate>().ok()).is_some_and(|since| {
        DateTime::<Utc>::from(std::time::SystemTime::from(since)).timestamp() >= ranges.updated_at.timestamp()
    })
}

/// POST `/_simulator/ip-ranges`: adds or removes ranges, and says so in the changelog.
pub(super) async fn change(tenant: web::Data<Tenant>, order: web::Json<Change>) -> HttpResponse {
    let mut change = order.into_inner();
    let now = tenant.now();
    if change.date.is_empty() {
        change.date = now.format("%Y-%m-%d").to_string();
    }
    let mut ranges = locked(&tenant.monitoring.ranges);
    let kept = ranges.regions.entry(change.region.clone()).or_default();
    match change.action {
        Action::Add => kept.extend(change.ipv4_cidrs.iter().cloned()),
        Action::Remove => kept.retain(|range| !change.ipv4_cidrs.contains(range)),
    }
    ranges.updated_at = now;
    ranges.changelog.insert(0, change);
    HttpResponse::NoContent().finish()
}
