//! The explainer: texts, addresses of error pages, log records.

#![no_main]

use api::ExplainRequest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let now = chrono::DateTime::from_timestamp(1_795_392_000, 0).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let _ = idp::scrubbed(&text);
    let _ = idp::read_error_page(&text);
    let request = ExplainRequest { text: Some(text), ..ExplainRequest::default() };
    let answer = idp::explain_request(&request, now);
    for explanation in answer.explanation.iter().chain(&answer.alternatives) {
        assert!(explanation.raw.as_ref().is_none_or(|raw| raw.chars().count() <= 500));
    }
});
