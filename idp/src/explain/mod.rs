//! The explainer: what Auth0 and identity providers say, in words a person can act on. Causes are data.

mod claims;
mod pattern;

use std::{collections::BTreeMap, sync::LazyLock};

use api::{Evidence, Explanation, Side};
use serde::Deserialize;

pub use claims::{explain_missing_claim, nearest_claim};
use pattern::{Captures, Pattern};

const FILE: &str = include_str!("../../catalog/causes.json");
const MAX_RAW: usize = 500;

/// A cause, as the file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    code: String,
    /// Texts with `{expected}` and `{received}` where something is captured. The first that fits decides.
    patterns: Vec<Pattern>,
    side: Side,
    title: String,
    detail: String,
    fix: Vec<String>,
    /// Repairs in the words of one provider.
    provider_fix: BTreeMap<String, Vec<String>>,
    evidence: Vec<Evidence>,
}

// Checked by a test: a file that cannot be read explains nothing.
static CAUSES: LazyLock<Vec<Cause>> = LazyLock::new(|| serde_json::from_str(FILE).unwrap_or_default());

/// Explains what Auth0 or an identity provider said. None where the text is not known: nothing is guessed.
#[must_use]
pub fn explain(raw: &str, provider: Option<&str>) -> Option<Explanation> {
    let raw = cleaned(raw);
    CAUSES.iter().find_map(|cause| {
        let captures = cause.patterns.iter().find_map(|pattern| pattern.find(&raw))?;
        Some(explanation(cause, &captures, &raw, provider))
    })
}

fn explanation(cause: &Cause, captures: &Captures, raw: &str, provider: Option<&str>) -> Explanation {
    let own = provider.and_then(|provider| cause.provider_fix.get(provider));
    let evidence = cause.evidence.iter().map(|evidence| Evidence {
        name: evidence.name.clone(),
        expected: captures.fill(&evidence.expected),
        received: captures.fill(&evidence.received),
    });
    Explanation {
        code: cause.code.clone(),
        title: cause.title.clone(),
        detail: cause.detail.clone(),
        side: cause.side,
        fix: own.unwrap_or(&cause.fix).clone(),
        evidence: evidence.collect(),
        raw: Some(raw.to_owned()),
    }
}

/// Says honestly that an answer is not known yet.
#[must_use]
pub fn unknown(raw: &str) -> Explanation {
    Explanation {
        code: "unknown".to_owned(),
        title: "We have not seen this answer before".to_owned(),
        detail: "The sign-in did not work, and we do not know the reason. What was said is shown below, unchanged.".to_owned(),
        side: Side::Vendor,
        fix: vec![
            "Look at the sign-in log of your identity provider at this moment.".to_owned(),
            "Send the text below to the vendor.".to_owned(),
        ],
        evidence: Vec::new(),
        raw: Some(cleaned(raw)),
    }
}

/// Explains that nobody came back in time.
#[must_use]
pub fn explain_timeout(_provider: Option<&str>) -> Explanation {
    let fix = [
        "If your identity provider showed an error, it refused the sign-in by itself: see that you are assigned to the application.",
        "If the window did not open, allow pop-ups for this page and start the test again.",
        "If you were still signing in, finish it: the result comes here all the same for 15 minutes.",
    ];
    Explanation {
        code: "timed_out".to_owned(),
        title: "Nobody came back within 90 seconds".to_owned(),
        detail: "What happens on your identity provider's own pages is invisible to us.".to_owned(),
        side: Side::Idp,
        fix: fix.map(str::to_owned).to_vec(),
        evidence: Vec::new(),
        raw: None,
    }
}

/// One line without control characters, not longer than a page bears. It comes from outside.
fn cleaned(raw: &str) -> String {
    let one_line = raw.chars().map(|character| if character.is_control() { ' ' } else { character });
    one_line.take(MAX_RAW).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests;
