//! What the linter says: every finding of the product's list, the vendor's policy, the provider that was chosen.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;

use api::{CertificateUse, Finding, Inspection, InspectionKind, SamlBinding, Severity, Verdict};
use chrono::TimeDelta;
use idp::{
    Context, discovery_url, inspect_certificate, inspect_discovery, inspect_manual, inspect_metadata,
    inspect_metadata_text, lint_client_secret, lint_jwks,
};
use support::{EXPIRED, GOOD, Metadata, POST, REDIRECT, SHA1, SOON, WEAK, lenient, now, strict};
use url::Url;

fn get<'a>(inspection: &'a Inspection, code: &str) -> &'a Finding {
    inspection
        .findings
        .iter()
        .find(|finding| finding.code == code)
        .unwrap_or_else(|| panic!("no {code} in {:#?}", inspection.findings))
}

fn codes(inspection: &Inspection) -> Vec<&str> {
    inspection.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn good_metadata_lists_what_was_checked() {
    let inspection = Metadata::default().inspect(&lenient());
    assert_eq!((inspection.kind, inspection.verdict), (InspectionKind::Saml, Verdict::Accept));
    let passed: Vec<&str> = inspection
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Ok)
        .map(|finding| finding.title.as_str())
        .collect();
    assert_eq!(
        passed,
        [
            "Well-formed SAML 2.0 metadata",
            "Names its identity provider",
            "One sign-in address, over HTTPS",
            "Redirect and POST both offered",
            "Email address offered as NameID",
            "Certificate valid until 1 January 2045",
            "2048-bit RSA key",
            "Certificate signed with SHA-256",
        ]
    );
    let saml = inspection.saml.unwrap();
    assert_eq!(saml.sign_in[0].binding, SamlBinding::Redirect);
    assert_eq!(saml.sign_in.len(), 2);
    assert_eq!(saml.certificates[0].key, "RSA 2048");
    assert_eq!(saml.certificates[0].pem, GOOD);
    assert_eq!(saml.certificates[0].sha1.to_uppercase(), saml.certificates[0].sha1);
}

#[test]
fn the_strict_policy_makes_errors_of_what_auth0_lets_pass() {
    for (pem, code) in
        [(EXPIRED, "all_signing_certs_expired"), (WEAK, "short_key"), (SHA1, "sha1_certificate")]
    {
        let metadata = Metadata { certificates: vec![("signing", pem)], ..Metadata::default() };
        let mild = metadata.inspect(&lenient());
        assert_eq!(mild.verdict, Verdict::AcceptWithWarnings, "{code}");
        assert_eq!(get(&mild, code).severity, Severity::Warning);
        let hard = metadata.inspect(&strict());
        assert_eq!(hard.verdict, Verdict::Reject, "{code}");
        assert_eq!(get(&hard, code).severity, Severity::Error);
        assert!(hard.saml.is_some(), "what was read stays visible");
    }
}

#[test]
fn an_old_certificate_beside_a_good_one_is_a_roll_over_even_for_the_strict() {
    let metadata =
        Metadata { certificates: vec![("signing", EXPIRED), ("signing", GOOD)], ..Metadata::default() };
    let inspection = metadata.inspect(&strict());
    assert_eq!(inspection.verdict, Verdict::AcceptWithWarnings);
    assert_eq!(get(&inspection, "some_signing_certs_expired").severity, Severity::Warning);
    assert_eq!(get(&inspection, "several_signing_certificates").title, "2 signing certificates");
}

#[test]
fn an_end_that_comes_closer_is_told_with_its_date() {
    let metadata = Metadata { certificates: vec![("signing", SOON)], ..Metadata::default() };
    let inspection = metadata.inspect(&strict());
    let finding = get(&inspection, "cert_expires_within_30_days");
    assert_eq!(finding.title, "A signing certificate expires on 5 December 2026, in 10 days");
    assert_eq!(inspection.verdict, Verdict::AcceptWithWarnings);
}

