//! How a message travels: in an address, or in a form.

use std::io::{Read, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use url::{Url, form_urlencoded};

use super::{Certificate, xml::LIMIT};

/// The bindings of browser sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Binding {
    /// In the query of an address.
    #[default]
    Redirect,
    /// In a form.
    Post,
}

impl Binding {
    /// The name in the standard.
    pub const fn urn(self) -> &'static str {
        match self {
            Self::Redirect => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            Self::Post => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
        }
    }

    /// The binding of this name.
    pub fn from_urn(urn: &str) -> Option<Self> {
        [Self::Redirect, Self::Post].into_iter().find(|binding| binding.urn() == urn)
    }
}

/// What came is not an encoded message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// Not base64.
    #[error("the message is not base64")]
    Base64,
    /// Not deflated.
    #[error("the message is not deflated")]
    Deflate,
    /// Too long.
    #[error("the message is too long")]
    TooLong,
    /// Not UTF-8.
    #[error("the message is not UTF-8")]
    Utf8,
}

/// The signature over a redirect could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request could not be signed")]
pub struct NotSigned;

const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// The address that carries a message; `parameter` is `SAMLRequest` or `SAMLResponse`.
pub fn redirect_binding_url(destination: &Url, parameter: &str, xml: &str, relay_state: Option<&str>) -> Url {
    with_query(destination, &query(parameter, xml, relay_state))
}

/// The same, signed with RSA-SHA256 over the query as it is sent.
pub fn signed_redirect_binding_url(
    destination: &Url,
    parameter: &str,
    xml: &str,
    relay_state: Option<&str>,
    sign: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
) -> Result<Url, NotSigned> {
    let mut query = query(parameter, xml, relay_state);
    append(&mut query, "SigAlg", RSA_SHA256);
    let signature = sign(query.as_bytes()).ok_or(NotSigned)?;
    append(&mut query, "Signature", &STANDARD.encode(signature));
    Ok(with_query(destination, &query))
}

/// Whether the query of a redirect, as it came, carries a good RSA-SHA256 signature of one of these certificates
/// (SAML bindings 3.4.4.1).
pub fn verify_redirect(query: &str, parameter: &str, trusted: &[Certificate]) -> bool {
    let raw = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let plain = |name: &str| {
        let (_, value) = form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name)?;
        Some(value.into_owned())
    };
    let (Some(message), Some(algorithm)) = (raw(parameter), raw("SigAlg")) else { return false };
    if plain("SigAlg").as_deref() != Some(RSA_SHA256) {
        return false;
    }
    let Some(signature) = plain("Signature").and_then(|text| STANDARD.decode(text).ok()) else {
        return false;
    };
    let relay = raw("RelayState").map(|relay| format!("&RelayState={relay}")).unwrap_or_default();
    let signed = format!("{parameter}={message}{relay}&SigAlg={algorithm}");
    trusted.iter().any(|certificate| certificate.verifies(signed.as_bytes(), &signature))
}

fn query(parameter: &str, xml: &str, relay_state: Option<&str>) -> String {
    let mut query = String::new();
    append(&mut query, parameter, &STANDARD.encode(deflate(xml)));
    if let Some(relay_state) = relay_state {
        append(&mut query, "RelayState", relay_state);
    }
    query
}

fn append(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.extend(form_urlencoded::byte_serialize(value.as_bytes()));
}

fn with_query(destination: &Url, query: &str) -> Url {
    let mut url = destination.clone();
    let whole = match destination.query() {
        Some(before) if !before.is_empty() => format!("{before}&{query}"),
        _ => query.to_owned(),
    };
    url.set_query(Some(&whole));
    url
}

fn deflate(xml: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail; were it to, the receiver would find the message broken.
    let _ = encoder.write_all(xml.as_bytes());
    encoder.finish().unwrap_or_default()
}

/// The message in a query parameter that is already percent-decoded.
pub fn decode_redirect(value: &str) -> Result<String, Undecodable> {
    let deflated = STANDARD.decode(within_limit(value)?).map_err(|_| Undecodable::Base64)?;
    let mut xml = Vec::new();
    DeflateDecoder::new(deflated.as_slice())
        .take(LIMIT as u64 + 1)
        .read_to_end(&mut xml)
        .map_err(|_| Undecodable::Deflate)?;
    if xml.len() > LIMIT {
        return Err(Undecodable::TooLong);
    }
    String::from_utf8(xml).map_err(|_| Undecodable::Utf8)
}

/// The message in a form field.
pub fn decode_post(value: &str) -> Result<String, Undecodable> {
    let compact: String = within_limit(value)?.chars().filter(|char| !char.is_ascii_whitespace()).collect();
    let xml = STANDARD.decode(compact).map_err(|_| Undecodable::Base64)?;
    String::from_utf8(xml).map_err(|_| Undecodable::Utf8)
}

fn within_limit(value: &str) -> Result<&str, Undecodable> {
    if value.len() > LIMIT * 3 / 2 { Err(Undecodable::TooLong) } else { Ok(value.trim()) }
}

/// The fields of the form that carries a message; `parameter` is `SAMLRequest` or `SAMLResponse`.
pub fn post_fields<'a>(parameter: &'a str, xml: &str, relay_state: Option<&str>) -> Vec<(&'a str, String)> {
    let mut fields = vec![(parameter, STANDARD.encode(xml))];
    fields.extend(relay_state.map(|relay_state| ("RelayState", relay_state.to_owned())));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(url: &Url, name: &str) -> Option<String> {
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }

    #[test]
    fn a_redirect_keeps_the_query_of_the_address_and_carries_message_and_relay_state() {
        let destination = Url::parse("http://localhost:1/sso?tenant=a b").unwrap();
        let url = redirect_binding_url(&destination, "SAMLRequest", "<a>ü</a>", Some("x+y&z"));
        assert_eq!(parameter(&url, "tenant").as_deref(), Some("a b"));
        assert_eq!(parameter(&url, "RelayState").as_deref(), Some("x+y&z"));
        let message = parameter(&url, "SAMLRequest").unwrap();
        assert_eq!(decode_redirect(&message).as_deref(), Ok("<a>ü</a>"));
    }

    #[test]
    fn the_signature_covers_the_query_as_sent() {
        let destination = Url::parse("http://localhost:1/sso").unwrap();
        let mut signed = Vec::new();
        let sign = |bytes: &[u8]| {
            signed = bytes.to_vec();
            Some(vec![1, 2, 3])
        };
        let url = signed_redirect_binding_url(&destination, "SAMLRequest", "<a/>", Some("r"), sign).unwrap();
        let sent = url.query().unwrap();
        let (before, signature) = sent.split_once("&Signature=").unwrap();
        assert_eq!((before.as_bytes(), signature), (signed.as_slice(), "AQID"));
        assert!(before.ends_with("&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256"));
    }

    #[test]
    fn a_deflate_bomb_is_not_blown_up() {
        let bomb = STANDARD.encode(deflate(&"a".repeat(LIMIT * 100)));
        assert_eq!(decode_redirect(&bomb), Err(Undecodable::TooLong));
    }

    #[test]
    fn what_is_no_message_is_named() {
        assert_eq!(decode_redirect("%%%"), Err(Undecodable::Base64));
        assert_eq!(decode_redirect(&STANDARD.encode("<a/>")), Err(Undecodable::Deflate));
        assert_eq!(decode_post(&STANDARD.encode([0xff, 0xfe])), Err(Undecodable::Utf8));
        assert_eq!(decode_post("PGEv\r\n Pg==").as_deref(), Ok("<a/>"));
    }
}
