//! The linter's words: readings become findings that the person who can fix it understands.
//!
//! Title: the fact. Detail: what it means for people. Fix: one step a line.

mod abilities;
mod combined;
mod dates;
mod doc;
mod noted;
mod own_tenant;
mod passed;
mod provider;
mod rejected;
mod rejected_oidc;
mod rejected_saml;
mod timed;

use api::{
    Finding, Inspection, InspectionKind, OidcDiscovery, SamlChoice, SamlEndpoint, SamlMetadata, Severity,
};

use crate::Context;
use crate::detect::provider_name;
use crate::reading::{Choice, OidcReading, Reading, Rejection, SamlReading};

use combined::verdict;
pub use combined::{refused, with_findings};
pub(crate) use dates::{date, on_date};
pub use doc::{FindingDoc, finding_doc, finding_docs};
pub use own_tenant::own_tenant;

/// A finding with nothing but its title yet.
pub(crate) fn finding(severity: Severity, code: &str, title: impl Into<String>) -> Finding {
    Finding::new(severity, code, title)
}

/// Completing a finding.
pub(crate) trait Words {
    /// What it means for people.
    fn detail(self, text: impl Into<String>) -> Self;
    /// What to do, one step a line.
    fn fix(self, text: impl Into<String>) -> Self;
    /// Where it was seen.
    fn at(self, place: impl Into<String>) -> Self;
}

impl Words for Finding {
    fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = text.into();
        self
    }

    fn fix(mut self, text: impl Into<String>) -> Self {
        self.fix = text.into();
        self
    }

    fn at(mut self, place: impl Into<String>) -> Self {
        self.location = place.into();
        self
    }
}

/// The provider's name, or "your identity provider".
pub(crate) fn provider_or_yours(id: Option<&str>) -> &'static str {
    id.and_then(provider_name).unwrap_or("your identity provider")
}

/// How the identity provider is called in sentences about one reading.
#[derive(Clone, Copy)]
pub(super) struct Name {
    id: Option<&'static str>,
    name: Option<&'static str>,
    /// What the chosen provider calls its metadata or discovery address.
    label: Option<&'static str>,
}

impl Name {
    fn of(reading: &Reading, ctx: &Context<'_>) -> Self {
        let detected = reading.detected.map(|detection| (detection.id, detection.name));
        let chosen = ctx.provider.and_then(|id| provider_name(id).map(|name| (family(id), name)));
        let (id, name) = detected.or(chosen).unzip();
        let label = ctx.provider.and_then(crate::detect::address_label);
        Self { id, name, label }
    }

    /// In the middle of a sentence.
    fn mid(self) -> &'static str {
        self.name.unwrap_or("your identity provider")
    }

    /// At its beginning.
    fn start(self) -> &'static str {
        self.name.unwrap_or("Your identity provider")
    }

    /// How a new certificate is made there.
    fn renew_certificate(self) -> String {
        match self.id {
            Some("entra-saml") => "In Entra, open \"Single sign-on\" and \"SAML Certificates\", and choose \"Edit\".\nChoose \"New Certificate\", then \"Save\".\nOpen its menu and choose \"Make certificate active\".\nCome back and check again.".to_owned(),
            Some("okta-saml") => "In Okta, open the app and its tab \"Sign On\".\nUnder \"SAML Signing Certificates\", choose \"Generate new certificate\".\nOpen \"Actions\" and choose \"Activate\".\nCome back and check again.".to_owned(),
            Some("google-workspace-saml") => "In the Google Admin console, open \"Security\", \"Authentication\", \"SSO with SAML applications\".\nAdd a certificate, then choose it in the app under \"Service provider details\".\nDownload the metadata again and upload it here.".to_owned(),
            _ => format!("Create a new signing certificate in {}.\nMake it the active one.\nBring its metadata here again.", self.mid()),
        }
    }
}

/// The catalogue ids whose consoles the words know.
fn family(id: &str) -> &'static str {
    ["entra-saml", "okta-saml", "google-workspace-saml"].into_iter().find(|known| *known == id).unwrap_or("")
}

/// That another connection has the same entity ID. It is named only where the person may know of it.
#[must_use]
pub fn entity_id_in_use(connection: Option<&str>) -> Finding {
    let detail = match connection {
        Some(name) => format!("\"{name}\" is connected to the same identity provider application."),
        None => {
            "A connection that is not one of yours is connected to the same identity provider application."
                .to_owned()
        }
    };
    let title = "Another connection uses this identity provider already";
    finding(Severity::Warning, "entity_id_in_use", title)
        .detail(detail)
        .fix("Make a separate application in your identity provider for each connection.")
        .at("entityID")
}

