//! Responses from the identity provider's pen to the service provider's eye, and what is done to them on the way.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};

use super::*;
use crate::saml::{Decryption, EMAIL_ADDRESS, Refused, SigningKey};

struct Pair {
    key: SigningKey,
    certificate: String,
}

impl Pair {
    fn new() -> Self {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let certificate = CertificateParams::default().self_signed(&pair).unwrap().pem();
        Self { key: SigningKey::from_pem(&pair.serialize_pem(), &certificate).unwrap(), certificate }
    }
}

static OURS: LazyLock<Pair> = LazyLock::new(Pair::new);
static OTHER: LazyLock<Pair> = LazyLock::new(Pair::new);

const ACS: &str = "http://localhost:1/login/callback?connection=a&b=c";
const AUDIENCE: &str = "urn:auth0:local:globex";
const ISSUER: &str = "http://localhost:2/saml/metadata";

fn now() -> DateTime<Utc> {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn attributes() -> Vec<(String, Vec<String>)> {
    let email = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    vec![
        (email.to_owned(), vec!["first.user@globex.example".to_owned()]),
        ("groups".to_owned(), vec!["R&D <all>".to_owned(), "Sales".to_owned()]),
    ]
}

fn new_response<'a>(attributes: &'a [(String, Vec<String>)]) -> NewResponse<'a> {
    NewResponse {
        id: "_response",
        assertion_id: "_assertion",
        issuer: ISSUER,
        acs_url: ACS,
        audience: AUDIENCE,
        in_response_to: Some("_request"),
        issued_at: now(),
        not_on_or_after: now() + TimeDelta::minutes(5),
        authenticated_at: now(),
        name_id: NameId { value: "first.user@globex.example", format: EMAIL_ADDRESS },
        session_index: "_session",
        attributes,
    }
}

fn signed_by(pair: &Pair, signed: Signed) -> String {
    build(&new_response(&attributes()), &pair.key, signed, None).unwrap()
}

fn expectations() -> Expectations {
    Expectations {
        certificates_pem: vec![OURS.certificate.clone()],
        audience: AUDIENCE.to_owned(),
        destination: ACS.to_owned(),
        recipient: ACS.to_owned(),
        decryption: Decryption::default(),
        issuer: Some(ISSUER.to_owned()),
        in_response_to: Some("_request".to_owned()),
        now: now(),
        skew: TimeDelta::minutes(3),
    }
}

/// What is said to a response that was changed on the way; the change must have hit.
fn after(change: impl Fn(&str) -> String) -> Refused {
    let sent = signed_by(&OURS, Signed::Assertion);
    let received = change(&sent);
    assert_ne!(sent, received, "the change did not hit");
    parse_and_verify(&received, &expectations()).unwrap_err()
}

fn assertion_of(response: &str) -> (&str, &str, &str) {
    let begins = response.find("<saml:Assertion").unwrap();
    let ends = response.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
    (&response[..begins], &response[begins..ends], &response[ends..])
}

#[test]
fn what_is_signed_is_read_as_it_was_written() {
    for signed in [Signed::Assertion, Signed::Response, Signed::Both] {
        let assertion = parse_and_verify(&signed_by(&OURS, signed), &expectations()).unwrap();
        assert_eq!(assertion.attributes, attributes());
        assert_eq!(assertion.name_id.as_deref(), Some("first.user@globex.example"));
        assert_eq!(assertion.name_id_format.as_deref(), Some(EMAIL_ADDRESS));
        assert_eq!(assertion.session_index.as_deref(), Some("_session"));
        assert_eq!(assertion.in_response_to.as_deref(), Some("_request"));
        assert_eq!((assertion.id.as_str(), assertion.issuer.as_str()), ("_assertion", ISSUER));
        assert_eq!(assertion.not_on_or_after, now() + TimeDelta::minutes(8));
        assert_eq!(assertion.thumbprint, Some(OURS.key.certificate().thumbprint()));
    }
}

#[test]
fn any_of_several_certificates_may_have_signed() {
    let certificates_pem = vec![OTHER.certificate.clone(), OURS.certificate.clone()];
    let expected = Expectations { certificates_pem, ..expectations() };
    assert!(parse_and_verify(&signed_by(&OURS, Signed::Assertion), &expected).is_ok());
}

