//! Whatever comes in: no panic, no long wait.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attacks;

use std::time::Duration;

use attacks::{attacks, busy, certificate_attacks, metadata};
use idp::{
    Context, Policy, discovery_url, inspect_certificate, inspect_discovery, inspect_manual, inspect_metadata,
    inspect_metadata_text, lint_client_secret, lint_jwks,
};
use proptest::prelude::*;

const GOOD: &str = include_str!("data/good.pem");

fn ctx() -> Context<'static> {
    Context {
        policy: Policy::Strict,
        allow_loopback_http: true,
        provider: Some("okta-saml"),
        entity_id: Some("https://idp.example.com"),
        ..Context::at("2026-11-25T12:00:00Z".parse().unwrap())
    }
}

const DISCOVERY: &str = "{\"issuer\":\"https://idp.example.com\",\"authorization_endpoint\":\"https://idp.example.com/a\",\
    \"token_endpoint\":\"https://idp.example.com/t\",\"jwks_uri\":\"https://idp.example.com/k\"}";

/// Everything that takes input, on one input.
fn feed(bytes: &[u8]) {
    let ctx = ctx();
    let text = String::from_utf8_lossy(bytes);
    let requested = "https://idp.example.com/.well-known/openid-configuration".parse().unwrap();
    let _ = inspect_metadata(bytes, &ctx);
    let _ = inspect_metadata_text(&text, &ctx);
    let _ = inspect_certificate(bytes, &ctx);
    let _ = inspect_manual(&text, &text, &ctx);
    let _ = inspect_discovery(bytes, &requested, &ctx);
    let _ = lint_jwks(bytes);
    let _ = lint_client_secret(&text, None, &ctx);
    let _ = discovery_url(&text, &ctx);
}

/// A few bytes replaced, cut out or put in, anywhere.
fn mutate(original: &[u8], edits: Vec<(prop::sample::Index, u8, Vec<u8>)>) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for (index, kind, with) in edits {
        if bytes.is_empty() {
            break;
        }
        let at = index.index(bytes.len());
        let end = (at + usize::from(kind / 3)).min(bytes.len());
        match kind % 3 {
            0 => drop(bytes.splice(at..at, with)),
            1 => drop(bytes.splice(at..end, with)),
            _ => drop(bytes.drain(at..end)),
        }
    }
    bytes
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, Vec<u8>)>> {
    let bit = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        prop::sample::select(vec![
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "&#0;",
            "&x;",
            "<a>",
            "</a>",
            "xmlns:",
            "xmlns=\"\"",
            "\"",
            "<?",
            "é",
            "-----BEGIN ",
            "{",
            "\\n",
            "://",
            "@",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), bit), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        feed(&bytes);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,120}") {
        feed(text.as_bytes());
    }

    #[test]
    fn mutated_metadata_never_panics(edits in edits()) {
        feed(&mutate(metadata().as_bytes(), edits));
    }

    #[test]
    fn mutated_certificates_never_panic(edits in edits()) {
        feed(&mutate(GOOD.as_bytes(), edits));
    }

    #[test]
    fn mutated_der_never_panics(edits in edits()) {
        let der = inspect_certificate(GOOD.as_bytes(), &ctx());
        prop_assert_eq!(der.certificates.len(), 1);
        let body: String = GOOD.lines().filter(|line| !line.starts_with("-----")).collect();
        feed(&mutate(&decode(&body), edits));
    }

    #[test]
    fn mutated_discovery_documents_never_panic(edits in edits()) {
        feed(&mutate(DISCOVERY.as_bytes(), edits));
    }
}

fn decode(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// Without optimisation; what these limits were made for took half a minute. `cost.rs` has the figures of a release.
const LIMIT: Duration = Duration::from_secs(6);

#[test]
fn hostile_documents_are_done_with_quickly() {
    let ctx = ctx();
    let mut slow = Vec::new();
    for (name, document) in attacks() {
        assert!(document.len() <= 4 * 1024 * 1024, "{name}: {} bytes", document.len());
        let took = busy(|| drop(inspect_metadata(document.as_bytes(), &ctx)));
        eprintln!("{name}: {took:?}");
        if took > LIMIT {
            slow.push(format!("{name}: {took:?}"));
        }
    }
    for field in certificate_attacks() {
        let took = busy(|| drop(inspect_certificate(&field, &ctx)));
        if took > LIMIT {
            slow.push(format!("certificate field: {took:?}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
