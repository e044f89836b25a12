//! The certificate field: PEM, DER, PKCS#7, base64, and everything else that is pasted there.

#![no_main]

use idp::Context;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let context = Context::at(chrono::DateTime::from_timestamp(1_795_392_000, 0).unwrap_or_default());
    let _ = idp::inspect_certificate(bytes, &context);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = idp::inspect_manual("https://idp.example.com/sso", text, &context);
        let _ = idp::lint_client_secret(text, None, &context);
    }
});
