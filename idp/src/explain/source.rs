//! What was brought to be explained: a text, an address, a log record or a SAML response.

use api::{ExpectedResponse, ExplainAnswer, ExplainRequest};
use chrono::{DateTime, Utc};

use super::{LogRecord, answer, explain_all, read_error_page};
use crate::saml_response;

/// Explains whatever a request holds. Of several members the first in the order `text`, `url`, `saml_response` counts.
#[must_use]
pub fn explain_request(request: &ExplainRequest, now: DateTime<Utc>) -> ExplainAnswer {
    let provider = request.provider.as_deref();
    let nothing = ExpectedResponse::default();
    let expected = request.expected.as_ref().unwrap_or(&nothing);
    let response = |encoded: &str| saml_response::explain(encoded, expected, provider, now);
    if let Some(text) = &request.text {
        if let Some(record) = LogRecord::parse(text) {
            return answer(explain_all(&record.text(), provider.or(record.family())));
        }
        if saml_response::looks_like(text) {
            return response(text);
        }
        if is_address(text) {
            return address(text, provider, &response);
        }
        return answer(explain_all(text, provider));
    }
    match (&request.url, &request.saml_response) {
        (Some(url), _) => address(url, provider, &response),
        (None, Some(encoded)) => response(encoded),
        (None, None) => ExplainAnswer::default(),
    }
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace) && (text.starts_with("https://") || text.starts_with("http://"))
}

fn address(url: &str, provider: Option<&str>, response: &impl Fn(&str) -> ExplainAnswer) -> ExplainAnswer {
    match read_error_page(url) {
        Some(page) => match page.saml_response {
            Some(encoded) => response(&encoded),
            None => answer(explain_all(&page.text, provider.or(page.provider))),
        },
        None => answer(explain_all(url, provider)),
    }
}
