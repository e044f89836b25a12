//! Recognising private keys, in every form people paste them, so that they are refused before anything keeps them.

use super::sniff::decode_base64;

/// Whether the text holds a private key: PEM, PuTTY, JWK, or base64 of DER or of PEM.
pub(crate) fn holds_private_key(text: &str) -> bool {
    if marks_private_key(text) {
        return true;
    }
    decode_base64(text).is_some_and(|bytes| {
        der_holds_private_key(&bytes) || std::str::from_utf8(&bytes).is_ok_and(marks_private_key)
    })
}

fn marks_private_key(text: &str) -> bool {
    if text.contains("PRIVATE KEY") && text.contains("-----BEGIN") {
        return true;
    }
    if text.trim_start().starts_with("PuTTY-User-Key-File") {
        return true;
    }
    text.trim_start().starts_with('{') && text.contains("\"kty\"") && text.contains("\"d\"")
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT_ID: u8 = 0x06;

/// Whether DER bytes start like a private key: PKCS#1, SEC 1, PKCS#8 plain or encrypted, or PKCS#12. A cut-off key
/// counts as well.
pub(crate) fn der_holds_private_key(bytes: &[u8]) -> bool {
    let Some((SEQUENCE, body, _)) = element(bytes) else { return false };
    match element(body) {
        Some((INTEGER, version, rest)) => match element(rest) {
            // PKCS#8 (version 0 or 1, algorithm, octets); PKCS#12 (version 3, content info).
            Some((SEQUENCE, inner, after)) => {
                matches!(element(inner), Some((OBJECT_ID, ..)))
                    && (version == [3] || matches!(after.first(), Some(&OCTET_STRING)))
            }
            // PKCS#1: version 0, then eight more integers; a public key has two in all.
            Some((INTEGER, _, after)) => version.len() == 1 && matches!(element(after), Some((INTEGER, ..))),
            // SEC 1: version 1, then the key.
            Some((OCTET_STRING, ..)) => version == [1],
            _ => false,
        },
        // Encrypted PKCS#8: algorithm of the password-based kind, then octets.
        Some((SEQUENCE, inner, after)) => {
            matches!(element(inner), Some((OBJECT_ID, ..))) && matches!(after.first(), Some(&OCTET_STRING))
        }
        _ => false,
    }
}

/// The first DER element: tag, content (as far as it is there), what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > 4 || rest.len() < count {
            return None;
        }
        let (digits, rest) = rest.split_at(count);
        (digits.iter().fold(0_usize, |sum, digit| (sum << 8) | usize::from(*digit)), rest)
    };
    Some((tag, rest.get(..length).unwrap_or(rest), rest.get(length..).unwrap_or_default()))
}
