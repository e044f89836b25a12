//! A response against what is expected of it.

use api::{
    CheckState, Evidence, ExpectedResponse, Explanation, ResponseCheck, SamlAssertion, SamlResponseReport,
    SignedContent, SignedPart,
};
use chrono::{DateTime, TimeDelta, Utc};

use crate::explain::{explain, explain_missing_claim, explain_with, nearest_claim};

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
/// How far the clocks of the two sides may differ.
const SKEW: TimeDelta = TimeDelta::minutes(3);
const EMAIL: [&str; 5] = [
    "email",
    "mail",
    "emailaddress",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
];

/// One comparison.
fn check(name: &str, expected: impl Into<String>, received: impl Into<String>) -> ResponseCheck {
    ResponseCheck {
        name: name.to_owned(),
        state: CheckState::NotCompared,
        expected: expected.into(),
        received: received.into(),
        explanation: None,
    }
}

/// Decides a comparison.
trait Decided {
    fn when(self, passed: bool, cause: &str) -> ResponseCheck;
}

impl Decided for ResponseCheck {
    fn when(mut self, passed: bool, cause: &str) -> ResponseCheck {
        self.state = if passed { CheckState::Passed } else { CheckState::Failed };
        self.explanation = (!passed).then(|| cause.to_owned());
        self
    }
}

/// Every comparison, those that decide first.
pub(super) fn all(
    report: &SamlResponseReport,
    expected: &ExpectedResponse,
    now: DateTime<Utc>,
) -> Vec<ResponseCheck> {
    let mut checks = vec![status(report), assertions(report)];
    // A failure carries nobody: nothing else is to be found in it.
    if report.assertions == 0 {
        return checks;
    }
    checks.extend(signatures(report));
    checks.push(certificate(report, expected));
    checks.push(address("destination", report.destination.as_slice(), expected, "wrong_destination"));
    let encrypted = SamlAssertion::default();
    let assertion = report.assertion.as_ref().unwrap_or(&encrypted);
    let issuer = assertion.issuer.as_ref().or(report.issuer.as_ref());
    checks.push(compared(
        "issuer",
        issuer.map(std::slice::from_ref),
        expected.issuer.as_ref(),
        "wrong_issuer",
    ));
    if let Some(assertion) = &report.assertion {
        checks.push(audience(assertion, expected));
        checks.push(address("recipient", &assertion.recipients, expected, "wrong_recipient"));
        checks.push(time(report, assertion, now));
        checks.push(name_id(assertion));
        checks.push(email(assertion));
    }
    checks.push(check(
        "request",
        "",
        report.in_response_to.clone().unwrap_or_else(|| "started there".into()),
    ));
    checks
}

fn status(report: &SamlResponseReport) -> ResponseCheck {
    let status = &report.status;
    let parts = [Some(&status.code), status.sub_code.as_ref(), status.message.as_ref()];
    let said: Vec<&str> =
        parts.into_iter().flatten().map(String::as_str).filter(|it| !it.is_empty()).collect();
    let said = said.join(" ");
    let cause = explain(&said, None).map_or_else(|| "no_assertion".to_owned(), |known| known.code);
    check("status", SUCCESS, said).when(status.code == SUCCESS, &cause)
}

fn assertions(report: &SamlResponseReport) -> ResponseCheck {
    let encrypted = report.encrypted_assertions > 0;
    let received = match report.assertions {
        1 if encrypted => "one, encrypted".to_owned(),
        count => count.to_string(),
    };
    let check = check("assertions", "one", received);
    match report.assertions {
        0 => check.when(false, "no_assertion"),
        1 if encrypted => check,
        1 => check.when(true, ""),
        _ => check.when(false, "several_assertions"),
    }
}

fn signatures(report: &SamlResponseReport) -> Vec<ResponseCheck> {
    let count = |part| report.signatures.iter().filter(|signature| signature.covers == part).count();
    let (response, assertion) = (count(SignedPart::Response), count(SignedPart::Assertion));
    let received = match (response > 0, assertion > 0) {
        (true, true) => "response and assertion",
        (true, false) => "response",
        (false, true) => "assertion",
        (false, false) if report.encrypted_assertions > 0 => "cannot be seen, encrypted",
        (false, false) => "none",
    };
    let present = check("signature", "response or assertion", received);
    let cause = if response > 1 || assertion > report.assertions {
        "signature_twice"
    } else if count(SignedPart::Other) > 0 {
        "signature_elsewhere"
    } else {
        "signature_missing"
    };
    let hidden = report.encrypted_assertions > 0 && report.signatures.is_empty();
    let good = cause == "signature_missing" && response + assertion > 0;
    let mut checks = vec![if hidden { present } else { present.when(good, cause) }];
    if let Some(content) = content(report) {
        checks.push(content);
    }
    checks
}

fn content(report: &SamlResponseReport) -> Option<ResponseCheck> {
    let mut contents =
        report.signatures.iter().filter(|it| it.covers != SignedPart::Other).map(|it| it.content).peekable();
    contents.peek()?;
    let all: Vec<SignedContent> = contents.collect();
    let check = check("signed_content", "unchanged", "");
    Some(if all.contains(&SignedContent::Changed) {
        ResponseCheck { received: "changed".to_owned(), ..check }.when(false, "content_changed")
    } else if all.contains(&SignedContent::NotChecked) {
        ResponseCheck { received: "not checked".to_owned(), ..check }
    } else {
        ResponseCheck { received: "unchanged".to_owned(), ..check }.when(true, "")
    })
}

