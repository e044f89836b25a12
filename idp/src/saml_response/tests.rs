//! Responses in whatever state a test wants them.

use api::{CheckState, ExpectedResponse, ExplainRequest, ResponseEncoding, SignedContent, SignedPart};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::explain::explain_request;

const ACS: &str = "https://globex.example/login/callback";
const ENTITY: &str = "urn:auth0:globex:saml";
const ISSUER: &str = "https://idp.example.com";
const GOOD: &str = include_str!("../../tests/data/good.pem");

fn now() -> DateTime<Utc> {
    "2026-11-25T12:01:00Z".parse().unwrap()
}

fn expected() -> ExpectedResponse {
    ExpectedResponse {
        entity_id: Some(ENTITY.to_owned()),
        acs_url: Some(ACS.to_owned()),
        issuer: Some(ISSUER.to_owned()),
        certificates: vec![GOOD.to_owned()],
    }
}

/// The assertion in exclusive canonical form, written by hand, without its signature.
fn assertion(email: &str) -> String {
    format!(
        "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_a\" IssueInstant=\"2026-11-25T12:00:00Z\" Version=\"2.0\">\
         <saml:Issuer>{ISSUER}</saml:Issuer><saml:Subject><saml:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">jane@globex.example</saml:NameID>\
         <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"><saml:SubjectConfirmationData InResponseTo=\"_r\" NotOnOrAfter=\"2026-11-25T12:05:00Z\" Recipient=\"{ACS}\"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>\
         <saml:Conditions NotBefore=\"2026-11-25T11:59:00Z\" NotOnOrAfter=\"2026-11-25T12:05:00Z\"><saml:AudienceRestriction><saml:Audience>{ENTITY}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
         <saml:AuthnStatement AuthnInstant=\"2026-11-25T12:00:00Z\"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
         <saml:AttributeStatement>{email}</saml:AttributeStatement></saml:Assertion>"
    )
}

fn email() -> String {
    attribute("email", "jane@globex.example")
}

fn attribute(name: &str, value: &str) -> String {
    format!(
        "<saml:Attribute Name=\"{name}\"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
    )
}

fn signature(of: &str, id: &str) -> String {
    let digest = STANDARD.encode(Sha256::digest(of.as_bytes()));
    let certificate: String = GOOD.lines().filter(|line| !line.starts_with("-----")).collect();
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo><ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\
         <ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue>\
         <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    )
}

fn signed(assertion: &str) -> String {
    assertion.replacen("</saml:Issuer>", &format!("</saml:Issuer>{}", signature(assertion, "_a")), 1)
}

/// The prefix of the assertion is declared on the response, as most products do it.
fn response(inside: &str) -> String {
    let inside = inside
        .replace("<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "<saml:Assertion");
    format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_p\" InResponseTo=\"_r\" \
         IssueInstant=\"2026-11-25T12:00:00Z\" Version=\"2.0\" Destination=\"{ACS}\"><saml:Issuer>{ISSUER}</saml:Issuer><samlp:Status>\
         <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>{inside}</samlp:Response>"
    )
}

fn good() -> String {
    response(&signed(&assertion(&email())))
}

fn codes(xml: &str) -> Vec<String> {
    codes_with(xml, &expected())
}

fn codes_with(xml: &str, expected: &ExpectedResponse) -> Vec<String> {
    let answer = explain(xml, expected, None, now());
    assert!(answer.findings.is_empty(), "{:?}", answer.findings);
    answer.explanation.into_iter().chain(answer.alternatives).map(|it| it.code).collect()
}

