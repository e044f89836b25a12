//! Documents and certificates that are built to hurt whoever reads them.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::time::{Duration, Instant};

/// How long something keeps this thread busy; where the system does not count that, how long it takes.
pub(crate) fn busy(work: impl FnOnce()) -> Duration {
    let (before, start) = (busy_so_far(), Instant::now());
    work();
    match (before, busy_so_far()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    }
}

/// Linux counts the nanoseconds of every thread.
fn busy_so_far() -> Option<Duration> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counted.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

const GOOD: &str = include_str!("../data/good.pem");

/// Metadata with everything in it.
pub(crate) fn metadata() -> String {
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

/// The name says what is attacked; the document is under the size limit.
pub(crate) fn attacks() -> Vec<(&'static str, String)> {
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

/// The same for the certificate field.
pub(crate) fn certificate_attacks() -> Vec<Vec<u8>> {
    vec![b"\x30\x82\x06\x09".repeat(60_000), b"-----BEGIN a-----".repeat(15_000), pkcs7_of_nothing()]
}

/// A bundle full of beginnings of certificates.
fn pkcs7_of_nothing() -> Vec<u8> {
    let mut bytes = b"\x30\x82\xff\xf0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02".to_vec();
    bytes.extend(b"\x30\x82\x01\x00\x30\x82\x00\xf0\x02\x01\x01".repeat(20_000));
    bytes
}