#[test]
fn a_change_after_signing_is_seen() {
    for (before, changed) in [
        ("first.user@globex.example</saml:NameID>", "second.user@globex.example</saml:NameID>"),
        (
            "<saml:AttributeValue xsi:type=\"xs:string\">Sales",
            "<saml:AttributeValue xsi:type=\"xs:string\">Admins",
        ),
        ("NotOnOrAfter=\"2026-11-24T10:05", "NotOnOrAfter=\"2026-11-24T23:05"),
    ] {
        let refused = after(|response| response.replace(before, changed));
        assert!(matches!(refused, Refused::SignatureCheck(_)), "{changed}: {refused:?}");
    }
}

#[test]
fn a_changed_signed_response_is_seen_around_an_unchanged_assertion() {
    let sent = signed_by(&OURS, Signed::Both);
    let changed = sent.replace(
        "IssueInstant=\"2026-11-24T10:00:00.000Z\" Destination",
        "IssueInstant=\"2026-11-24T10:00:01.000Z\" Destination",
    );
    assert_ne!(sent, changed);
    let refused = parse_and_verify(&changed, &expectations()).unwrap_err();
    assert!(matches!(refused, Refused::SignatureCheck(_)), "{refused:?}");
}

#[test]
fn another_certificate_in_the_signature_is_named_by_both_thumbprints() {
    let refused = parse_and_verify(&signed_by(&OTHER, Signed::Assertion), &expectations()).unwrap_err();
    let expected = format!(
        "Invalid thumbprint (configured: {}. calculated: {})",
        OURS.key.certificate().thumbprint(),
        OTHER.key.certificate().thumbprint()
    );
    assert_eq!(refused.to_string(), expected);
    assert_eq!(OURS.key.certificate().thumbprint().len(), 40);
}

#[test]
fn another_key_behind_our_certificate_or_behind_none_is_seen() {
    let forged = signed_by(&OTHER, Signed::Assertion);
    let named = forged.replace(&OTHER.key.certificate().base64(), &OURS.key.certificate().base64());
    let begins = forged.find("<ds:KeyInfo>").unwrap();
    let ends = forged.find("</ds:KeyInfo>").unwrap() + "</ds:KeyInfo>".len();
    let unnamed = format!("{}{}", &forged[..begins], &forged[ends..]);
    for response in [named, unnamed] {
        let refused = parse_and_verify(&response, &expectations()).unwrap_err();
        assert_eq!(refused, Refused::SignatureCheck("signature value verification failed".to_owned()));
    }
}

#[test]
fn an_unsigned_response_is_refused() {
    let signed = signed_by(&OURS, Signed::Assertion);
    let begins = signed.find("<ds:Signature ").unwrap();
    let ends = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let unsigned = format!("{}{}", &signed[..begins], &signed[ends..]);
    assert_eq!(parse_and_verify(&unsigned, &expectations()), Err(Refused::NotSigned));
}

/// The classic ways to show a good signature beside a forged assertion.
#[test]
fn a_signed_assertion_does_not_vouch_for_another_one() {
    let signed = signed_by(&OURS, Signed::Assertion);
    let (head, original, tail) = assertion_of(&signed);
    let begins = original.find("<ds:Signature ").unwrap();
    let ends = original.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &original[begins..ends];
    let bare = format!("{}{}", &original[..begins], &original[ends..]);
    let evil = |id: &str| {
        bare.replace("first.user@", "attacker@").replace("ID=\"_assertion\"", &format!("ID=\"{id}\""))
    };
    let inside =
        |outer: &str, inner: &str| outer.replacen("<saml:Subject>", &format!("{inner}<saml:Subject>"), 1);
    let hide = |inner: &str| format!("<samlp:Extensions>{inner}</samlp:Extensions>");
    let object = |inner: &str| {
        signature.replace("</ds:Signature>", &format!("<ds:Object>{inner}</ds:Object></ds:Signature>"))
    };
    let disguised = original.replace("saml:Assertion", "saml:Evidence");
    let cases = [
        ("before the signed one", format!("{head}{}{original}{tail}", evil("_evil"))),
        ("after the signed one", format!("{head}{original}{}{tail}", evil("_evil"))),
        ("around the signed one", format!("{head}{}{tail}", inside(&evil("_evil"), original))),
        ("with its id, around it", format!("{head}{}{tail}", inside(&evil("_assertion"), original))),
        ("with the original hidden", format!("{head}{}{}{tail}", hide(original), evil("_evil"))),
        ("with the signature moved", format!("{head}{}{tail}", inside(&evil("_evil"), signature))),
        (
            "with the original in the signature",
            format!("{head}{}{tail}", inside(&evil("_evil"), &object(&bare))),
        ),
        (
            "with its id and the original disguised",
            format!("{head}{}{}{tail}", hide(&disguised), inside(&evil("_assertion"), signature)),
        ),
        (
            "with its id in another namespace",
            format!(
                "{head}{}{}{tail}",
                hide(&bare.replace("saml:Assertion", "saml:Evidence")),
                inside(
                    &evil("_evil").replace("ID=\"_evil\"", "ID=\"_evil\" saml:ID=\"_assertion\""),
                    signature
                )
            ),
        ),
    ];
    for (name, response) in cases {
        let refused = parse_and_verify(&response, &expectations());
        assert!(refused.is_err(), "{name}: {refused:?}");
        assert_ne!(refused, Err(Refused::NotXml), "{name} is broken XML, so it proves nothing");
    }
}

