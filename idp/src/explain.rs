//! Explanations of failed sign-ins.

use api::{Explanation, Side};

/// Explains what Auth0 or an identity provider said.
#[must_use]
pub fn explain(_raw: &str, _provider: Option<&str>) -> Option<Explanation> {
    None
}

/// Explains that a claim did not come.
#[must_use]
pub fn explain_missing_claim(claim: &str, received: &[String], _provider: Option<&str>) -> Explanation {
    Explanation {
        code: "missing_claim".to_owned(),
        title: format!("Your identity provider did not send {claim}"),
        detail: format!("{} other claims came.", received.len()),
        side: Side::Idp,
        fix: Vec::new(),
        evidence: Vec::new(),
        raw: None,
    }
}

/// The received claim that most resembles the missing one.
#[must_use]
pub fn nearest_claim<'a>(_missing: &str, _received: &'a [String]) -> Option<&'a str> {
    None
}

/// Explains that nobody came back in time.
#[must_use]
pub fn explain_timeout(_provider: Option<&str>) -> Explanation {
    unknown("")
}

/// Says honestly that an answer is not known yet.
#[must_use]
pub fn unknown(raw: &str) -> Explanation {
    Explanation {
        code: "unknown".to_owned(),
        title: "We have not seen this answer before".to_owned(),
        detail: String::new(),
        side: Side::Vendor,
        fix: Vec::new(),
        evidence: Vec::new(),
        raw: Some(raw.to_owned()),
    }
}
