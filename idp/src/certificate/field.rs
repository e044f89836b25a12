//! The certificate field: PEM, DER, PKCS#7 or bare base64, in every state that copying leaves them in.

use std::borrow::Cow;

use api::InspectionKind;

use super::{Certificate, KeyUse};
use crate::Context;
use crate::input::{
    Source, decode, decode_base64, der_holds_private_key, holds_private_key, is_html, is_metadata,
};
use crate::reading::{Note, Reading, Reason, Rejection};

/// No certificate file comes near this.
const LIMIT: usize = 256 * 1024;

/// Reads the certificate field, and says what it found instead where it found something else.
#[must_use]
pub fn read_certificate(bytes: &[u8], ctx: &Context<'_>) -> Reading {
    let mut reading = Reading::new(InspectionKind::Certificate);
    if let Err(rejection) = read(bytes, ctx, &mut reading) {
        reading.rejection = Some(rejection);
        reading.certificates.clear();
    }
    reading
}

fn read(bytes: &[u8], ctx: &Context<'_>, reading: &mut Reading) -> Result<(), Rejection> {
    if bytes.len() > LIMIT {
        return Err(Rejection::new(Reason::TooLarge, bytes.len().to_string()));
    }
    let found = if bytes.starts_with(&[0x30, 0x80])
        || bytes.starts_with(&[0x30, 0x82])
        || bytes.starts_with(&[0x30, 0x81])
    {
        from_der(bytes, reading, Note::Der)?
    } else {
        let decoded = decode(bytes, Source::Pasted)?;
        from_text(decoded.text.trim(), reading)?
    };
    reading.certificates_total = found.len();
    reading.certificates = leaves(found);
    if reading.certificates_total > 1 {
        reading.note(Note::ChainOrSeveralCertificates);
    }
    let certificates = reading.certificates.clone();
    for certificate in &certificates {
        certificate.check_key()?;
        certificate.notes().for_each(|note| reading.note(note));
        if certificate.is_expired(ctx.now) {
            reading.note(Note::CertExpired);
        } else if certificate.is_not_yet_valid(ctx.now) {
            reading.note(Note::CertNotYetValid);
        } else if certificate.ends_soon(ctx.now) {
            reading.note(Note::CertExpiresWithin30Days);
        }
    }
    Ok(())
}

fn from_text(text: &str, reading: &mut Reading) -> Result<Vec<Certificate>, Rejection> {
    if text.is_empty() {
        return Err(Reason::Empty.into());
    }
    if holds_private_key(text) {
        return Err(Reason::PrivateKeyPasted.into());
    }
    if let Some(reason) = something_else(text) {
        return Err(reason.into());
    }
    let text = if text.contains("\\n") && text.contains("-----BEGIN") {
        reading.note(Note::LiteralBackslashN);
        Cow::Owned(text.replace("\\r", "").replace("\\n", "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let text = text.trim().trim_matches(['"', '\'']);
    if text.contains("-----BEGIN") {
        return from_pem(text, reading);
    }
    let bytes = decode_base64(text).ok_or(Reason::BadCertificate)?;
    if bytes.starts_with(&[0x30]) {
        return from_der(&bytes, reading, Note::NoPemLines);
    }
    match std::str::from_utf8(&bytes) {
        Ok(inner) if inner.contains("-----BEGIN") => {
            reading.note(Note::DoubleBase64);
            from_pem(inner.trim(), reading)
        }
        _ => Err(Rejection::new(Reason::BadCertificate, "not an X.509 certificate")),
    }
}

/// What is in place of a certificate.
fn something_else(text: &str) -> Option<Reason> {
    if is_html(text) {
        return Some(Reason::HtmlPage);
    }
    if is_metadata(text) {
        return Some(Reason::LooksLikeMetadata);
    }
    if ["ssh-", "ecdsa-sha2-", "sk-ssh-", "---- BEGIN SSH2"].iter().any(|start| text.starts_with(start)) {
        return Some(Reason::SshKeyPasted);
    }
    if text.contains("-----BEGIN CERTIFICATE REQUEST") || text.contains("-----BEGIN NEW CERTIFICATE REQUEST")
    {
        return Some(Reason::CsrPasted);
    }
    if text.contains("-----BEGIN PUBLIC KEY") || text.contains("-----BEGIN RSA PUBLIC KEY") {
        return Some(Reason::PublicKeyPasted);
    }
    if is_fingerprint(text) {
        return Some(Reason::FingerprintPasted);
    }
    if text.starts_with("https://") || text.starts_with("http://") {
        return Some(Reason::LooksLikeUrl);
    }
    text.starts_with(['{', '[']).then_some(Reason::LooksLikeJson)
}

/// MD5, SHA-1, SHA-256 or SHA-512 in hex, with or without separators and a label.
fn is_fingerprint(text: &str) -> bool {
    let value = text.rsplit(['=', '\n']).next().unwrap_or(text);
    let value = match value.split_once(':') {
        Some((label, rest))
            if label.to_ascii_lowercase().starts_with("sha") || label.eq_ignore_ascii_case("md5") =>
        {
            rest
        }
        _ => value,
    };
    let digits: Vec<char> = value.chars().filter(|c| !matches!(c, ':' | '-' | ' ' | '\t')).collect();
    matches!(digits.len(), 32 | 40 | 64 | 128) && digits.iter().all(char::is_ascii_hexdigit)
}

fn from_pem(text: &str, reading: &mut Reading) -> Result<Vec<Certificate>, Rejection> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, block)) = rest.split_once("-----BEGIN ") {
        let (label, body) = block.split_once("-----").ok_or_else(incomplete)?;
        let end = format!("-----END {label}-----");
        let (body, after) = body.split_once(end.as_str()).ok_or_else(incomplete)?;
        if !before.trim().is_empty() {
            reading.note(Note::TextAroundPem);
        }
        rest = after;
        let der = decode_base64(body).ok_or_else(|| Rejection::new(Reason::BadCertificate, "not base64"))?;
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => found.push(one(&der)?),
            // What OpenSSL adds to a trusted certificate follows it.
            "TRUSTED CERTIFICATE" => found.push(
                Certificate::from_der_prefix(&der, KeyUse::Signing)
                    .map(|(certificate, _)| certificate)
                    .ok_or_else(not_x509)?,
            ),
            "PKCS7" | "CMS" => {
                reading.note(Note::Pkcs7);
                found.extend(from_pkcs7(&der)?);
            }
            _ => reading.note(Note::TextAroundPem),
        }
    }
    if !rest.trim().is_empty() {
        reading.note(Note::TextAroundPem);
    }
    if found.is_empty() { Err(not_x509()) } else { Ok(found) }
}

