//! The linter of the server, run here: instantly, on what never has to leave the browser.

use api::{Finding, InputMethod, Inspection};
use chrono::{DateTime, Utc};

use super::entry::Entry;
use crate::browser;

/// What is read from a text or from values typed by hand; nothing for addresses, which the server reads.
pub(super) fn inspect(way: InputMethod, entry: &Entry, provider: &str) -> Option<Inspection> {
    let context = context(Some(provider), entry.entity_id.as_deref());
    match way {
        InputMethod::MetadataFile | InputMethod::MetadataText => {
            Some(idp::inspect_metadata_text(&entry.text, &context))
        }
        InputMethod::SignInUrlAndCertificate => {
            Some(idp::inspect_manual(entry.sign_in_url.trim(), &entry.certificate, &context))
        }
        InputMethod::MetadataUrl | InputMethod::OidcClient => None,
    }
}

/// What is wrong with a client secret, as far as its text tells.
pub(super) fn inspect_secret(secret: &str, ends: Option<DateTime<Utc>>) -> Vec<Finding> {
    idp::lint_client_secret(secret.trim(), ends, &context(None, None))
}

/// Strict, as the server may be; where it is lenient, its answer a moment later replaces this one.
fn context<'a>(provider: Option<&'a str>, entity_id: Option<&'a str>) -> idp::Context<'a> {
    idp::Context {
        now: browser::now(),
        policy: idp::Policy::Strict,
        allow_loopback_http: browser::origin().starts_with("http://"),
        provider,
        entity_id,
    }
}
