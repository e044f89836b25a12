//! SAML responses that people paste: taken apart, compared with what is expected, and forgotten.

mod checks;
mod decode;
mod read;
mod signatures;
mod unreadable;

use api::{ExpectedResponse, ExplainAnswer, Finding, SamlResponseReport};
use chrono::{DateTime, Utc};

use crate::explain::{answer, explain_code};
use decode::decode;
use unreadable::Unreadable;

pub(crate) use decode::looks_like;

/// Takes a SAML response apart and compares it with what is expected.
///
/// # Errors
///
/// A finding that says why it cannot be read.
#[allow(
    clippy::result_large_err,
    reason = "made once for what a person pasted; the finding is what is shown"
)]
pub fn read_saml_response(
    pasted: &str,
    expected: &ExpectedResponse,
    now: DateTime<Utc>,
) -> Result<SamlResponseReport, Finding> {
    report(pasted, expected, now).map_err(|unreadable| unreadable.finding())
}

fn report(
    pasted: &str,
    expected: &ExpectedResponse,
    now: DateTime<Utc>,
) -> Result<SamlResponseReport, Unreadable> {
    let (xml, encoding) = decode(pasted)?;
    let document = crate::xml::parse(xml.trim())?;
    let mut report = read::read(&document, encoding)?;
    report.checks = checks::all(&report, expected, now);
    Ok(report)
}

/// The same as an explanation: the first comparison that failed, and the others beside it.
pub(crate) fn explain(
    pasted: &str,
    expected: &ExpectedResponse,
    provider: Option<&str>,
    now: DateTime<Utc>,
) -> ExplainAnswer {
    match report(pasted, expected, now) {
        Ok(report) => ExplainAnswer {
            saml_response: Some(report.clone()),
            ..answer(checks::explanations(&report, provider))
        },
        Err(unreadable) => ExplainAnswer {
            findings: vec![unreadable.finding()],
            ..answer(unreadable.cause().and_then(|code| explain_code(code, provider)).into_iter().collect())
        },
    }
}

#[cfg(test)]
mod tests;
