//! Detection for people: ranked providers with the reason.

use api::{
    DetectAnswer, DetectedKind, DetectedProvider, DetectionConfidence, Finding, InspectionKind, Severity,
};
use url::Url;

use super::address::{self, Trap};
use super::domain::{domain_of, is_public_email_domain, public_email_domain_finding};
use super::{Confidence, Owned, owners, product};
use crate::findings::{Words as _, finding};
use crate::input::holds_private_key;
use crate::{Context, read_discovery, read_metadata_text};

fn answer(kind: DetectedKind) -> DetectAnswer {
    DetectAnswer {
        kind,
        providers: Vec::new(),
        addresses: Vec::new(),
        public_email_domain: false,
        findings: Vec::new(),
    }
}

/// A known product as an answer.
pub(super) fn named(id: &str, confidence: DetectionConfidence, reason: &str) -> Option<DetectedProvider> {
    let product = product(id)?;
    Some(DetectedProvider {
        provider: id.to_owned(),
        name: product.name.to_owned(),
        has_guide: product.guide,
        confidence,
        reason: reason.to_owned(),
    })
}

/// Which provider a document comes from: SAML metadata or an OIDC discovery document.
#[must_use]
pub fn detect_document(text: &str, ctx: &Context<'_>) -> DetectAnswer {
    if holds_private_key(text) {
        let inspection = read_metadata_text(text, ctx).into_inspection(ctx);
        return DetectAnswer { findings: inspection.findings, ..answer(DetectedKind::Unknown) };
    }
    let (reading, kind, other) = match discovery_address(text) {
        Some(url) => {
            (read_discovery(text.as_bytes(), &url, ctx), DetectedKind::DiscoveryDocument, "custom-oidc")
        }
        None => (read_metadata_text(text, ctx), DetectedKind::SamlMetadata, "custom-saml"),
    };
    let detected = reading.detected;
    let inspection = reading.into_inspection(ctx);
    let refused = inspection.saml.is_none() && inspection.oidc.is_none() && inspection.choices.is_empty();
    let mut found = answer(if refused { DetectedKind::Unknown } else { kind });
    found.findings = inspection.findings;
    found.findings.retain(|it| it.severity == Severity::Error || it.code == "provider_conflict");
    let product = detected.and_then(|detection| match detection.confidence {
        Confidence::High => named(
            detection.id,
            DetectionConfidence::High,
            &format!("Its name and its sign-in address are both those of {}.", detection.name),
        ),
        Confidence::Medium => named(
            detection.id,
            DetectionConfidence::Medium,
            &format!("Its sign-in address looks like {}.", detection.name),
        ),
    });
    if let Some(product) = product {
        found.providers.push(product);
    } else if !refused {
        found.providers.extend(named(
            other,
            DetectionConfidence::Medium,
            "Nothing in it belongs to a product that is known here.",
        ));
    }
    debug_assert!(matches!(inspection.kind, InspectionKind::Saml | InspectionKind::Oidc));
    found
}

/// Where a discovery document would have been fetched from, by its own words.
fn discovery_address(text: &str) -> Option<Url> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with('{') {
        return None;
    }
    let document: serde_json::Value = serde_json::from_str(text).ok()?;
    let issuer = document.get("issuer")?.as_str()?;
    Url::parse(&format!("{}{}", issuer.trim_end_matches('/'), crate::oidc::WELL_KNOWN)).ok()
}

/// Which provider an address belongs to, what it is there, and what follows from it. Nothing is fetched.
#[must_use]
pub fn detect_address(typed: &str) -> DetectAnswer {
    let Some(url) = parse(typed) else { return answer(DetectedKind::Unknown) };
    let meaning = address::read(&url);
    let owners = owners(url.as_str().trim_end_matches('/')).into_iter().chain(owners(url.as_str()));
    let mut found = answer(meaning.as_ref().map_or(DetectedKind::Unknown, |meaning| meaning.kind));
    for (product, what) in owners {
        let (kind, says) = match what {
            Owned::Document if product.id.ends_with("-oidc") || url.path().contains(".well-known") => {
                (DetectedKind::DiscoveryAddress, "Its discovery document is at such an address.")
            }
            Owned::Document => (DetectedKind::MetadataAddress, "Its metadata is at such an address."),
            Owned::SignIn => (DetectedKind::SignInAddress, "People sign in there at such an address."),
            Owned::Issuer => (DetectedKind::Issuer, "It names itself with such an address."),
            Owned::EntityId => (DetectedKind::Unknown, "It names itself with such an address."),
        };
        if found.kind == DetectedKind::Unknown {
            found.kind = kind;
        }
        let sure =
            if what == Owned::EntityId { DetectionConfidence::Hint } else { DetectionConfidence::High };
        add(&mut found.providers, named(product.id, sure, says));
    }
    if let Some(meaning) = meaning {
        for id in meaning.products {
            add(&mut found.providers, named(id, DetectionConfidence::Medium, meaning.reason));
        }
        found.findings.extend(meaning.trap.map(trap));
        found.addresses = meaning.derived;
    }
    found.providers.sort_by_key(|provider| provider.confidence);
    found
}