#[test]
fn a_signed_response_does_not_vouch_for_another_one_around_it() {
    let signed = signed_by(&OURS, Signed::Response);
    let begins = signed.find("<ds:Signature ").unwrap();
    let ends = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let bare = format!("{}{}", &signed[..begins], &signed[ends..]);
    let (head, assertion, tail) = assertion_of(&bare);
    let forged = assertion.replace("first.user@", "attacker@").replace("_assertion", "_evil");
    let head = head.replace("_response", "_other");
    let hidden = signed.replace("saml:Assertion", "saml:Evidence");
    let signature = &signed[begins..ends];
    for wrapped in [
        format!("{head}<samlp:Extensions>{hidden}</samlp:Extensions>{forged}{tail}"),
        format!(
            "{head}{signature}<samlp:Extensions>{}</samlp:Extensions>{forged}{tail}",
            bare.replace("saml:Assertion", "saml:Evidence")
        ),
    ] {
        let refused = parse_and_verify(&wrapped, &expectations()).unwrap_err();
        assert!(!matches!(refused, Refused::NotXml | Refused::ManyAssertions), "{refused:?}");
    }
}

#[test]
fn only_the_usual_transforms_are_followed() {
    let changed = after(|response| {
        response.replacen(
            "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>",
            "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>",
            1,
        )
    });
    assert_eq!(changed, Refused::SignatureScope);
    let files = after(|response| response.replace("URI=\"#_assertion\"", "URI=\"Cargo.toml\""));
    assert_eq!(files, Refused::SignatureScope);
}

#[test]
fn a_comment_does_not_cut_a_name() {
    // Comments are not signed, so anybody may put one in: the name must stay whole.
    let sent = signed_by(&OURS, Signed::Assertion);
    let received = sent.replace("first.user@globex", "first.user@<!-- cut here -->globex");
    assert_ne!(sent, received);
    let assertion = parse_and_verify(&received, &expectations()).unwrap();
    assert_eq!(assertion.name_id.as_deref(), Some("first.user@globex.example"));
    assert_eq!(assertion.attributes, attributes());
}

#[test]
fn a_document_type_and_an_endless_message_are_refused() {
    let doctype =
        after(|response| format!("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{response}"));
    assert_eq!(doctype, Refused::NotXml);
    let long = after(|response| {
        response.replace("</samlp:Response>", &format!("<!--{}--></samlp:Response>", "x".repeat(300_000)))
    });
    assert_eq!(long, Refused::NotXml);
    let deep = after(|response| format!("{}{response}{}", "<a>".repeat(200), "</a>".repeat(200)));
    assert_eq!(deep, Refused::NotXml);
}

