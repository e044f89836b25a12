//! OpenID Connect: discovery documents, key sets, and the addresses people type.

#![no_main]

use idp::Context;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let context = Context::at(chrono::DateTime::from_timestamp(1_795_392_000, 0).unwrap_or_default());
    if let Ok(requested) = "https://idp.example.com/.well-known/openid-configuration".parse() {
        let _ = idp::inspect_discovery(bytes, &requested, &context);
    }
    let _ = idp::lint_jwks(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = idp::discovery_url(text, &context);
    }
});
