//! Whatever comes in: no panic, no long wait.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

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

fn metadata() -> String {
    let certificate: String = GOOD.lines().filter(|line| !line.starts_with("-----")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" entityID=\"https://idp.example.com\" ID=\"_1\" \
         validUntil=\"2030-01-01T00:00:00Z\"><ds:Signature><ds:SignedInfo><ds:Reference URI=\"#_1\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></ds:Transforms><ds:DigestMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>\
         </ds:SignedInfo></ds:Signature><md:IDPSSODescriptor WantAuthnRequestsSigned=\"true\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><md:KeyDescriptor use=\"signing\"><ds:KeyInfo>\
         <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
         <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat><md:SingleSignOnService \
         Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://idp.example.com/sso\"/>\
         </md:IDPSSODescriptor><!-- a comment --></md:EntityDescriptor>"
    )
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

/// The name says what is attacked; the document is under the size limit.
fn attacks() -> Vec<(&'static str, String)> {
    let many = |count: usize, part: &dyn Fn(usize) -> String| (0..count).map(part).collect::<String>();
    let md = "urn:oasis:names:tc:SAML:2.0:metadata";
    let around = |inner: &str| {
        format!("<md:EntityDescriptor xmlns:md=\"{md}\" entityID=\"urn:x\">{inner}</md:EntityDescriptor>")
    };
    let wide = many(120, &|i| format!(" xmlns:p{i}=\"urn:p:{i}\""));
    let signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo><ds:Reference URI=\"\">\
        <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>AA</ds:DigestValue>\
        </ds:Reference></ds:SignedInfo></ds:Signature>";
    vec![
        ("many elements", around(&"<a/>".repeat(900_000))),
        (
            "attributes up to the limit",
            around(&many(1200, &|_| format!("<a{}/>", many(250, &|i| format!(" a{i}=\"\""))))),
        ),
        (
            "one element with all attributes",
            around(&format!("<a{}/>", many(300_000, &|i| format!(" a{i}=\"\"")))),
        ),
        (
            "namespaces up to the limit",
            around(&format!("<a{wide}>{}</a>", "<p1:b p2:c=\"\" p3:c=\"\"/>".repeat(100_000))),
        ),
        ("new namespaces everywhere", around(&many(60_000, &|i| format!("<a xmlns:n=\"urn:{i}\"/>")))),
        (
            "canonical form of many namespaces",
            format!(
                "<md:EntityDescriptor xmlns:md=\"{md}\"{wide}>{signature}{}</md:EntityDescriptor>",
                "<a/>".repeat(150_000)
            ),
        ),
        ("ids", around(&many(100_000, &|i| format!("<a ID=\"i{i}\"/>")))),
        ("comments", around(&"<!-- -->".repeat(400_000))),
        ("open comment", format!("<!--{}", "-".repeat(4_000_000))),
        ("entities in text", around(&"&amp;".repeat(700_000))),
        ("unknown entities", around(&"&a;".repeat(1_000_000))),
        ("text in CDATA", around(&"<![CDATA[x]]>".repeat(250_000))),
        ("base64", "QUJD".repeat(1_000_000)),
        ("opened, never closed", around(&"<a>".repeat(1_000_000))),
        ("angle brackets", "<".repeat(4_000_000)),
        ("spaces in a tag", format!("<a{}", " ".repeat(4_000_000))),
        (
            "providers",
            format!(
                "<md:EntitiesDescriptor xmlns:md=\"{md}\">{}</md:EntitiesDescriptor>",
                many(20_000, &|i| format!(
                    "<md:EntityDescriptor entityID=\"urn:{i}\"><md:IDPSSODescriptor/></md:EntityDescriptor>"
                ))
            ),
        ),
        ("one long address", {
            let url = format!("https://idp.example.com/{}", "a".repeat(60_000));
            metadata().replace("https://idp.example.com/sso", &url)
        }),
    ]
}

/// Each takes well under a second on an idle machine; what these limits were made for took half a minute.
const LIMIT: Duration = Duration::from_secs(6);

#[test]
fn hostile_documents_are_done_with_quickly() {
    let ctx = ctx();
    let mut slow = Vec::new();
    for (name, document) in attacks() {
        assert!(document.len() <= 4 * 1024 * 1024, "{name}: {} bytes", document.len());
        let start = Instant::now();
        let _ = inspect_metadata(document.as_bytes(), &ctx);
        let took = start.elapsed();
        eprintln!("{name}: {took:?}");
        if took > LIMIT {
            slow.push(format!("{name}: {took:?}"));
        }
    }
    for field in [b"\x30\x82\x06\x09".repeat(60_000), b"-----BEGIN a-----".repeat(15_000), pkcs7_of_nothing()]
    {
        let start = Instant::now();
        let _ = inspect_certificate(&field, &ctx);
        if start.elapsed() > LIMIT {
            slow.push(format!("certificate field: {:?}", start.elapsed()));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

/// A bundle full of beginnings of certificates.
fn pkcs7_of_nothing() -> Vec<u8> {
    let mut bytes = b"\x30\x82\xff\xf0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02".to_vec();
    bytes.extend(b"\x30\x82\x01\x00\x30\x82\x00\xf0\x02\x01\x01".repeat(20_000));
    bytes
}