#[test]
fn another_provider_than_the_chosen_one_is_a_warning_with_both_names() {
    let okta = Metadata {
        entity_id: "http://www.okta.com/exkdoocxa1VmjpXmX697",
        sign_in: vec![(REDIRECT, "https://acme.okta.com/app/acme_1/exkdoocxa1VmjpXmX697/sso/saml")],
        ..Metadata::default()
    };
    let chose = |id| okta.inspect(&Context { provider: Some(id), ..lenient() });
    assert_eq!(get(&chose("okta-saml"), "provider").title, "Issued by Okta, as you chose");
    let other = chose("entra-saml");
    assert_eq!(get(&other, "provider_mismatch").title, "This comes from Okta, you chose Microsoft Entra ID");
    assert_eq!((other.verdict, other.provider.as_deref()), (Verdict::AcceptWithWarnings, Some("okta-saml")));
    assert_eq!(chose("custom-saml").verdict, Verdict::Accept);
}

#[test]
fn a_provider_without_a_guide_of_its_own_is_named_all_the_same() {
    let onelogin = Metadata {
        entity_id: "https://app.onelogin.com/saml/metadata/383123",
        sign_in: vec![(REDIRECT, "https://acme.onelogin.com/trust/saml2/http-redirect/sso/383123")],
        ..Metadata::default()
    };
    let inspection = onelogin.inspect(&Context { provider: Some("okta-saml"), ..lenient() });
    assert_eq!(get(&inspection, "provider_mismatch").title, "This comes from OneLogin, you chose Okta");
}

#[test]
fn loopback_without_tls_needs_the_switch() {
    let demo =
        Metadata { sign_in: vec![(REDIRECT, "http://localhost:4802/saml/sso")], ..Metadata::default() };
    assert_eq!(demo.inspect(&strict()).findings[0].code, "sso_url_not_https");
    let allowed = demo.inspect(&Context { allow_loopback_http: true, ..strict() });
    assert_eq!(allowed.verdict, Verdict::Accept, "{:#?}", allowed.findings);
    assert_eq!(get(&allowed, "loopback_http").severity, Severity::Info);
}

fn two_providers() -> String {
    let one = Metadata::default().xml();
    let two = Metadata { entity_id: "https://two.example.com/", ..Metadata::default() }.xml();
    format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{one}{two}</md:EntitiesDescriptor>"
    )
}

#[test]
fn of_several_providers_the_person_picks() {
    let offered = inspect_metadata(two_providers().as_bytes(), &strict());
    assert_eq!((offered.verdict, offered.choices.len()), (Verdict::Choose, 2));
    assert!(offered.saml.is_none() && offered.choices.iter().all(|choice| choice.usable));
    let ctx = Context { entity_id: Some("https://two.example.com/"), ..strict() };
    let picked = inspect_metadata(two_providers().as_bytes(), &ctx);
    assert_eq!(picked.verdict, Verdict::Accept);
    assert_eq!(picked.saml.unwrap().entity_id.as_deref(), Some("https://two.example.com/"));
    let unknown = Context { entity_id: Some("https://three.example.com/"), ..strict() };
    assert_eq!(inspect_metadata(two_providers().as_bytes(), &unknown).verdict, Verdict::Choose);
}

#[test]
fn values_typed_by_hand_are_read_like_metadata() {
    let fine = inspect_manual(" https://idp.example.com/sso ", GOOD, &strict());
    assert_eq!(fine.verdict, Verdict::Accept, "{:#?}", fine.findings);
    let saml = fine.saml.unwrap();
    assert_eq!((saml.entity_id, saml.sign_in[0].url.as_str()), (None, "https://idp.example.com/sso"));
    assert_eq!(saml.certificates[0].usage, CertificateUse::Signing);

    let both = inspect_manual("http://idp.example.com/sso", "-----BEGIN CERTIFICATE-----\nMIIC", &strict());
    assert_eq!(both.verdict, Verdict::Reject);
    let places: Vec<&str> = both.findings.iter().map(|finding| finding.location.as_str()).collect();
    assert_eq!(places, ["sign_in_url", "certificate"]);

    let old = inspect_manual("https://idp.example.com/sso", EXPIRED, &strict());
    assert_eq!((old.verdict, old.findings[0].location.as_str()), (Verdict::Reject, "certificate"));
}

