//! The server's linter, run in the browser: instantly, and on what never has to leave it.
//!
//! It is a second WebAssembly program, because reading certificates and XML is a third of the code and only one step
//! of the setup needs it. The two programs talk in JSON through a function on the window.

use api::{Finding, Inspection};
use chrono::{DateTime, Utc};
use js_sys::Reflect;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// The name of the function on the window.
pub(crate) const FUNCTION: &str = "latchkeyLint";

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) now: DateTime<Utc>,
    pub(crate) allow_loopback_http: bool,
    pub(crate) provider: Option<String>,
    pub(crate) entity_id: Option<String>,
    pub(crate) input: Input,
}

/// What a person has given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Input {
    /// SAML metadata.
    Metadata(String),
    /// A sign-in URL and a certificate.
    Manual { sign_in_url: String, certificate: String },
    /// A client secret and its end.
    Secret { secret: String, expires_at: Option<DateTime<Utc>> },
}

/// What the linter says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// What was read, where there was something to read.
    pub(crate) inspection: Option<Inspection>,
    /// What was found where nothing could be read.
    pub(crate) findings: Vec<Finding>,
}

/// Puts the linter on the window.
pub fn start_linter() {
    let function = Closure::<dyn Fn(String) -> String>::new(|request: String| {
        let answer = serde_json::from_str(&request).map(|request| lint(&request));
        answer.and_then(|answer| serde_json::to_string(&answer)).unwrap_or_default()
    });
    // Without it the server lints alone, a moment later.
    let _ = Reflect::set(&js_sys::global(), &FUNCTION.into(), function.as_ref());
    function.forget();
}

/// Strict, as the server may be; where it is lenient, its answer a moment later replaces this one.
fn lint(request: &Request) -> Answer {
    let context = idp::Context {
        now: request.now,
        policy: idp::Policy::Strict,
        allow_loopback_http: request.allow_loopback_http,
        provider: request.provider.as_deref(),
        entity_id: request.entity_id.as_deref(),
    };
    let read = |inspection| Answer { inspection: Some(inspection), findings: Vec::new() };
    match &request.input {
        Input::Metadata(text) => read(idp::inspect_metadata_text(text, &context)),
        Input::Manual { sign_in_url, certificate } => {
            read(idp::inspect_manual(sign_in_url, certificate, &context))
        }
        Input::Secret { secret, expires_at } => {
            Answer { inspection: None, findings: idp::lint_client_secret(secret, *expires_at, &context) }
        }
    }
}

#[cfg(test)]
mod tests {
    use api::{Severity, Verdict};

    use super::*;

    fn request(input: Input) -> Request {
        Request {
            now: DateTime::UNIX_EPOCH,
            allow_loopback_http: false,
            provider: None,
            entity_id: None,
            input,
        }
    }

    #[test]
    fn a_web_page_is_rejected_here_as_on_the_server() {
        let answer =
            lint(&request(Input::Metadata("<!doctype html><html><body>Sign in</body></html>".into())));
        let inspection = answer.inspection.unwrap();
        assert_eq!(inspection.verdict, Verdict::Reject);
        assert!(inspection.findings.iter().any(|finding| finding.severity == Severity::Error));
    }

    #[test]
    fn what_is_said_survives_the_way_between_the_programs() {
        let sent =
            request(Input::Manual { sign_in_url: "https://idp.example".into(), certificate: "x".into() });
        let received: Request = serde_json::from_str(&serde_json::to_string(&sent).unwrap()).unwrap();
        assert_eq!(received, sent);
    }
}
