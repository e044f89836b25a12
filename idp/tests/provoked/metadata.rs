use idp::{inspect_metadata, inspect_metadata_text};

use super::Input;
use crate::support::{EMAIL, EXPIRED, GOOD, Metadata, POST, REDIRECT, SHA1, SOON, WEAK};

const EC: &str = include_str!("../data/ec.pem");
const MD5: &str = include_str!("../data/md5.pem");
const TINY: &str = include_str!("../data/tiny.pem");
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----";

fn text(text: impl Into<String>) -> Input {
    let text = text.into();
    Input::new(move |ctx| inspect_metadata_text(&text, ctx).findings)
}

fn file(bytes: Vec<u8>) -> Input {
    Input::new(move |ctx| inspect_metadata(&bytes, ctx).findings)
}

fn of(metadata: Metadata) -> Input {
    text(metadata.xml())
}

fn base() -> Metadata {
    Metadata::default()
}

fn body(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

fn signed(digest: &str, algorithm: &str) -> String {
    let signature = format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo><ds:Reference URI=\"#_1\">\
         <ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{algorithm}\"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>\
         </ds:Signature>"
    );
    let xml = Metadata { attributes: "ID=\"_1\"", ..base() }.xml();
    xml.replacen("><md:IDPSSODescriptor", &format!(">{signature}<md:IDPSSODescriptor"), 1)
}

const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// The digest of what is signed, taken from the canonical form: the document as it is written, but for one blank.
fn right_digest() -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    let xml = Metadata { attributes: "ID=\"_1\"", ..base() }.xml();
    let canonical = canonical_by_hand(&xml);
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(canonical.as_bytes()))
}

/// The test's metadata in canonical form: attributes in their order, empty elements with an end.
fn canonical_by_hand(xml: &str) -> String {
    let mut out = String::new();
    for part in xml.split_inclusive('>') {
        let Some(tag) = part.strip_suffix('>') else { return out + part };
        let (text, tag) = tag.split_once('<').unwrap_or_default();
        out.push_str(text);
        let empty = tag.ends_with('/');
        let tag = tag.trim_end_matches('/').trim_end();
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes: Vec<&str> =
            attributes.split("\" ").map(|it| it.trim_end_matches('"')).filter(|it| !it.is_empty()).collect();
        attributes.sort_by_key(|it| {
            (!it.starts_with("xmlns"), it.split('=').next().unwrap_or_default().to_owned())
        });
        out.push('<');
        out.push_str(name);
        for attribute in attributes {
            out.push(' ');
            out.push_str(attribute);
            out.push('"');
        }
        out.push('>');
        if empty {
            out.push_str(&format!("</{name}>"));
        }
    }
    out
}