#[test]
fn what_is_meant_for_others_is_refused_in_auth0s_words() {
    let response = signed_by(&OURS, Signed::Assertion);
    let refused = |expected: Expectations| parse_and_verify(&response, &expected).unwrap_err().to_string();
    let audience = Expectations { audience: "urn:auth0:local:initech".to_owned(), ..expectations() };
    assert_eq!(refused(audience), "Audience is invalid. Configured: urn:auth0:local:initech");
    let issuer = Expectations { issuer: Some("https://idp.example".to_owned()), ..expectations() };
    assert_eq!(refused(issuer), "Issuer is invalid. Configured: https://idp.example");
    let request = Expectations { in_response_to: Some("_another".to_owned()), ..expectations() };
    assert!(refused(request).contains("Expected: _another"));
    let address = Expectations {
        destination: "http://localhost:1/other".to_owned(),
        recipient: "http://localhost:1/other".to_owned(),
        ..expectations()
    };
    assert_eq!(
        refused(address.clone()),
        format!("Destination endpoint {ACS} did not match http://localhost:1/other")
    );
    let destination = format!(r#" Destination="{}""#, ACS.replace('&', "&amp;"));
    let undirected = response.replace(&destination, "");
    assert_ne!(undirected, response);
    let refused = parse_and_verify(&undirected, &address).unwrap_err();
    assert_eq!(refused.to_string(), "Recipient is invalid. Configured: http://localhost:1/other");
}

#[test]
fn an_answer_to_no_request_is_told_apart() {
    let unsolicited =
        build(&NewResponse { in_response_to: None, ..new_response(&[]) }, &OURS.key, Signed::Assertion, None)
            .unwrap();
    let refused = parse_and_verify(&unsolicited, &expectations());
    assert_eq!(refused, Err(Refused::InResponseTo { expected: "_request".to_owned() }));
    let expected = Expectations { in_response_to: None, ..expectations() };
    assert_eq!(parse_and_verify(&unsolicited, &expected).unwrap().in_response_to, None);
}

#[test]
fn times_count_with_the_skew_on_both_ends() {
    let response = signed_by(&OURS, Signed::Assertion);
    let at = |minutes: i64, seconds: i64| {
        let now = now() + TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds);
        parse_and_verify(&response, &Expectations { now, ..expectations() })
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(at(7, 59), Ok(()));
    assert_eq!(at(8, 0), Err("assertion has expired.".to_owned()));
    assert_eq!(at(-8, 0), Ok(()));
    assert_eq!(at(-8, -1), Err("assertion has expired.".to_owned()));
}

#[test]
fn a_failure_is_told_by_its_message_or_by_its_code() {
    let said = |code: &str, sub_code: Option<&str>, message: Option<&str>| {
        let answer = failure(&Failure {
            id: "_failure",
            issuer: ISSUER,
            acs_url: ACS,
            in_response_to: Some("_request"),
            issued_at: now(),
            code,
            sub_code,
            message,
        });
        parse_and_verify(&answer, &expectations()).unwrap_err().to_string()
    };
    assert_eq!(said("Responder", Some("RequestDenied"), Some("Not <you>.")), "Not <you>.");
    assert_eq!(
        said("Responder", Some("AuthnFailed"), None),
        "The responding provider was unable to successfully authenticate the principal"
    );
    assert_eq!(
        said("Unheard", None, None),
        "saml response does not contain an Assertion element (Status: urn:oasis:names:tc:SAML:2.0:status:Unheard)"
    );
    assert_eq!(
        said("Success", None, None),
        "saml response does not contain an Assertion element (Status: urn:oasis:names:tc:SAML:2.0:status:Success)"
    );
}

#[test]
fn other_messages_are_no_responses() {
    assert_eq!(parse_and_verify("<html/>", &expectations()), Err(Refused::NotAResponse));
    assert_eq!(parse_and_verify("hello", &expectations()), Err(Refused::NotXml));
    let encrypted = after(|response| {
        let (head, _, tail) = assertion_of(response);
        format!("{head}<saml:EncryptedAssertion xmlns:saml=\"{}\"/>{tail}", crate::saml::ASSERTION)
    });
    assert!(encrypted.to_string().starts_with("Assertion is encrypted."));
    let old = build(&new_response(&[]), &OURS.key, Signed::Assertion, None).unwrap();
    let expected = Expectations { certificates_pem: vec!["nonsense".to_owned()], ..expectations() };
    assert_eq!(
        parse_and_verify(&old, &expected).unwrap_err().to_string(),
        "The signing certificate is invalid (this is not a certificate)"
    );
}
