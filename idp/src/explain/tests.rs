//! Raw texts and their causes; the negatives; the catalogue itself.

use std::collections::BTreeSet;

use super::cause::{CAUSES, Cause, FILES};
use super::*;

mod rows;

use rows::ROWS;

#[test]
fn each_text_is_explained_by_its_cause_and_side() {
    for (_, raw, code, side) in ROWS {
        let explanation = explain(raw, None).unwrap_or_else(|| panic!("{raw} is not explained"));
        assert_eq!((explanation.code.as_str(), explanation.side), (*code, *side), "{raw}");
        assert_eq!(explanation.raw.as_deref(), Some(*raw));
    }
}

/// The numbers of the rows in the shared catalogue of failures, where it is at hand.
#[test]
fn every_row_of_the_shared_catalogue_has_a_text() {
    let tested: BTreeSet<String> = ROWS.iter().map(|(row, ..)| format!("E{row:02}")).collect();
    let expected: BTreeSet<String> = (1..=99).map(|row| format!("E{row:02}")).collect();
    assert_eq!(tested, expected);
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/knowledge/error-catalogue.md");
    let Ok(catalogue) = std::fs::read_to_string(shared) else {
        eprintln!("PASSED OVER: {shared} is not there");
        return;
    };
    let listed: BTreeSet<String> = catalogue
        .lines()
        .filter_map(|line| line.strip_prefix("| E")?.split_once(' ').map(|(row, _)| format!("E{row}")))
        .collect();
    assert_eq!(tested, listed);
}

#[test]
fn every_cause_has_a_row_for_each_of_its_patterns() {
    let said: Vec<String> = ROWS.iter().map(|(_, raw, ..)| text::cleaned(raw)).collect();
    let mut silent = Vec::new();
    for cause in CAUSES.iter() {
        let heard = said.iter().any(|raw| {
            let message = pattern::Message::new(raw);
            cause.patterns.iter().any(|pattern| pattern.find(&message).is_some())
        });
        if !heard {
            silent.push(cause.code.as_str());
        }
    }
    assert_eq!(
        silent,
        ["addresses_swapped", "signature_elsewhere"],
        "these two are found by comparison, not by what anybody says"
    );
}

#[test]
fn every_cause_is_complete_and_said_in_the_house_style() {
    let mut codes = BTreeSet::new();
    for file in FILES {
        for cause in serde_json::from_str::<Vec<Cause>>(file).unwrap() {
            assert!(codes.insert(cause.code.clone()), "{} is there twice", cause.code);
        }
    }
    assert!(codes.len() >= 90, "{}", codes.len());
    for (key, text) in messages() {
        assert!(!text.trim().is_empty() && !text.contains("  "), "{key}");
        assert!(text.matches('"').count() % 2 == 0, "{key}: an open quote in {text}");
        assert!(!text.to_lowercase().contains("please"), "{key}");
        assert_eq!(text.ends_with('.'), !key.ends_with(".title"), "{key}: {text}");
    }
}

#[test]
fn the_keys_lead_to_the_texts() {
    let messages = messages();
    let words = |key: &str| messages.get(key).unwrap_or_else(|| panic!("no {key}")).clone();
    for (_, raw, ..) in ROWS {
        for provider in [None, Some("okta-saml"), Some("entra-oidc"), Some("google-workspace-saml")] {
            let found = explain(raw, provider).unwrap();
            let code = &found.code;
            assert_eq!(words(&format!("explain.{code}.title")), found.title);
            assert_eq!(words(&format!("explain.{code}.detail")), found.detail);
            assert_eq!(words(&format!("explain.{code}.fixed_when")), found.fixed_when);
            for (n, step) in found.fix.iter().enumerate() {
                assert_eq!(words(&format!("{}.{n}", found.fix_key)), *step);
            }
        }
    }
}

#[test]
fn what_was_expected_and_received_is_shown() {
    let evidence = |raw: &str| {
        let evidence = explain(raw, None).unwrap().evidence.remove(0);
        (evidence.expected, evidence.received)
    };
    let pair = |expected: &str, received: &str| (expected.to_owned(), received.to_owned());
    assert_eq!(evidence("Invalid thumbprint (configured: 1CA7. calculated: 9C3A)"), pair("1CA7", "9C3A"));
    assert_eq!(evidence("Audience is invalid. Configured: urn:x"), pair("urn:x", "not told"));
    assert_eq!(
        evidence("Destination endpoint https://a.example did not match https://b.example"),
        pair("https://b.example", "https://a.example")
    );
    assert_eq!(
        evidence("unexpected iss value, expected https://a/, got: https://b/"),
        pair("https://a/", "https://b/")
    );
}

