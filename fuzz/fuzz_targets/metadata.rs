//! SAML metadata: as a file, as pasted text, and with one of several providers picked.

#![no_main]

use idp::{Context, Policy};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let now = chrono::DateTime::from_timestamp(1_795_392_000, 0).unwrap_or_default();
    let lenient = Context::at(now);
    let strict = Context {
        policy: Policy::Strict,
        allow_loopback_http: true,
        provider: Some("okta-saml"),
        entity_id: Some("https://idp.example.com"),
        ..lenient
    };
    let _ = idp::inspect_metadata(bytes, &lenient);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = idp::inspect_metadata_text(text, &strict);
    }
});
