//! The keys of an identity provider.

use roxmltree::Node;

use super::METADATA;
use crate::certificate::{Certificate, KeyUse};
use crate::input::{decode_base64, der_holds_private_key, holds_private_key};
use crate::reading::{Note, Reading, Reason, Rejection};
use crate::xml::signature::SIGNATURE;
use crate::xml::{children, text_of};

/// The certificates of a role.
pub(super) struct Keys {
    pub(super) signing: Vec<Certificate>,
    pub(super) encryption: Vec<Certificate>,
}

/// Reads the certificates of a role: each once; those for signing must be readable and not absurdly weak.
pub(super) fn read(role: Node<'_, '_>, reading: &mut Reading) -> Result<Keys, Rejection> {
    let descriptors: Vec<Node<'_, '_>> = children(role, METADATA, "KeyDescriptor").collect();
    let mut keys = Keys { signing: Vec::new(), encryption: Vec::new() };
    for descriptor in &descriptors {
        let usage = usage(*descriptor);
        for node in certificates(*descriptor) {
            if usage == KeyUse::Encryption {
                read_encryption(node, &mut keys.encryption)?;
            } else {
                read_signing(node, usage.clone(), &mut keys.signing, reading)?;
            }
        }
    }
    if keys.signing.is_empty() {
        return Err(Rejection::new(Reason::NoSigningCertificate, why_none(&descriptors)));
    }
    if keys.signing.len() > 1 {
        reading.note(Note::SeveralSigningCertificates);
    }
    Ok(keys)
}

fn usage(descriptor: Node<'_, '_>) -> KeyUse {
    match descriptor.attribute("use") {
        None => KeyUse::Both,
        Some("signing") => KeyUse::Signing,
        Some("encryption") => KeyUse::Encryption,
        Some(other) => KeyUse::Other(other.chars().take(40).collect()),
    }
}

/// By the direct path only: what hides in extensions is nobody's key.
fn certificates<'a, 'input: 'a>(descriptor: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    children(descriptor, SIGNATURE, "KeyInfo")
        .flat_map(|info| children(info, SIGNATURE, "X509Data"))
        .flat_map(|data| children(data, SIGNATURE, "X509Certificate"))
}

fn why_none(descriptors: &[Node<'_, '_>]) -> &'static str {
    if descriptors.is_empty() {
        "no KeyDescriptor"
    } else if descriptors.iter().all(|descriptor| usage(*descriptor) == KeyUse::Encryption) {
        "only encryption keys"
    } else {
        "no certificate in the KeyDescriptor"
    }
}

fn read_signing(
    node: Node<'_, '_>,
    usage: KeyUse,
    signing: &mut Vec<Certificate>,
    reading: &mut Reading,
) -> Result<(), Rejection> {
    let (text, split) = text_of(node);
    if split {
        reading.note(Note::CommentInsideCertificate);
    }
    let (der, armoured) = der_of(&text)?;
    if armoured {
        reading.note(Note::PemArmourInsideElement);
    }
    if signing.iter().any(|known| known.der == der) {
        reading.note(Note::DuplicateCertificate);
        return Ok(());
    }
    let certificate = Certificate::from_der(&der, usage).ok_or_else(|| bad("not an X.509 certificate"))?;
    certificate.check_key()?;
    certificate.notes().for_each(|note| reading.note(note));
    signing.push(certificate);
    Ok(())
}

/// An encryption certificate that cannot be read does not matter here; a private key in its place does.
fn read_encryption(node: Node<'_, '_>, encryption: &mut Vec<Certificate>) -> Result<(), Rejection> {
    let der = match der_of(&text_of(node).0) {
        Ok((der, _)) => der,
        Err(rejection) if rejection.reason == Reason::PrivateKeyPasted => return Err(rejection),
        Err(_) => return Ok(()),
    };
    if encryption.iter().all(|known| known.der != der) {
        encryption.extend(Certificate::from_der(&der, KeyUse::Encryption));
    }
    Ok(())
}

/// The bytes of a certificate element, and whether PEM lines were inside.
fn der_of(text: &str) -> Result<(Vec<u8>, bool), Rejection> {
    let text = text.trim();
    if text.is_empty() {
        return Err(bad("empty"));
    }
    if text.contains("-----BEGIN") && holds_private_key(text) {
        return Err(Reason::PrivateKeyPasted.into());
    }
    let body = text
        .strip_prefix("-----BEGIN CERTIFICATE-----")
        .map(|rest| rest.trim_end().strip_suffix("-----END CERTIFICATE-----").unwrap_or(rest));
    let der = decode_base64(body.unwrap_or(text)).ok_or_else(|| bad("not base64"))?;
    if der_holds_private_key(&der) {
        return Err(Reason::PrivateKeyPasted.into());
    }
    Ok((der, body.is_some()))
}

fn bad(detail: &str) -> Rejection {
    Rejection::new(Reason::BadCertificate, detail)
}