#[test]
fn repairs_name_the_menus_of_the_provider_that_is_known_or_that_speaks() {
    let steps = |raw: &str, provider: Option<&str>| explain(raw, provider).unwrap().fix.join(" ");
    assert!(
        steps("Invalid thumbprint (configured: A. calculated: B)", Some("okta-saml")).contains("\"Sign On\"")
    );
    assert!(steps("AADSTS50105: no", None).contains("\"Users and groups\""));
    assert!(steps("Error: app_not_enabled_for_user", None).contains("\"User access\""));
    assert!(steps("redirect_uri_mismatch", Some("google-workspace-oauth")).contains("\"Credentials\""));
    assert!(!steps("status:RequestDenied", Some("custom-saml")).contains("Entra"));
}

/// Texts that are near a known one and mean something else, or nothing.
#[test]
fn nothing_is_guessed() {
    for raw in [
        "",
        " \u{a0}\n",
        "something entirely new",
        "AADSTS999999: never seen",
        "AADSTS500119: a code that only begins like a known one",
        "AADSTS5001: a code that a known one begins like",
        "XAADSTS50011 is part of a longer word",
        "app_not_configured_for_users",
        "my_redirect_uri_mismatch_counter",
        "The signature on the contract is fine",
        "The audience was invalidated by the speaker",
        "the recipient of the mail",
        "the assertion of the lawyer",
        "The OCSP responder did not answer",
        "The person is not assigned a desk",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "409 Conflict",
        "400 Bad Request",
        "the user is part of the org_abc organization",
        "A ticket was sold",
        "Access was denied by the bouncer",
        "invalid_clients",
        "MSIS70700: another code",
        "event 364 in the calendar",
        "clients cancelled their order",
        "the password form is ready",
        "JWKS",
        "The certificate is currently valid.",
    ] {
        assert!(explain(raw, None).is_none(), "{raw}: {:?}", explain(raw, None).map(|found| found.code));
    }
    let honest = unknown("something <b>new</b>\u{1b}[2J");
    assert_eq!((honest.code.as_str(), honest.side), ("unknown", Side::Vendor));
    assert!(!honest.raw.unwrap().contains('\u{1b}'));
}

#[test]
fn the_most_telling_cause_comes_first_and_the_others_stay_beside_it() {
    let codes = |raw: &str| -> Vec<String> {
        explain_all(raw, None).into_iter().map(|explanation| explanation.code).collect()
    };
    assert_eq!(
        codes("access_denied: AADSTS50105: the signed in user is not assigned to a role"),
        ["user_not_assigned", "provider_refused"]
    );
    assert_eq!(
        codes("invalid_client AADSTS7000222: expired"),
        ["client_secret_expired", "client_secret_wrong"]
    );
    assert_eq!(
        codes("access_denied (user samlp|x|y is not part of the org_abc organization)")[0],
        "not_a_member"
    );
}

#[test]
fn a_text_that_names_several_causes_says_so() {
    assert_eq!(explain("access_denied", None).unwrap().certainty, Certainty::Likely);
    assert_eq!(explain("AADSTS50011: x", None).unwrap().certainty, Certainty::Certain);
}

fn request(text: &str) -> api::ExplainRequest {
    api::ExplainRequest { text: Some(text.to_owned()), ..api::ExplainRequest::default() }
}

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

#[test]
fn one_field_takes_texts_addresses_and_log_records() {
    let url = "https://tenant.example/login/callback?error=access_denied&error_description=AADSTS50105%3A%20no&state=sssssssssssss";
    let log = r#"{"type": "fp", "description": "Recipient is invalid. Configured: https://a.example/cb", "strategy": "samlp"}"#;
    for (text, code) in [
        ("It said: AADSTS90002 and some more", "directory_not_found"),
        (url, "user_not_assigned"),
        ("https://acme.okta.com/error/400_SAML?stateToken=abc", "request_refused_by_okta"),
        (log, "wrong_recipient"),
    ] {
        let answer = explain_request(&request(text), now());
        assert_eq!(answer.explanation.unwrap().code, code, "{text}");
    }
    let page = explain_request(&request(url), now());
    assert!(!page.explanation.unwrap().raw.unwrap().contains("sssss"), "the state went into what is shown");
    assert_eq!(explain_request(&request("hello"), now()), api::ExplainAnswer::default());
}