pub(super) fn inputs() -> Vec<Input> {
    [
        things_that_are_no_metadata(),
        xml_with_mistakes(),
        roles(),
        addresses(),
        certificates(),
        names(),
        providers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn things_that_are_no_metadata() -> Vec<Input> {
    vec![
        file(vec![b'<'; 4 * 1024 * 1024 + 1]),
        text(" \n"),
        file(b"PK\x03\x04zip".to_vec()),
        file(b"<?xml version='1.0' encoding='ibm037'?><a/>".to_vec()),
        file(b"<a>\xff\xfe\xfd</a>".to_vec()),
        text(KEY),
        text(GOOD),
        text("{\"a\":1}"),
        text("https://idp.example.com/metadata"),
        text("QUJD".repeat(20)),
        text("<!doctype html><html></html>"),
        text("&lt;EntityDescriptor&gt;"),
        text("hello"),
    ]
}

fn xml_with_mistakes() -> Vec<Input> {
    let latin = base()
        .xml()
        .replace("<md:EntityDescriptor", "<?xml version='1.0' encoding='latin1'?><md:EntityDescriptor");
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(base().xml().encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let declared = base().xml().replace("<md:Entity", "<?xml version='1.0' encoding='utf-16'?><md:Entity");
    vec![
        text(format!("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>{}", base().xml())),
        text(format!("<a>{}", "<b>".repeat(100))),
        text("<a><b></a>"),
        text("<a ID=\"x\"><b ID=\"x\"/></a>"),
        text("<a/>"),
        text("<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"),
        text("<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>"),
        file([b"\xEF\xBB\xBF".as_slice(), base().xml().as_bytes()].concat()),
        file(latin.into_bytes()),
        file(utf16),
        file(declared.into_bytes()),
        file(format!("\n{}", base().xml()).into_bytes()),
        text(signed("AAAA", SHA256)),
        text(signed("AAAA", "urn:unknown")),
        text(signed(&right_digest(), SHA256)),
    ]
}

fn roles() -> Vec<Input> {
    let two = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}{}</md:EntitiesDescriptor>",
        base().xml(),
        Metadata { entity_id: "https://two.example.com/", ..base() }.xml()
    );
    vec![
        of(base()),
        text(base().xml().replace("md:IDPSSODescriptor", "md:SPSSODescriptor")),
        text(base().xml().replace("md:IDPSSODescriptor", "md:PDPDescriptor")),
        text(
            base()
                .xml()
                .replace("urn:oasis:names:tc:SAML:2.0:protocol", "urn:oasis:names:tc:SAML:1.1:protocol"),
        ),
        text(two),
        of(Metadata { attributes: "validUntil=\"2026-11-01T00:00:00Z\"", ..base() }),
        of(Metadata { attributes: "validUntil=\"2026-12-01T00:00:00Z\"", ..base() }),
        of(Metadata { role_attributes: "WantAuthnRequestsSigned=\"true\"", ..base() }),
    ]
}

fn addresses() -> Vec<Input> {
    let sign_in = |binding, url| of(Metadata { sign_in: vec![(binding, url)], ..base() });
    let sign_out = "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"http://idp.example.com/out\"/></md:IDPSSODescriptor>";
    vec![
        of(Metadata { sign_in: vec![], ..base() }),
        sign_in("urn:oasis:names:tc:SAML:2.0:bindings:SOAP", "https://idp.example.com/"),
        sign_in(REDIRECT, ""),
        sign_in(REDIRECT, "https://user@idp.example.com/"),
        sign_in(REDIRECT, "http://idp.example.com/"),
        sign_in(REDIRECT, "https://10.1.1.1/sso"),
        sign_in(POST, "https://idp.example.com/"),
        sign_in(REDIRECT, "http://localhost:4802/sso").with_loopback(),
        of(Metadata {
            sign_in: vec![(REDIRECT, "https://a.example/"), (POST, "https://b.example/")],
            ..base()
        }),
        text(base().xml().replace("</md:IDPSSODescriptor>", sign_out)),
    ]
}

fn certificates() -> Vec<Input> {
    let with = |certificates| of(Metadata { certificates, ..base() });
    let split = base().xml().replace(&body(GOOD), &format!("<!-- x -->{}", body(GOOD)));
    let armoured = base().xml().replace(&body(GOOD), GOOD);
    vec![
        with(vec![]),
        with(vec![("signing", "AAAA")]),
        with(vec![("signing", TINY)]),
        with(vec![("signing", WEAK)]),
        with(vec![("signing", SHA1)]),
        with(vec![("signing", MD5)]),
        with(vec![("signing", EC)]),
        with(vec![("signing", EXPIRED)]),
        with(vec![("signing", GOOD), ("signing", EXPIRED)]),
        with(vec![("signing", SOON)]),
        with(vec![("signing", GOOD), ("signing", GOOD)]),
        with(vec![("signing", GOOD)]).later(-3650),
        with(vec![("signing", GOOD), ("signing", EC)]).later(-100),
        text(split),
        text(armoured),
    ]
}

fn names() -> Vec<Input> {
    let named = |entity_id| of(Metadata { entity_id, ..base() });
    let format = |name_id| of(Metadata { name_id, ..base() });
    vec![
        named(""),
        named(" https://idp.example.com "),
        named("idp"),
        named("https://idp.exаmple.com/"),
        named("https://{tenant}.example.com"),
        format("urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
        format("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
        text(base().xml().replace(EMAIL, &EMAIL.replace("email", "<!-- -->email"))),
    ]
}

fn providers() -> Vec<Input> {
    let google = || Metadata {
        entity_id: "https://accounts.google.com/o/saml2?idpid=C01abc2de",
        sign_in: vec![(REDIRECT, "https://accounts.google.com/o/saml2/idp?idpid=C01abc2de")],
        ..base()
    };
    vec![
        of(google()).chosen("google-workspace-saml"),
        of(google()).chosen("okta-saml"),
        of(google()).chosen("custom-saml"),
        of(Metadata { sign_in: vec![(REDIRECT, "https://evil.example/sso")], ..google() }),
        of(base()).chosen("okta-saml"),
    ]
}
