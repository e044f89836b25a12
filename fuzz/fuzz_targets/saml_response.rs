//! SAML responses: as XML, in base64, deflated, in a form; and what they are compared with.

#![no_main]

use api::ExpectedResponse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let now = chrono::DateTime::from_timestamp(1_795_392_000, 0).unwrap_or_default();
    let expected = ExpectedResponse {
        entity_id: Some("urn:auth0:globex:saml".to_owned()),
        acs_url: Some("https://globex.example/login/callback".to_owned()),
        issuer: Some("https://idp.example.com".to_owned()),
        certificates: Vec::new(),
    };
    let text = String::from_utf8_lossy(bytes);
    let _ = idp::read_saml_response(&text, &expected, now);
});