#[test]
fn a_certificate_alone_follows_the_policy_too() {
    assert_eq!(inspect_certificate(GOOD.as_bytes(), &strict()).verdict, Verdict::Accept);
    let expired = inspect_certificate(EXPIRED.as_bytes(), &strict());
    assert_eq!(
        get(&expired, "cert_expired").title,
        "The only signing certificate expired on 2 November 2026, 23 days ago"
    );
    assert_eq!((expired.verdict, expired.certificates.len()), (Verdict::Reject, 1));
    assert_eq!(inspect_certificate(EXPIRED.as_bytes(), &lenient()).verdict, Verdict::AcceptWithWarnings);
}

fn discovery(issuer: &str, more: &str) -> Vec<u8> {
    format!(
        "{{\"issuer\":\"{issuer}\",\"authorization_endpoint\":\"{issuer}/authorize\",\"token_endpoint\":\"{issuer}/token\",\
         \"jwks_uri\":\"{issuer}/jwks\",\"response_types_supported\":[\"code\"],\
         \"id_token_signing_alg_values_supported\":[\"RS256\"]{more}}}"
    )
    .into_bytes()
}

fn at(issuer: &str) -> Url {
    format!("{issuer}/.well-known/openid-configuration").parse().unwrap()
}

#[test]
fn an_endpoint_that_auth0_cannot_reach_is_an_error_for_the_strict() {
    let issuer = "https://10.0.0.7";
    let found = |ctx: &Context<'_>| inspect_discovery(&discovery(issuer, ""), &at(issuer), ctx);
    assert_eq!(found(&lenient()).verdict, Verdict::Accept);
    assert_eq!(get(&found(&strict()), "endpoint_private").severity, Severity::Error);
    let demo = "http://localhost:4802/oidc";
    let ctx = Context { allow_loopback_http: true, ..strict() };
    let inspection = inspect_discovery(&discovery(demo, ""), &at(demo), &ctx);
    assert_eq!(inspection.verdict, Verdict::Accept, "{:#?}", inspection.findings);
}

#[test]
fn what_passed_in_a_discovery_document_is_listed() {
    let issuer = "https://idp.example.com";
    let more = ",\"code_challenge_methods_supported\":[\"S256\"]";
    let inspection = inspect_discovery(&discovery(issuer, more), &at(issuer), &strict());
    assert_eq!(
        codes(&inspection),
        ["discovery_document", "issuer", "endpoints", "code_flow", "algorithm", "pkce"]
    );
    assert_eq!(inspection.oidc.unwrap().jwks_uri, "https://idp.example.com/jwks");
}