/// What a reading means, for the wire.
pub(crate) fn inspection(reading: &Reading, ctx: &Context<'_>) -> Inspection {
    let mut findings = Vec::new();
    match &reading.rejection {
        Some(rejection) => findings.push(rejected::words(rejection, reading, ctx)),
        None => accepted(reading, ctx, &mut findings),
    }
    build(reading, findings)
}

/// The same for fields that are read on their own, each with its rejection.
pub(crate) fn manual_inspection(manual: &crate::saml::Manual, ctx: &Context<'_>) -> Inspection {
    let mut findings = Vec::new();
    if let Some(rejection) = &manual.sign_in {
        findings.push(rejected::words(rejection, &manual.reading, ctx).at("sign_in_url"));
    }
    match &manual.certificate.rejection {
        Some(rejection) => {
            findings.push(rejected::words(rejection, &manual.certificate, ctx).at("certificate"))
        }
        None => findings.extend(
            manual
                .certificate
                .notes
                .iter()
                .filter(|note| !note.is_warning())
                .map(|note| noted::words(note, &manual.certificate, ctx).at("certificate")),
        ),
    }
    if manual.reading.saml.is_some() {
        accepted(&manual.reading, ctx, &mut findings);
    }
    build(&manual.reading, findings)
}

fn accepted(reading: &Reading, ctx: &Context<'_>, findings: &mut Vec<Finding>) {
    findings.extend(reading.notes.iter().map(|note| noted::words(note, reading, ctx)));
    findings.extend(reading.time.iter().map(|note| timed::words(*note, reading, ctx)));
    findings.extend(timed::beyond(reading, ctx));
    findings.extend(noted::beyond(reading, ctx));
    findings.extend(reading.oidc.iter().flat_map(abilities::oidc));
    findings.extend(reading.saml.iter().flat_map(abilities::saml));
    findings.extend(provider::words(reading, ctx));
    findings.extend(passed::all(reading, ctx));
}

fn build(reading: &Reading, mut findings: Vec<Finding>) -> Inspection {
    findings.sort_by_key(|finding| finding.severity);
    let verdict = verdict(&findings, !reading.choices.is_empty());
    let readable = reading.rejection.is_none();
    Inspection {
        kind: reading.kind,
        verdict,
        provider: reading.detected.map(|detection| detection.id.to_owned()),
        saml: reading.saml.as_ref().filter(|_| readable).map(saml),
        oidc: reading.oidc.as_ref().filter(|_| readable).map(oidc),
        certificates: match reading.kind {
            InspectionKind::Certificate => {
                reading.certificates.iter().map(crate::certificate::Certificate::to_info).collect()
            }
            _ => Vec::new(),
        },
        choices: reading.choices.iter().map(choice).collect(),
        findings,
    }
}

fn saml(saml: &SamlReading) -> SamlMetadata {
    let usable = |endpoints: &[crate::reading::Endpoint]| -> Vec<SamlEndpoint> {
        endpoints
            .iter()
            .filter_map(|endpoint| {
                Some(SamlEndpoint { binding: endpoint.usable_binding()?, url: endpoint.url.clone() })
            })
            .collect()
    };
    let mut sign_in = usable(std::slice::from_ref(&saml.sign_in));
    for endpoint in usable(&saml.sign_in_all) {
        if !sign_in.contains(&endpoint) {
            sign_in.push(endpoint);
        }
    }
    SamlMetadata {
        entity_id: saml.entity_id.clone(),
        sign_in,
        sign_out: usable(&saml.sign_out),
        certificates: saml
            .signing
            .iter()
            .chain(&saml.encryption)
            .map(crate::certificate::Certificate::to_info)
            .collect(),
        name_id_formats: saml.name_id_formats.clone(),
        wants_signed_requests: saml.wants_signed_requests,
        valid_until: saml.valid_until,
    }
}

fn oidc(oidc: &OidcReading) -> OidcDiscovery {
    OidcDiscovery {
        issuer: oidc.issuer.clone(),
        authorization_endpoint: oidc.authorization_endpoint.clone(),
        token_endpoint: oidc.token_endpoint.clone(),
        jwks_uri: oidc.jwks_uri.clone(),
        userinfo_endpoint: oidc.userinfo_endpoint.clone(),
        end_session_endpoint: oidc.end_session_endpoint.clone(),
        scopes_supported: oidc.scopes.clone(),
        response_types_supported: oidc.response_types.clone(),
        id_token_signing_alg_values_supported: oidc.id_token_algs.clone(),
    }
}

fn choice(choice: &Choice) -> SamlChoice {
    SamlChoice {
        entity_id: choice.entity_id.clone(),
        display_name: choice.display_name.clone(),
        usable: choice.outcome.is_ok(),
        reason: choice.outcome.as_ref().err().map(|Rejection { reason, .. }| reason.code().to_owned()),
    }
}
