//! From what was pasted to XML: base64, percent-encoded, deflated, or XML already.

use api::ResponseEncoding;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

use super::unreadable::Unreadable;
use crate::input::{Source, decode as to_text, decode_base64, holds_private_key};

/// What may be pasted; a response with a thousand groups has a tenth of it.
const MAX_PASTED: usize = 1024 * 1024;
const MAX_XML: usize = 2 * 1024 * 1024;

const URL_SAFE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a text is a SAML response rather than words, cheaply.
pub(crate) fn looks_like(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with('<') {
        let head: String = text.chars().take(2000).collect();
        return head.contains("Response") && head.contains("urn:oasis:names:tc:SAML");
    }
    text.starts_with("SAMLResponse=")
        || (text.len() >= 200 && (text.starts_with("PD") || text.starts_with("PHN")) && !text.contains(' '))
}

/// The XML inside, and how it was wrapped.
pub(super) fn decode(pasted: &str) -> Result<(String, ResponseEncoding), Unreadable> {
    let pasted = pasted.trim();
    if pasted.is_empty() {
        return Err(Unreadable::Empty);
    }
    if pasted.len() > MAX_PASTED {
        return Err(Unreadable::TooLarge);
    }
    if holds_private_key(pasted) {
        return Err(Unreadable::PrivateKey);
    }
    if pasted.starts_with('<') {
        return Ok((pasted.to_owned(), ResponseEncoding::Xml));
    }
    let value = form_value(pasted);
    let bytes = decode_base64(&value).or_else(|| URL_SAFE.decode(value.trim()).ok());
    let bytes = bytes.ok_or(Unreadable::NotBase64)?;
    if starts_like_xml(&bytes) {
        return Ok((xml(&bytes)?, ResponseEncoding::Base64));
    }
    let inflated = decompress_to_vec_with_limit(&bytes, MAX_XML)
        .or_else(|_| decompress_to_vec_zlib_with_limit(&bytes, MAX_XML))
        .map_err(|_| Unreadable::NotXml)?;
    if !starts_like_xml(&inflated) {
        return Err(Unreadable::NotXml);
    }
    Ok((xml(&inflated)?, ResponseEncoding::Deflated))
}

/// The value of `SAMLResponse` in a form body, or the text itself; percent-encoding undone.
fn form_value(pasted: &str) -> String {
    let start = pasted.find("SAMLResponse=").map_or(0, |at| at + "SAMLResponse=".len());
    let value = pasted.get(start..).unwrap_or_default();
    let value = if start > 0 { value.split('&').next().unwrap_or_default() } else { value };
    if !value.contains('%') {
        return value.to_owned();
    }
    let form = format!("v={}", value.replace('&', "%26"));
    url::form_urlencoded::parse(form.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn starts_like_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

fn xml(bytes: &[u8]) -> Result<String, Unreadable> {
    Ok(to_text(bytes, Source::File)?.text.into_owned())
}
