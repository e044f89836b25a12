//! The checks that passed: people want to see what was looked at.

use api::{Finding, InspectionKind, SamlBinding, Severity};

use super::{Words as _, date, finding};
use crate::Context;
use crate::certificate::{Certificate, Key};
use crate::reading::{MetadataSignature, Note, OidcReading, Reading, SamlReading};

/// Every check that passed.
pub(super) fn all(reading: &Reading, ctx: &Context<'_>) -> Vec<Finding> {
    let mut passed = Vec::new();
    if reading.kind == InspectionKind::Saml && reading.root.is_some() {
        passed.push(ok("well_formed", "Well-formed SAML 2.0 metadata"));
    }
    if reading.signature == MetadataSignature::Intact {
        passed.push(ok("metadata_signature", "Unchanged since it was signed"));
    }
    if let Some(saml) = &reading.saml {
        passed.extend(saml_checks(saml, reading));
        passed.extend(certificate_checks(&saml.signing, ctx));
    }
    if let Some(oidc) = &reading.oidc {
        passed.extend(oidc_checks(oidc, reading));
    }
    passed.extend(certificate_checks(&reading.certificates, ctx));
    passed
}

fn ok(code: &str, title: impl Into<String>) -> Finding {
    finding(Severity::Ok, code, title)
}

fn is_loopback(reading: &Reading) -> bool {
    reading.notes.iter().any(|note| matches!(note, Note::LoopbackHttp(_)))
}

fn saml_checks(saml: &SamlReading, reading: &Reading) -> Vec<Finding> {
    let mut passed = Vec::new();
    let clean = !reading.notes.iter().any(|note| {
        matches!(
            note,
            Note::EntityIdHasOuterWhitespace
                | Note::EntityIdNotUri
                | Note::EntityIdNotAscii
                | Note::PlaceholderValue(_)
        )
    });
    if let Some(entity_id) = saml.entity_id.as_ref().filter(|_| clean) {
        passed.push(
            ok("entity_id", "Names its identity provider")
                .detail(entity_id.clone())
                .at("/EntityDescriptor/@entityID"),
        );
    }
    if !is_loopback(reading) {
        passed.push(ok("sso_url", "One sign-in address, over HTTPS").detail(saml.sign_in.url.clone()));
    }
    let offers = |wanted| saml.sign_in_all.iter().any(|endpoint| endpoint.usable_binding() == Some(wanted));
    if saml.entity_id.is_some() && offers(SamlBinding::Redirect) {
        let both = offers(SamlBinding::Post);
        passed.push(ok("binding", if both { "Redirect and POST both offered" } else { "Redirect offered" }));
    }
    if saml.name_id_formats.iter().any(|format| format.ends_with(":emailAddress")) {
        passed.push(ok("nameid_format", "Email address offered as NameID"));
    }
    passed
}

fn certificate_checks(certificates: &[Certificate], ctx: &Context<'_>) -> Vec<Finding> {
    let mut passed = Vec::new();
    if certificates.is_empty() {
        return passed;
    }
    if let Some(end) = certificates
        .iter()
        .filter(|it| it.is_valid(ctx.now) && !it.ends_soon(ctx.now))
        .map(|it| it.not_after)
        .max()
    {
        passed.push(ok("certificate_valid", format!("Certificate valid until {}", date(end))));
    }
    let smallest = certificates
        .iter()
        .map(|it| if let Key::Rsa(bits) = it.key { Some(bits) } else { None })
        .min()
        .flatten();
    if let Some(bits) = smallest.filter(|bits| *bits >= 2048) {
        passed.push(ok("certificate_key", format!("{bits}-bit RSA key")));
    }
    if certificates.iter().all(|it| it.signature_hash.starts_with("sha") && !it.has_broken_hash()) {
        let hash =
            certificates.first().map(|it| it.signature_hash.replacen("sha", "SHA-", 1)).unwrap_or_default();
        passed.push(ok("certificate_hash", format!("Certificate signed with {hash}")));
    }
    passed
}

fn oidc_checks(oidc: &OidcReading, reading: &Reading) -> Vec<Finding> {
    let mut passed = vec![
        ok("discovery_document", "Complete OpenID Connect discovery document"),
        ok("issuer", "Issuer is the one that was asked").detail(oidc.issuer.clone()).at("/issuer"),
    ];
    if !is_loopback(reading) {
        passed.push(ok("endpoints", "All endpoints over HTTPS"));
    }
    if !oidc.response_types.is_empty() {
        passed.push(ok("code_flow", "Authorization code flow offered").at("/response_types_supported"));
    }
    if oidc.id_token_algs.iter().any(|name| name == "RS256") {
        passed.push(
            ok("algorithm", "ID tokens signed with RS256").at("/id_token_signing_alg_values_supported"),
        );
    }
    if oidc.pkce.as_ref().is_some_and(|methods| methods.iter().any(|method| method == "S256")) {
        passed.push(ok("pkce", "PKCE with S256 offered").at("/code_challenge_methods_supported"));
    }
    passed
}
