//! Which product an identity provider is, from its addresses. A convenience: it never blocks and never relaxes a check.
//!
//! An entity ID alone is never believed, because anybody can write one; the sign-in address must fit as well. Patterns
//! are anchored and data: `patterns.json`.

mod address;
mod answer;
mod dns;
mod domain;

use std::sync::LazyLock;

use regex_lite::Regex;
use serde::Deserialize;

use crate::certificate::Certificate;
use crate::reading::OidcReading;

pub use answer::{detect_address, detect_document, detect_domain, lint_metadata_url};
pub use dns::{DnsHints, detect_dns};
pub use domain::{is_public_email_domain, public_email_domain_finding};

/// Which product, and how sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detection {
    /// Its id in the catalogue of all known products, such as `okta-saml`.
    pub id: &'static str,
    /// The name people know, such as `Okta`.
    pub name: &'static str,
    /// How sure.
    pub confidence: Confidence,
}

/// How sure a detection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Looks like it: a self-hosted product, or one behind the customer's own domain.
    Medium,
    /// Two independent signs agree.
    High,
}

/// What SAML metadata gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SamlDetection {
    /// A product.
    Product(Detection),
    /// The entity ID claims this product, and nothing else does.
    Conflict(&'static str),
    /// Nothing.
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: &'static str,
    name: &'static str,
    /// Whether the catalogue has a guide for it.
    #[serde(default)]
    guide: bool,
    /// What it calls the address of its metadata or its issuer, where it has one.
    label: Option<&'static str>,
    /// The id it is reported as; such an entry has no patterns of its own.
    same_as: Option<&'static str>,
    #[serde(default)]
    entity_id: Vec<String>,
    #[serde(default)]
    sign_in: Vec<String>,
    #[serde(default)]
    sign_in_path: Vec<String>,
    #[serde(default)]
    issuer: Vec<String>,
    /// Addresses of its metadata and discovery documents.
    #[serde(default)]
    document: Vec<String>,
    #[serde(default)]
    subject: Vec<String>,
    fingerprint: Option<Fingerprint>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fingerprint {
    endpoints: Vec<String>,
    #[serde(default)]
    any_member: Vec<String>,
    response_mode: Option<String>,
}

struct Product {
    id: &'static str,
    name: &'static str,
    guide: bool,
    label: Option<&'static str>,
    same_as: Option<&'static str>,
    entity_id: Vec<Regex>,
    sign_in: Vec<Regex>,
    sign_in_path: Vec<Regex>,
    issuer: Vec<Regex>,
    document: Vec<Regex>,
    subject: Vec<Regex>,
    fingerprint: Option<Fingerprint>,
}

const GUID: &str = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

/// Longer values are nobody's address; matching them would only cost time.
const LONGEST: usize = 2048;

static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(|| {
    let entries: Vec<Entry> = serde_json::from_str(include_str!("patterns.json")).unwrap_or_default();
    let compile = |patterns: Vec<String>| -> Vec<Regex> {
        patterns.iter().filter_map(|pattern| Regex::new(&pattern.replace("{guid}", GUID)).ok()).collect()
    };
    entries
        .into_iter()
        .map(|entry| Product {
            id: entry.id,
            name: entry.name,
            guide: entry.guide,
            label: entry.label,
            same_as: entry.same_as,
            entity_id: compile(entry.entity_id),
            sign_in: compile(entry.sign_in),
            sign_in_path: compile(entry.sign_in_path),
            issuer: compile(entry.issuer),
            document: compile(entry.document),
            subject: compile(entry.subject),
            fingerprint: entry.fingerprint,
        })
        .collect()
});

impl Product {
    const fn detected(&self, confidence: Confidence) -> Detection {
        Detection { id: self.id, name: self.name, confidence }
    }
}

fn product(id: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.id == id)
}

/// The name people know a product by, from its id; also of products that have no guide yet.
#[must_use]
pub fn provider_name(id: &str) -> Option<&'static str> {
    product(id).filter(|_| !id.starts_with("custom-")).map(|product| product.name)
}

/// Whether the catalogue has a guide for a product. Asking the catalogue itself would bring all guides into the browser.
pub(crate) fn has_guide(id: &str) -> bool {
    product(id).is_some_and(|product| product.guide)
}

/// What a product calls the address of its metadata or its issuer.
pub(crate) fn address_label(id: &str) -> Option<&'static str> {
    product(id)?.label
}

/// Every product that is known.
#[cfg(test)]
pub(crate) fn product_ids() -> impl Iterator<Item = &'static str> {
    PRODUCTS.iter().map(|product| product.id)
}

/// Whether a detected product is what the chosen id stands for.
pub(crate) fn is_same(chosen: &str, detected: &str) -> bool {
    chosen == detected
        || PRODUCTS.iter().any(|product| product.id == chosen && product.same_as == Some(detected))
}