/// Everything the product's list of findings asks for, made to happen once.
fn everything() -> BTreeSet<String> {
    let base = Metadata::default;
    let documents = [
        base().xml().replace("md:IDPSSODescriptor", "md:SPSSODescriptor"),
        base().xml().replace("md:IDPSSODescriptor", "md:PDPDescriptor"),
        "hello".to_owned(),
        "<!DOCTYPE html><html></html>".to_owned(),
        "{\"a\":1}".to_owned(),
        GOOD.to_owned(),
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----".to_owned(),
        two_providers(),
        format!("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>{}", base().xml()),
        Metadata {
            sign_in: vec![("urn:oasis:names:tc:SAML:2.0:bindings:SOAP", "https://idp.example.com/")],
            ..base()
        }
        .xml(),
        Metadata { sign_in: vec![(POST, "https://idp.example.com/")], ..base() }.xml(),
        Metadata { sign_in: vec![(REDIRECT, "http://idp.example.com/")], ..base() }.xml(),
        Metadata { sign_in: vec![(REDIRECT, "https://10.1.1.1/sso")], ..base() }.xml(),
        Metadata { entity_id: "https://{tenant}.example.com", ..base() }.xml(),
        Metadata { attributes: "validUntil=\"2026-11-01T00:00:00Z\"", ..base() }.xml(),
        Metadata { attributes: "validUntil=\"2026-12-01T00:00:00Z\"", ..base() }.xml(),
        Metadata { certificates: vec![], ..base() }.xml(),
        Metadata { certificates: vec![("signing", "AAAA")], ..base() }.xml(),
        Metadata { certificates: vec![("signing", EXPIRED)], ..base() }.xml(),
        Metadata { certificates: vec![("signing", SOON)], ..base() }.xml(),
        Metadata { certificates: vec![("encryption", GOOD)], ..base() }.xml(),
        Metadata { certificates: vec![("signing", WEAK)], ..base() }.xml(),
        Metadata { certificates: vec![("signing", SHA1)], ..base() }.xml(),
        Metadata { certificates: vec![("signing", GOOD), ("signing", SOON)], ..base() }.xml(),
        Metadata { role_attributes: "WantAuthnRequestsSigned=\"true\"", ..base() }.xml(),
        Metadata { name_id: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient", ..base() }.xml(),
    ];
    let mut found = BTreeSet::new();
    for document in &documents {
        found.extend(
            inspect_metadata_text(document, &strict()).findings.into_iter().map(|finding| finding.code),
        );
    }
    let early = Context { now: now() - TimeDelta::days(3650), ..strict() };
    found.extend(base().inspect(&early).findings.into_iter().map(|finding| finding.code));
    let other = Context { provider: Some("okta-saml"), ..strict() };
    let google = Metadata {
        entity_id: "https://accounts.google.com/o/saml2?idpid=C01abc2de",
        sign_in: vec![(REDIRECT, "https://accounts.google.com/o/saml2/idp?idpid=C01abc2de")],
        ..base()
    };
    found.extend(google.inspect(&other).findings.into_iter().map(|finding| finding.code));
    found.extend(everything_oidc());
    found
}

fn everything_oidc() -> BTreeSet<String> {
    let issuer = "https://idp.example.com";
    let good = String::from_utf8(discovery(issuer, "")).unwrap();
    let mut found = BTreeSet::new();
    for document in [
        good.replace(issuer, "https://other.example.com"),
        good.replace("token_endpoint", "x"),
        good.replace(issuer, "https://login.microsoftonline.com/{tenantid}/v2.0"),
        good.replace("https://idp.example.com/jwks", "http://idp.example.com/jwks"),
        good.replace("[\"code\"]", "[\"id_token\"]"),
        good.replace("RS256", "HS256"),
    ] {
        let inspection = inspect_discovery(document.as_bytes(), &at(issuer), &strict());
        found.extend(inspection.findings.into_iter().map(|finding| finding.code));
    }
    for typed in [
        "https://login.microsoftonline.com/common/v2.0",
        "https://idp.example.com/.well-know/openid-configuration",
    ] {
        found.insert(discovery_url(typed, &strict()).unwrap_err().code);
    }
    let past = Some(now() - TimeDelta::days(1));
    let near = Some(now() + TimeDelta::days(9));
    let secrets = lint_client_secret("11111111-2222-4333-8444-555555555555", near, &strict());
    let late = lint_client_secret("q8~x.Kd93", past, &strict());
    let keys = [lint_jwks(b"<html>"), lint_jwks(b"{\"keys\":[]}")].concat();
    found.extend(secrets.into_iter().chain(late).chain(keys).map(|finding| finding.code));
    found
}

#[test]
fn everything_on_the_products_list_has_a_finding() {
    let found = everything();
    let wanted = [
        "not_xml",
        "html_page",
        "looks_like_json",
        "looks_like_certificate",
        "private_key_pasted",
        "sp_metadata",
        "several_identity_providers",
        "no_idp_role",
        "doctype_forbidden",
        "no_supported_binding",
        "post_binding_only",
        "sso_url_not_https",
        "sso_url_private",
        "placeholder_value",
        "metadata_expired",
        "metadata_expires_soon",
        "no_signing_certificate",
        "bad_certificate",
        "all_signing_certs_expired",
        "cert_expires_within_30_days",
        "all_signing_certs_not_yet_valid",
        "short_key",
        "sha1_certificate",
        "several_signing_certificates",
        "wants_signed_requests",
        "only_transient_nameid",
        "provider_mismatch",
        "metadata_unsigned",
        "issuer_mismatch",
        "missing_token_endpoint",
        "multi_tenant_issuer",
        "jwks_uri_not_https",
        "no_code_flow",
        "no_supported_alg",
        "jwks_unreadable",
        "jwks_empty",
        "client_secret_is_guid",
        "client_secret_expires_soon",
        "client_secret_expired",
        "discovery_url_typo",
    ];
    let missing: Vec<&&str> = wanted.iter().filter(|code| !found.contains(**code)).collect();
    assert!(missing.is_empty(), "missing {missing:?} in {found:?}");
}
