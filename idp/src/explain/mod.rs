//! The explainer: what Auth0 and identity providers say, in words a person can act on. Causes are data; what no cause
//! fits stays unknown.

mod cause;
mod claims;
mod error_page;
mod log_record;
mod pattern;
mod provider;
mod source;
mod text;

use api::{Certainty, ExplainAnswer, Explanation, Side};

pub use cause::{CauseSummary, causes, explain_code, messages};
pub use claims::{explain_missing_claim, nearest_claim};
pub use error_page::{ErrorPage, read_error_page};
pub use log_record::{LogRecord, explain_log};
pub use source::explain_request;
pub use text::scrubbed;

pub(crate) use cause::explain_with;
use text::{cleaned, shown};

/// Explains what Auth0 or an identity provider said. None where the text is not known: nothing is guessed.
#[must_use]
pub fn explain(raw: &str, provider: Option<&str>) -> Option<Explanation> {
    explain_all(raw, provider).into_iter().next()
}

/// Every cause that fits the text, the most telling first.
#[must_use]
pub fn explain_all(raw: &str, provider: Option<&str>) -> Vec<Explanation> {
    cause::find(&cleaned(raw), &shown(raw), provider)
}

/// The first cause as the explanation, the others beside it.
pub(crate) fn answer(all: Vec<Explanation>) -> ExplainAnswer {
    let mut all = all.into_iter();
    ExplainAnswer { explanation: all.next(), alternatives: all.collect(), ..ExplainAnswer::default() }
}

/// Says honestly that an answer is not known yet.
#[must_use]
pub fn unknown(raw: &str) -> Explanation {
    Explanation {
        code: "unknown".to_owned(),
        title: "We have not seen this answer before".to_owned(),
        detail: "The sign-in did not work, and we do not know the reason. What was said is shown below."
            .to_owned(),
        side: Side::Vendor,
        certainty: Certainty::Likely,
        fix: vec![
            "Look at the sign-in log of your identity provider at this moment.".to_owned(),
            "Send the text below to the vendor.".to_owned(),
        ],
        fix_key: "explain.unknown.fix".to_owned(),
        fixed_when: "The next test sign-in succeeds.".to_owned(),
        evidence: Vec::new(),
        raw: Some(shown(raw)),
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
        certainty: Certainty::Likely,
        fix: fix.map(str::to_owned).to_vec(),
        fix_key: "explain.timed_out.fix".to_owned(),
        fixed_when: "The next test sign-in comes back here.".to_owned(),
        evidence: Vec::new(),
        raw: None,
    }
}

#[cfg(test)]
mod tests;