#[test]
fn a_good_response_passes_every_comparison() {
    let report = read_saml_response(&good(), &expected(), now()).unwrap();
    let failed: Vec<_> = report.checks.iter().filter(|check| check.state == CheckState::Failed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(report.checks.iter().filter(|check| check.state == CheckState::Passed).count() >= 11);
    let signature = &report.signatures[0];
    assert_eq!((signature.covers, signature.content), (SignedPart::Assertion, SignedContent::Unchanged));
    assert_eq!((signature.algorithm.as_str(), signature.digest.as_str()), ("rsa-sha256", "sha256"));
    let assertion = report.assertion.unwrap();
    assert_eq!(assertion.name_id.as_deref(), Some("jane@globex.example"));
    assert_eq!((assertion.audiences, assertion.recipients), (vec![ENTITY.to_owned()], vec![ACS.to_owned()]));
    assert_eq!(codes(&good()), Vec::<String>::new());
}

#[test]
fn every_wrapping_gives_the_same_response() {
    let xml = good();
    let base64 = STANDARD.encode(&xml);
    let lines: Vec<&str> =
        base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let deflated = STANDARD.encode(miniz_oxide::deflate::compress_to_vec(xml.as_bytes(), 6));
    let encoded: String = url::form_urlencoded::byte_serialize(base64.as_bytes()).collect();
    let plain = read_saml_response(&xml, &expected(), now()).unwrap();
    for (pasted, encoding) in [
        (base64.clone(), ResponseEncoding::Base64),
        (lines.join("\r\n"), ResponseEncoding::Base64),
        (format!("SAMLResponse={encoded}&RelayState=x"), ResponseEncoding::Base64),
        (deflated, ResponseEncoding::Deflated),
    ] {
        let mut report = read_saml_response(&pasted, &expected(), now()).unwrap();
        assert_eq!(report.encoding, encoding);
        report.encoding = plain.encoding;
        assert_eq!(report, plain);
    }
}

#[test]
fn each_difference_is_named_by_its_cause() {
    let plain = assertion(&email());
    let unsigned_other = |from: &str, to: &str| response(&signed(&plain.replace(from, to)));
    for (what, xml, cause) in [
        ("audience", unsigned_other(ENTITY, "urn:other"), "wrong_audience"),
        (
            "recipient",
            unsigned_other(&format!("Recipient=\"{ACS}\""), "Recipient=\"https://old.example/cb\""),
            "wrong_recipient",
        ),
        (
            "issuer",
            unsigned_other(&format!("<saml:Issuer>{ISSUER}"), "<saml:Issuer>https://idp.example.com/"),
            "wrong_issuer",
        ),
        (
            "swapped",
            unsigned_other(&format!("<saml:Audience>{ENTITY}"), &format!("<saml:Audience>{ACS}")),
            "addresses_swapped",
        ),
        ("unsigned", response(&plain), "signature_missing"),
        ("changed", good().replace("jane@", "john@"), "content_changed"),
        (
            "destination",
            good().replace("Destination=\"https://globex", "Destination=\"https://old"),
            "wrong_destination",
        ),
        ("no e-mail", response(&signed(&assertion(&attribute("groups", "x")))), "missing_email"),
        ("empty e-mail", response(&signed(&assertion(&attribute("email", "")))), "missing_email"),
        (
            "two",
            response(&format!("{}{}", signed(&plain), plain.replace("ID=\"_a\"", "ID=\"_b\""))),
            "several_assertions",
        ),
        (
            "ended before it began",
            unsigned_other(
                "NotOnOrAfter=\"2026-11-25T12:05:00Z\"><saml:Aud",
                "NotOnOrAfter=\"2026-11-25T11:50:00Z\"><saml:Aud",
            ),
            "answer_expired",
        ),
        (
            "clock ahead",
            good().replacen(
                "IssueInstant=\"2026-11-25T12:00:00Z\"",
                "IssueInstant=\"2026-11-25T12:10:00Z\"",
                1,
            ),
            "answer_expired",
        ),
        ("nobody", unsigned_other("jane@globex.example</saml:NameID>", "</saml:NameID>"), "name_id_empty"),
        ("signature of something else", good().replace("URI=\"#_a\"", "URI=\"#_p\""), "signature_elsewhere"),
    ] {
        assert_eq!(codes(&xml), [cause], "{what}");
    }
}

#[test]
fn another_certificate_than_the_known_one_is_told_with_both_thumbprints() {
    let other = ExpectedResponse {
        certificates: vec![include_str!("../../tests/data/soon.pem").to_owned()],
        ..expected()
    };
    let answer = explain(&good(), &other, Some("okta-saml"), now());
    let explanation = answer.explanation.unwrap();
    assert_eq!(explanation.code, "unknown_certificate");
    let evidence = &explanation.evidence[0];
    assert_eq!((evidence.expected.len(), evidence.received.len()), (40, 40));
    assert_ne!(evidence.expected, evidence.received);
    assert!(explanation.fix[0].contains("Okta"));
}

#[test]
fn a_failure_is_explained_by_its_status() {
    let failed = |sub: &str, message: &str| {
        response("").replace(
            "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/>",
            &format!(
                "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\">{sub}</samlp:StatusCode>{message}"
            ),
        )
    };
    let below =
        |code: &str| format!("<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:{code}\"/>");
    let words = |text: &str| format!("<samlp:StatusMessage>{text}</samlp:StatusMessage>");
    for (xml, cause) in [
        (failed(&below("AuthnFailed"), ""), "user_refused"),
        (failed(&below("RequestDenied"), ""), "user_not_assigned"),
        (failed(&below("InvalidNameIDPolicy"), ""), "name_id_policy"),
        (failed("", &words("AADSTS50105: not assigned")), "user_not_assigned"),
        (failed("", ""), "provider_failed"),
    ] {
        assert_eq!(codes(&xml)[0], cause, "{xml}");
    }
}

#[test]
fn an_encrypted_assertion_is_said_to_be_invisible() {
    let xml = response("<saml:EncryptedAssertion><x/></saml:EncryptedAssertion>");
    assert_eq!(codes(&xml), ["encrypted_assertion"]);
    let report = read_saml_response(&xml, &expected(), now()).unwrap();
    assert_eq!((report.assertions, report.encrypted_assertions, report.assertion), (1, 1, None));
}

#[test]
fn without_expectations_only_what_speaks_for_itself_is_judged() {
    assert_eq!(
        codes_with(&good().replace(ENTITY, "urn:any"), &ExpectedResponse::default()),
        ["content_changed"]
    );
    assert_eq!(codes_with(&good(), &ExpectedResponse::default()), Vec::<String>::new());
}

#[test]
fn what_is_no_response_is_said_to_be_what_it_is() {
    let finding = |pasted: &str| read_saml_response(pasted, &expected(), now()).unwrap_err();
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----";
    let dtd = format!("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>{}", good());
    let request = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>";
    let large = "A".repeat(1024 * 1024 + 1);
    let bomb = STANDARD.encode(miniz_oxide::deflate::compress_to_vec(&vec![b'<'; 8 * 1024 * 1024], 6));
    for (pasted, code) in [
        ("", "empty"),
        (large.as_str(), "too_large"),
        (key, "private_key_pasted"),
        ("not base64 at all!", "response_not_base64"),
        ("aGVsbG8gd29ybGQ=", "response_not_xml"),
        (&bomb, "response_not_xml"),
        (&dtd, "doctype_forbidden"),
        (&good()[..900], "not_well_formed"),
        (&format!("<a>{}", "<b>".repeat(200)), "limits_exceeded"),
        (&response("<x ID=\"_p\"/>"), "duplicate_id"),
        ("<?xml version=\"1.0\" encoding=\"ibm037\"?><a/>", "not_a_saml_response"),
        (&STANDARD.encode("<?xml version=\"1.0\" encoding=\"ibm037\"?><a/>"), "bad_encoding"),
        (request, "saml_request_pasted"),
        ("<Response xmlns=\"urn:oasis:names:tc:SAML:1.0:protocol\"/>", "response_saml_1"),
        ("<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>", "response_is_metadata"),
        (
            "<t:RequestSecurityTokenResponse xmlns:t=\"http://schemas.xmlsoap.org/ws/2005/02/trust\"/>",
            "not_a_saml_response",
        ),
    ] {
        let finding = finding(pasted);
        assert_eq!(finding.code, code);
        assert!(!finding.title.is_empty() && !finding.detail.is_empty() && !finding.fix.is_empty(), "{code}");
    }
}

#[test]
fn a_response_in_the_text_field_or_in_an_address_is_recognised() {
    let base64 = STANDARD.encode(good());
    let encoded: String = url::form_urlencoded::byte_serialize(base64.as_bytes()).collect();
    let url = format!("https://globex.example/cb?SAMLResponse={encoded}");
    for text in [good(), base64, format!("SAMLResponse={encoded}"), url] {
        let request =
            ExplainRequest { text: Some(text), expected: Some(expected()), ..ExplainRequest::default() };
        let answer = explain_request(&request, now());
        assert!(answer.saml_response.is_some() && answer.explanation.is_none());
    }
}

#[test]
fn nothing_of_a_person_is_in_what_explains() {
    let answer = explain(&response(&assertion(&email())), &expected(), None, now());
    let said = format!("{:?}{:?}", answer.explanation, answer.alternatives);
    assert!(!said.contains("jane"), "{said}");
}
