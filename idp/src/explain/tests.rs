use std::collections::BTreeSet;

use super::*;

/// Raw text, the cause, the side.
const ROWS: [(&str, &str, Side); 52] = [
    ("Invalid thumbprint (configured: 1CA7. calculated: 9C3A)", "unknown_certificate", Side::Idp),
    ("access_denied: Invalid thumbprint (configured: A, B. calculated: C)", "unknown_certificate", Side::Idp),
    (
        "Signature check errors: invalid signature: the signature value X is incorrect",
        "signature_invalid",
        Side::Idp,
    ),
    ("Could not validate Signature(s)", "signature_invalid", Side::Idp),
    ("failed to validate JWT signature", "signature_invalid", Side::Idp),
    ("neither the response nor the assertion are signed", "signature_missing", Side::Idp),
    ("Signature is missing (xpath: /*)", "signature_missing", Side::Idp),
    ("Audience is invalid. Configured: urn:auth0:local:x", "wrong_audience", Side::Idp),
    ("aud mismatch, expected abc, got: xyz", "wrong_audience", Side::Idp),
    ("Recipient is invalid. Configured: https://x.example/login/callback", "wrong_recipient", Side::Idp),
    ("Destination endpoint https://a.example did not match https://b.example", "wrong_recipient", Side::Idp),
    ("assertion has expired.", "answer_expired", Side::Idp),
    ("id_token expired, now 20, exp 10", "answer_expired", Side::Idp),
    ("The user is not assigned to this application", "user_not_assigned", Side::Idp),
    ("urn:oasis:names:tc:SAML:2.0:status:RequestDenied", "user_not_assigned", Side::Idp),
    ("AADSTS50105: Your administrator has configured the application", "user_not_assigned", Side::Idp),
    (
        "The responding provider was unable to successfully authenticate the principal",
        "user_not_assigned",
        Side::Idp,
    ),
    ("403 App Not Assigned", "user_not_assigned", Side::Idp),
    ("Error: app_not_enabled_for_user", "user_not_assigned", Side::Idp),
    ("urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy", "name_id_policy", Side::Idp),
    ("MSIS7070: The SAML request contained a NameIDPolicy", "name_id_policy", Side::Idp),
    ("AADSTS501241: Mandatory Input is missing", "name_id_empty", Side::Idp),
    ("unexpected iss value, expected https://a/, got: https://a", "wrong_issuer", Side::Latchkey),
    ("Issuer is invalid. Configured: https://a", "wrong_issuer", Side::Latchkey),
    ("nonce mismatch, expected a, got: b", "nonce_mismatch", Side::Person),
    (
        "Assertion is encrypted. Please set options.decryptionKey with your decryption private key.",
        "encrypted_assertion",
        Side::Idp,
    ),
    ("rsa routines::oaep decoding error", "encrypted_assertion", Side::Idp),
    ("A SAMLResponse can contain only one Assertion element.", "several_assertions", Side::Idp),
    ("SAML Assertion version not supported, or not defined", "wrong_saml_version", Side::Idp),
    ("SAMLResponse should be a valid xml", "not_a_saml_answer", Side::Idp),
    (
        "InResponseTo attribute of the SAML response does not match the request. Expected: _1",
        "other_request",
        Side::Person,
    ),
    ("Default App for IdP-Initiated is not configured. Make sure to", "idp_initiated", Side::Person),
    ("AADSTS7000222: The provided client secret keys are expired", "client_secret_expired", Side::Idp),
    ("AADSTS7000215: Invalid client secret provided", "client_secret_wrong", Side::Latchkey),
    ("invalid_client (Client authentication failed)", "client_secret_wrong", Side::Latchkey),
    (
        "AADSTS50011: The reply URL specified in the request does not match",
        "redirect_uri_mismatch",
        Side::Idp,
    ),
    ("Error 400: redirect_uri_mismatch", "redirect_uri_mismatch", Side::Idp),
    ("AADSTS700016: Application with identifier", "application_unknown", Side::Idp),
    ("403 app_not_configured", "application_unknown", Side::Idp),
    ("AADSTS7000112: Application is disabled", "application_disabled", Side::Idp),
    ("AADSTS50020: User account from identity provider", "account_of_another_directory", Side::Person),
    (
        "AADSTS50194: Application is not configured as a multi-tenant application",
        "common_endpoint",
        Side::Latchkey,
    ),
    ("AADSTS90002: Tenant not found", "directory_not_found", Side::Latchkey),
    ("AADSTS65001: The user or administrator has not consented", "consent_missing", Side::Idp),
    ("AADSTS53003: Access has been blocked by Conditional Access", "conditional_access", Side::Idp),
    ("AADSTS50057: The user account is disabled", "account_disabled", Side::Idp),
    ("AADSTS76021: ApplicationRequiresSignedRequests", "signed_request_required", Side::Vendor),
    ("the connection was disabled", "connection_disabled", Side::Latchkey),
    ("user samlp|x|y is not part of the org_abc organization", "not_a_member", Side::Vendor),
    ("no matching key found in the provider's JWKS", "signing_key_unknown", Side::Idp),
    ("Global limit has been reached", "rate_limited", Side::Vendor),
    ("access_denied", "provider_refused", Side::Idp),
];

#[test]
fn each_text_is_explained_by_its_cause_and_side() {
    for (raw, code, side) in ROWS {
        let explanation = explain(raw, None).unwrap_or_else(|| panic!("{raw} is not explained"));
        assert_eq!((explanation.code.as_str(), explanation.side), (code, side), "{raw}");
        assert!(!explanation.fix.is_empty() && !explanation.title.is_empty(), "{raw}");
        assert_eq!(explanation.raw.as_deref(), Some(raw));
    }
}

#[test]
fn every_cause_has_a_row() {
    let tested: BTreeSet<&str> = ROWS.iter().map(|(_, code, _)| *code).collect();
    let causes: Vec<Cause> = serde_json::from_str(FILE).unwrap();
    let untested: Vec<&str> =
        causes.iter().map(|cause| cause.code.as_str()).filter(|code| !tested.contains(code)).collect();
    assert_eq!(
        untested,
        ["provider_unreachable", "sign_in_cancelled"],
        "words too common for a row of their own"
    );
    assert!(causes.len() >= 25);
}

#[test]
fn what_was_expected_and_received_is_shown() {
    let explanation =
        explain("Invalid thumbprint (configured: 1CA7. calculated: 9C3A)", Some("okta-saml")).unwrap();
    assert_eq!(
        (explanation.evidence[0].expected.as_str(), explanation.evidence[0].received.as_str()),
        ("1CA7", "9C3A")
    );
    assert!(explanation.fix[0].contains("Okta"));
    let audience = explain("Audience is invalid. Configured: urn:x", None).unwrap();
    assert_eq!(audience.evidence[0].expected, "urn:x");
    assert_eq!(audience.evidence[0].received, "not told");
}

#[test]
fn nothing_is_guessed() {
    for raw in ["", "something entirely new", "AADSTS999999: never seen"] {
        assert!(explain(raw, None).is_none(), "{raw}");
    }
    let honest = unknown("something <b>new</b>\u{1b}[2J");
    assert_eq!((honest.code.as_str(), honest.side), ("unknown", Side::Vendor));
    assert!(!honest.raw.unwrap().contains('\u{1b}'));
}
