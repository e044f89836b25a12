//! Asking the linter that runs in the browser. It is loaded when this step opens.

use api::{Finding, InputMethod, Inspection};
use chrono::{DateTime, Utc};

use super::entry::Entry;
use crate::{
    browser,
    linter::{Answer, FUNCTION, Input, Request},
};

/// How often the linter is waited for, 50 ms each: on a slow network the server is faster.
const PATIENCE: u8 = 100;

/// Loads the linter, once.
pub(super) fn prepare() {
    browser::load_program("linter");
}

/// What is read from a text or from values typed by hand; nothing for addresses, which the server reads.
pub(super) async fn inspect(way: InputMethod, entry: Entry, provider: String) -> Option<Inspection> {
    let input = match way {
        InputMethod::MetadataFile | InputMethod::MetadataText => Input::Metadata(entry.text),
        InputMethod::SignInUrlAndCertificate => {
            Input::Manual { sign_in_url: entry.sign_in_url.trim().to_owned(), certificate: entry.certificate }
        }
        InputMethod::MetadataUrl
        | InputMethod::OidcClient
        | InputMethod::DomainClient
        | InputMethod::Connector => return None,
    };
    ask(input, Some(provider), entry.entity_id).await?.inspection
}

/// What is wrong with a client secret, as far as its text tells.
pub(super) async fn inspect_secret(secret: &str, expires_at: Option<DateTime<Utc>>) -> Vec<Finding> {
    let input = Input::Secret { secret: secret.trim().to_owned(), expires_at };
    ask(input, None, None).await.map(|answer| answer.findings).unwrap_or_default()
}

async fn ask(input: Input, provider: Option<String>, entity_id: Option<String>) -> Option<Answer> {
    let allow_loopback_http = browser::origin().starts_with("http://");
    let request = Request { now: browser::now(), allow_loopback_http, provider, entity_id, input };
    let request = serde_json::to_string(&request).ok()?;
    for _ in 0..PATIENCE {
        if let Some(answer) = browser::call(FUNCTION, &request) {
            return serde_json::from_str(&answer).ok();
        }
        browser::wait(50).await;
    }
    None
}