fn certificate(report: &SamlResponseReport, expected: &ExpectedResponse) -> ResponseCheck {
    let known: Vec<_> = expected
        .certificates
        .iter()
        .flat_map(|pem| {
            crate::read_certificate(pem.as_bytes(), &crate::Context::at(DateTime::UNIX_EPOCH)).certificates
        })
        .collect();
    let brought = report
        .signatures
        .iter()
        .find_map(|it| it.certificate_sha256.as_ref().zip(it.certificate_sha1.as_ref()));
    let thumbprints: Vec<String> = known.iter().map(|it| it.sha1.to_ascii_uppercase()).collect();
    let check = check(
        "certificate",
        thumbprints.join(", "),
        brought.map(|(_, sha1)| sha1.clone()).unwrap_or_default(),
    );
    match brought {
        Some((sha256, _)) if !known.is_empty() => {
            check.when(known.iter().any(|it| it.sha256 == *sha256), "unknown_certificate")
        }
        _ => check,
    }
}

/// Whether one of several values is the one; not compared where nothing is expected.
fn compared(
    name: &str,
    received: Option<&[String]>,
    expected: Option<&String>,
    cause: &str,
) -> ResponseCheck {
    let received = received.unwrap_or_default();
    let check = check(name, expected.cloned().unwrap_or_default(), received.join(", "));
    match expected {
        Some(expected) => check.when(received.contains(expected), cause),
        None => check,
    }
}

/// An address that may be left out, but not be another one.
fn address(name: &str, received: &[String], expected: &ExpectedResponse, cause: &str) -> ResponseCheck {
    let wanted = expected.acs_url.as_ref().filter(|_| !received.is_empty());
    compared(name, Some(received), wanted, cause)
}

fn audience(assertion: &SamlAssertion, expected: &ExpectedResponse) -> ResponseCheck {
    let swapped = expected.acs_url.as_ref().is_some_and(|acs| assertion.audiences.contains(acs))
        || expected.entity_id.as_ref().is_some_and(|id| assertion.recipients.contains(id));
    let cause = if swapped { "addresses_swapped" } else { "wrong_audience" };
    compared("audience", Some(&assertion.audiences), expected.entity_id.as_ref(), cause)
}

/// A copy is read later than it was made, so its end is held against its own beginning.
fn time(report: &SamlResponseReport, assertion: &SamlAssertion, now: DateTime<Utc>) -> ResponseCheck {
    let made = report.issue_instant.or(assertion.issue_instant);
    let span = [assertion.not_before, assertion.not_on_or_after]
        .map(|at| at.map_or_else(|| "open".to_owned(), |at| at.to_rfc3339()));
    let check = check("time", span.join(" to "), made.map(|at| at.to_rfc3339()).unwrap_or_default());
    let Some(made) = made else { return check };
    let early = assertion.not_before.is_some_and(|begin| begin - made > SKEW);
    let late = assertion.not_on_or_after.is_some_and(|end| end + SKEW <= made);
    let from_the_future = made - now > SKEW;
    check.when(!early && !late && !from_the_future, "answer_expired")
}

fn name_id(assertion: &SamlAssertion) -> ResponseCheck {
    let format = assertion.name_id_format.as_deref().unwrap_or("unspecified");
    let format = format.rsplit(':').next().unwrap_or_default();
    match &assertion.name_id {
        Some(name_id) => check("name_id", "a value", format!("{name_id} ({format})")).when(true, ""),
        None => check("name_id", "a value", "").when(false, "name_id_empty"),
    }
}

fn email(assertion: &SamlAssertion) -> ResponseCheck {
    let filled = |wanted: &&str| {
        assertion.attributes.iter().find(|attribute| {
            attribute.name.eq_ignore_ascii_case(wanted) && attribute.values.iter().any(|it| !it.is_empty())
        })
    };
    if let Some(found) = EMAIL.iter().find_map(filled) {
        return check("email", "an e-mail address", found.values.join(", ")).when(true, "");
    }
    let names: Vec<String> = assertion.attributes.iter().map(|it| it.name.clone()).collect();
    let near = nearest_claim("email", &names).unwrap_or_default();
    check("email", "an e-mail address", near).when(false, "missing_email")
}

/// What the failed comparisons mean, the one that decides first.
pub(super) fn explanations(report: &SamlResponseReport, provider: Option<&str>) -> Vec<Explanation> {
    let mut found: Vec<Explanation> = Vec::new();
    for check in report.checks.iter().filter(|check| check.state == CheckState::Failed) {
        let Some(explanation) = explanation(check, report, provider) else { continue };
        if found.iter().all(|known| known.code != explanation.code) {
            found.push(explanation);
        }
    }
    if found.is_empty() && report.encrypted_assertions > 0 {
        found.extend(explain_with("encrypted_assertion", provider, &[]));
    }
    found
}

fn explanation(
    check: &ResponseCheck,
    report: &SamlResponseReport,
    provider: Option<&str>,
) -> Option<Explanation> {
    let code = check.explanation.as_deref()?;
    if code == "missing_email" {
        let attributes = report.assertion.iter().flat_map(|assertion| &assertion.attributes);
        let names: Vec<String> = attributes.map(|it| it.name.clone()).collect();
        return Some(explain_missing_claim("email", &names, provider));
    }
    let values = [("expected", check.expected.as_str()), ("received", check.received.as_str())];
    let mut explanation = explain_with(code, provider, &values)?;
    explanation.evidence = vec![Evidence {
        name: check.name.replace('_', " "),
        expected: check.expected.clone(),
        received: check.received.clone(),
    }];
    Some(explanation)
}
