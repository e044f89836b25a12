//! What a text is, told from its first characters: people paste everything.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::private_key::holds_private_key;
use crate::reading::{Reason, Rejection};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes base64 that may be broken into lines; `None` when it is anything else.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if compact.is_empty() {
        return None;
    }
    LENIENT.decode(compact).ok()
}

/// What is in place of metadata, if something else is. `text` has no outer blanks.
pub(crate) fn sniff_metadata(text: &str) -> Result<(), Rejection> {
    if holds_private_key(text) {
        return Err(Reason::PrivateKeyPasted.into());
    }
    if text.starts_with("-----BEGIN") {
        return Err(Reason::LooksLikeCertificate.into());
    }
    if is_html(text) {
        return Err(Reason::HtmlPage.into());
    }
    if text.starts_with('<') {
        return Ok(());
    }
    if text.starts_with(['{', '[']) {
        return Err(Reason::LooksLikeJson.into());
    }
    if is_address(text) {
        return Err(Reason::LooksLikeUrl.into());
    }
    if text.starts_with("&lt;") {
        return Err(Reason::HtmlEscaped.into());
    }
    match decode_base64(text) {
        Some(bytes) if bytes.len() >= 48 && bytes.starts_with(&[0x30, 0x82]) => {
            Err(Reason::LooksLikeCertificate.into())
        }
        Some(bytes) if bytes.len() >= 48 => Err(Reason::LooksLikeBase64.into()),
        _ => Err(Reason::NotXml.into()),
    }
}

/// Whether the text is SAML metadata rather than what was asked for.
pub(crate) fn is_metadata(text: &str) -> bool {
    text.starts_with('<') && !is_html(text)
}

/// Whether the text is a web page.
pub(crate) fn is_html(text: &str) -> bool {
    let start = past_prolog(text);
    let head: String = start.chars().take(32).collect::<String>().to_ascii_lowercase();
    let opens = |name: &str| {
        head.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([' ', '\t', '\r', '\n', '>', '/']) || rest.is_empty())
    };
    opens("<!doctype html") || ["<html", "<head", "<body"].into_iter().any(opens)
}

fn is_address(text: &str) -> bool {
    let lower: String = text.chars().take(8).collect::<String>().to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://"))
        && text.len() < 4096
        && !text.contains(char::is_whitespace)
}

/// Skips an XML declaration, comments and blanks.
fn past_prolog(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        let end = if text.starts_with("<!--") {
            text.find("-->").map(|at| at + 3)
        } else if text.starts_with("<?") {
            text.find("?>").map(|at| at + 2)
        } else {
            None
        };
        match end.and_then(|at| text.get(at..)) {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_html, sniff_metadata};

    #[test]
    fn a_page_is_a_page_behind_its_declaration() {
        assert!(is_html("<?xml version=\"1.0\"?>\n<!-- hi --><!DOCTYPE html PUBLIC \"x\"><html/>"));
        assert!(is_html("<HTML>"));
        assert!(!is_html("<!-- <html> --><md:EntityDescriptor/>"));
        assert!(!is_html("<htmlish/>"));
    }

    #[test]
    fn a_jwk_with_its_private_part_is_a_private_key() {
        let rejection = sniff_metadata(r#"{"kty":"RSA","n":"AQ","e":"AQAB","d":"AQ"}"#).unwrap_err();
        assert_eq!(rejection.reason.code(), "private_key_pasted");
    }
}