fn from_der(der: &[u8], reading: &mut Reading, form: Note) -> Result<Vec<Certificate>, Rejection> {
    if der_holds_private_key(der) {
        return Err(Reason::PrivateKeyPasted.into());
    }
    if let Some(certificate) = Certificate::from_der(der, KeyUse::Signing) {
        reading.note(form);
        return Ok(vec![certificate]);
    }
    let bundle = from_pkcs7(der)?;
    reading.note(Note::Pkcs7);
    Ok(bundle)
}

/// The certificates of a PKCS#7 bundle. Its structure is passed over: a bundle holds its certificates one after the
/// other, and nothing else in it parses as one.
fn from_pkcs7(der: &[u8]) -> Result<Vec<Certificate>, Rejection> {
    const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let start = der
        .windows(SIGNED_DATA.len())
        .take(16)
        .position(|window| window == SIGNED_DATA)
        .ok_or_else(not_x509)?;
    let mut found = Vec::new();
    let mut at = start + SIGNED_DATA.len();
    while let Some(rest) = der.get(at..).filter(|rest| !rest.is_empty()) {
        let candidate = rest.starts_with(&[0x30, 0x82]) || rest.starts_with(&[0x30, 0x81]);
        match candidate.then(|| Certificate::from_der_prefix(rest, KeyUse::Signing)).flatten() {
            Some((certificate, _)) => {
                at += certificate.der.len();
                found.push(certificate);
            }
            None => at += 1,
        }
    }
    if found.is_empty() { Err(not_x509()) } else { Ok(found) }
}

fn one(der: &[u8]) -> Result<Certificate, Rejection> {
    Certificate::from_der(der, KeyUse::Signing).ok_or_else(not_x509)
}

fn not_x509() -> Rejection {
    Rejection::new(Reason::BadCertificate, "not an X.509 certificate")
}

fn incomplete() -> Rejection {
    Rejection::new(Reason::BadCertificate, "incomplete PEM")
}

/// The certificates that did not issue another one in the same file; all of them when that leaves none.
fn leaves(found: Vec<Certificate>) -> Vec<Certificate> {
    let mut unique: Vec<Certificate> = Vec::new();
    for certificate in found {
        if !unique.iter().any(|known| known.sha256 == certificate.sha256) {
            unique.push(certificate);
        }
    }
    let issued_another = |certificate: &Certificate| {
        unique.iter().any(|other| other.issuer == certificate.subject && other.subject != certificate.subject)
    };
    let leaves: Vec<Certificate> =
        unique.iter().filter(|certificate| !issued_another(certificate)).cloned().collect();
    if leaves.is_empty() { unique } else { leaves }
}