/// Which product SAML metadata comes from.
pub(crate) fn detect_saml(entity_id: &str, sign_in: &str, certificates: &[Certificate]) -> SamlDetection {
    let (Some(entity_id), Some(sign_in)) = (normalise(entity_id), normalise(sign_in)) else {
        return SamlDetection::Unknown;
    };
    let path = path_of(&sign_in);
    let mut looks_like = None;
    let mut claimed = None;
    for product in PRODUCTS.iter() {
        let entity = matches(&product.entity_id, &entity_id);
        if matches(&product.sign_in, &sign_in) {
            let subject =
                certificates.iter().any(|certificate| matches(&product.subject, &certificate.subject));
            if entity || subject {
                return SamlDetection::Product(product.detected(Confidence::High));
            }
            looks_like = looks_like.or(Some(product));
        } else if entity && matches(&product.sign_in_path, path) {
            looks_like = looks_like.or(Some(product));
        } else if entity {
            claimed = claimed.or(Some(product));
        }
    }
    match (looks_like, claimed) {
        (Some(product), _) => SamlDetection::Product(product.detected(Confidence::Medium)),
        (None, Some(product)) => SamlDetection::Conflict(product.id),
        (None, None) => SamlDetection::Unknown,
    }
}

/// Which product an OIDC discovery document comes from. `members` are the document's member names.
pub(crate) fn detect_oidc(
    document: &OidcReading,
    members: &[&str],
    response_modes: &[String],
) -> Option<Detection> {
    let issuer = normalise(&document.issuer)?;
    let authorize = normalise(&document.authorization_endpoint)?;
    let by_issuer = PRODUCTS.iter().find(|product| matches(&product.issuer, &issuer));
    if let Some(product) = by_issuer {
        let sure = matches(&product.sign_in, &authorize);
        return Some(product.detected(if sure { Confidence::High } else { Confidence::Medium }));
    }
    let endpoints: Vec<&str> =
        [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri]
            .into_iter()
            .chain(&document.userinfo_endpoint)
            .map(|endpoint| path_of(endpoint))
            .collect();
    PRODUCTS
        .iter()
        .find(|product| {
            product.fingerprint.as_ref().is_some_and(|print| {
                print.endpoints.iter().all(|end| endpoints.iter().any(|path| path.ends_with(end.as_str())))
                    && (print.any_member.is_empty()
                        || print.any_member.iter().any(|name| members.contains(&name.as_str())))
                    && print.response_mode.as_ref().is_none_or(|mode| response_modes.contains(mode))
            })
        })
        .map(|product| product.detected(Confidence::Medium))
}

/// The products that have such an address, with what it is to them. The first is the most telling.
fn owners(address: &str) -> Vec<(&'static Product, Owned)> {
    let Some(address) = normalise(address) else { return Vec::new() };
    let mut owners = Vec::new();
    for product in PRODUCTS.iter() {
        let what = if matches(&product.document, &address) {
            Owned::Document
        } else if matches(&product.sign_in, &address) {
            Owned::SignIn
        } else if matches(&product.issuer, &address) {
            Owned::Issuer
        } else if matches(&product.entity_id, &address) {
            Owned::EntityId
        } else {
            continue;
        };
        owners.push((product, what));
    }
    owners
}

/// What an address is to a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owned {
    Document,
    SignIn,
    Issuer,
    EntityId,
}

fn matches(patterns: &[Regex], value: &str) -> bool {
    patterns.iter().any(|pattern| pattern.is_match(value))
}

/// Lower-cases scheme and host and drops a written-out `:443`; path and query stay as they are.
fn normalise(value: &str) -> Option<String> {
    let value = value.trim();
    if value.len() > LONGEST {
        return None;
    }
    let Some((scheme, rest)) = value.split_once("://") else { return Some(value.to_owned()) };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, after) = rest.split_at(end);
    let scheme = scheme.to_ascii_lowercase();
    let host = host.to_ascii_lowercase();
    let host = if scheme == "https" { host.strip_suffix(":443").unwrap_or(&host) } else { &host };
    Some(format!("{scheme}://{host}{after}"))
}

fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
    path.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Confidence, Entry, GUID, PRODUCTS, SamlDetection, detect_saml, provider_name};

    #[test]
    fn every_pattern_compiles() {
        let entries: Vec<Entry> = serde_json::from_str(include_str!("patterns.json")).unwrap();
        assert_eq!(entries.len(), PRODUCTS.len());
        for entry in &entries {
            let all = [
                &entry.entity_id,
                &entry.sign_in,
                &entry.sign_in_path,
                &entry.issuer,
                &entry.document,
                &entry.subject,
            ];
            for pattern in all.into_iter().flatten() {
                regex_lite::Regex::new(&pattern.replace("{guid}", GUID)).unwrap();
            }
        }
    }

    #[test]
    fn okta_behind_a_custom_domain_looks_like_okta() {
        let detection = detect_saml(
            "http://www.okta.com/exkdoocxa1VmjpXmX697",
            "https://login.acme.example/app/acme_1/exkdoocxa1VmjpXmX697/sso/saml",
            &[],
        );
        let SamlDetection::Product(detection) = detection else { panic!("{detection:?}") };
        assert_eq!((detection.id, detection.confidence), ("okta-saml", Confidence::Medium));
    }

    #[test]
    fn products_without_a_guide_have_a_name() {
        assert_eq!(provider_name("onelogin-saml"), Some("OneLogin"));
        assert_eq!(provider_name("no-such"), None);
    }
}