fn add(providers: &mut Vec<DetectedProvider>, found: Option<DetectedProvider>) {
    if let Some(found) = found.filter(|found| providers.iter().all(|it| it.provider != found.provider)) {
        providers.push(found);
    }
}

fn parse(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&with_scheme).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host().is_some()).then_some(url)
}

/// What a domain or an e-mail address tells by itself.
#[must_use]
pub fn detect_domain(typed: &str) -> DetectAnswer {
    let Some(domain) = domain_of(typed) else { return answer(DetectedKind::Unknown) };
    let mut found = answer(DetectedKind::Domain);
    if is_public_email_domain(&domain) {
        found.public_email_domain = true;
        found.findings.push(public_email_domain_finding(&domain));
    } else if domain.ends_with(".onmicrosoft.com") {
        for id in ["entra-oidc", "entra-saml"] {
            let says = "Microsoft gives such domains to its customers.";
            add(&mut found.providers, named(id, DetectionConfidence::High, says));
        }
    } else {
        found.providers = detect_address(&format!("https://{domain}")).providers;
    }
    found
}

/// What is wrong with an address where the address of SAML metadata is asked for; nothing where it can be one.
#[must_use]
pub fn lint_metadata_url(typed: &str) -> Vec<Finding> {
    let Some(meaning) = parse(typed).and_then(|url| address::read(&url)) else { return Vec::new() };
    if let Some(found) = meaning.trap {
        return vec![trap(found)];
    }
    let metadata = meaning.derived.iter().find(|it| it.kind == DetectedKind::MetadataAddress);
    let instead = |otherwise: &str| match metadata {
        Some(metadata) => format!("Use {} instead.", metadata.url),
        None => otherwise.to_owned(),
    };
    let error = |code, title: &str| finding(Severity::Error, code, title).at("metadata_url");
    let found = match meaning.kind {
        DetectedKind::AdminConsole => {
            error("admin_console_url", "This is the address of the administration console")
                .detail("It answers with a page for administrators, not with metadata.")
                .fix(instead(
                    "Open the application there and copy the address of its metadata, or download the file.",
                ))
        }
        DetectedKind::UserPortal => error("user_portal_url", "This is a page for people, not metadata")
            .detail("It leads to the application, and says nothing of how people sign in.")
            .fix(instead(
                "Open the application in the administration console and copy the address of its metadata.",
            )),
        DetectedKind::SignInAddress => {
            error("sign_in_url_as_metadata", "This is the sign-in address, not metadata")
                .detail("People sign in there. It does not name the certificate.")
                .fix(instead("Copy the address of the metadata, or download the file and upload it here."))
        }
        DetectedKind::Issuer | DetectedKind::DiscoveryAddress => error(
            "oidc_address_as_metadata",
            "This is an address of OpenID Connect",
        )
        .detail("This connection uses SAML, which has another one.")
        .fix(instead(
            "Choose the OpenID Connect variant of your provider, or copy the address of SAML metadata.",
        )),
        _ => return Vec::new(),
    };
    vec![found]
}

fn trap(trap: Trap) -> Finding {
    let at = |severity, code, title: &str| finding(severity, code, title).at("metadata_url");
    match trap {
        Trap::MultiTenant => at(Severity::Error, "multi_tenant_issuer", "This address is for every customer of the provider")
            .detail("Anybody with an account there could sign in, not only your colleagues.")
            .fix("In Entra, open \"Overview\" and copy the \"Tenant ID\".\nUse the address that has this ID in it."),
        Trap::TenantWide => at(Severity::Warning, "tenant_wide_metadata", "This metadata is of the whole directory, not of one application")
            .detail("Applications have signing keys of their own. Signatures will not fit.")
            .fix("In Entra open your app, \"Single sign-on\", \"SAML Certificates\".\nCopy \"App Federation Metadata Url\": it ends in ?appid= and an ID."),
        Trap::OwnMetadata => at(Severity::Error, "sp_metadata", "This is the metadata that we give you")
            .detail("It describes the application, not your identity provider.")
            .fix("Give this address to your identity provider.\nBring its metadata here."),
        Trap::NoPartner => at(Severity::Warning, "metadata_for_nobody", "This metadata is not made for one connection")
            .detail("PingFederate leaves out what belongs to one partner, such as its signing certificate.")
            .fix("Add ?PartnerSpId= and our entity ID to the address.\nOr export the metadata of the connection and upload it here."),
    }
}

#[cfg(test)]
mod tests;
