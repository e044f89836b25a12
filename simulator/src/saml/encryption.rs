//! Encrypted assertions: opened for a service provider, sealed by an identity provider.

use bergshamra::{
    EncContext, KeysManager,
    keys::loader::{load_pem_auto, load_x509_cert_der},
};
use uppsala::{Document, NodeId};

use super::{ASSERTION, Certificate, DSIG, Refused, xml};

const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const RSA_OAEP: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const RSA_OAEP_11: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const AES_256_GCM: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
/// What Auth0's algorithm profile `v2026-1` allows.
const PROFILE: [&str; 3] =
    ["http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#aes192-gcm", AES_256_GCM];

/// How encrypted assertions are opened.
#[derive(Clone, Default)]
pub struct Decryption {
    /// Private keys, PEM; the first that fits is used.
    pub private_keys_pem: Vec<String>,
    /// Algorithms beyond the profile's.
    pub algorithm_exceptions: Vec<String>,
}

/// An assertion could not be sealed.
#[derive(Debug, thiserror::Error)]
#[error("the assertion could not be encrypted")]
pub struct NotSealed(#[source] bergshamra::Error);

/// The response with its assertion in the clear, without the wrapper and without the response's own signature,
/// which covered the encrypted form.
pub(super) fn open(
    doc: &Document<'_>,
    text: &str,
    response: NodeId,
    sealed: NodeId,
    decryption: &Decryption,
) -> Result<String, Refused> {
    if decryption.private_keys_pem.is_empty() {
        return Err(Refused::Encrypted);
    }
    check_algorithm(doc, sealed, decryption)?;
    let unsigned = match xml::child(doc, response, DSIG, "Signature") {
        Some(signature) => without(doc, text, signature).ok_or(Refused::NotXml)?,
        None => text.to_owned(),
    };
    let plain = decryption.private_keys_pem.iter().find_map(|pem| decrypt(&unsigned, pem));
    let plain = plain.ok_or(Refused::WrongDecryptionKey)?;
    let opened = xml::parse(&plain).map_err(|_| Refused::NotXml)?;
    let root = opened.document_element().ok_or(Refused::NotXml)?;
    let wrapper = xml::child(&opened, root, ASSERTION, "EncryptedAssertion").ok_or(Refused::NotXml)?;
    let assertion = xml::child(&opened, wrapper, ASSERTION, "Assertion").ok_or(Refused::NotXml)?;
    let (outer, inner) = (
        opened.node_range(wrapper).ok_or(Refused::NotXml)?,
        opened.node_range(assertion).ok_or(Refused::NotXml)?,
    );
    Ok(format!("{}{}{}", &plain[..outer.start], &plain[inner.start..inner.end], &plain[outer.end..]))
}

fn decrypt(text: &str, pem: &str) -> Option<String> {
    let key = load_pem_auto(pem.as_bytes(), None).ok()?;
    let mut keys = KeysManager::new();
    keys.add_key(key);
    bergshamra::decrypt(&EncContext::new(keys).with_disable_cipher_reference(true), text).ok()
}

fn without(doc: &Document<'_>, text: &str, node: NodeId) -> Option<String> {
    let range = doc.node_range(node)?;
    Some(format!("{}{}", &text[..range.start], &text[range.end..]))
}

fn check_algorithm(doc: &Document<'_>, sealed: NodeId, decryption: &Decryption) -> Result<(), Refused> {
    let data = xml::child(doc, sealed, XENC, "EncryptedData").ok_or(Refused::NotXml)?;
    let method = xml::child(doc, data, XENC, "EncryptionMethod").ok_or(Refused::NotXml)?;
    let algorithm = xml::attribute(doc, method, "Algorithm").unwrap_or_default();
    let excepted = decryption.algorithm_exceptions.iter().any(|one| one == algorithm);
    if !PROFILE.contains(&algorithm) && !excepted {
        return Err(Refused::EncryptionAlgorithm { algorithm: algorithm.to_owned() });
    }
    let transports = doc.get_elements_by_tag_name_ns(XENC, "EncryptedKey");
    let allowed = transports.iter().all(|key| {
        let method = xml::child(doc, *key, XENC, "EncryptionMethod");
        let algorithm = method.and_then(|node| xml::attribute(doc, node, "Algorithm")).unwrap_or_default();
        [RSA_OAEP, RSA_OAEP_11].contains(&algorithm)
            || decryption.algorithm_exceptions.iter().any(|one| one == algorithm)
    });
    if allowed {
        Ok(())
    } else {
        Err(Refused::EncryptionAlgorithm { algorithm: "RSA key transport".to_owned() })
    }
}

/// Seals an assertion for the holder of a certificate, by AES-256-GCM under RSA-OAEP.
pub fn seal(assertion: &str, recipient: &Certificate) -> Result<String, NotSealed> {
    let mut keys = KeysManager::new();
    keys.add_key(load_x509_cert_der(recipient.der()).map_err(NotSealed)?);
    let template = format!(
        r#"<saml:EncryptedAssertion xmlns:saml="{ASSERTION}"><xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element"><xenc:EncryptionMethod Algorithm="{AES_256_GCM}"/><ds:KeyInfo xmlns:ds="{DSIG}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{RSA_OAEP}"/><xenc:CipherData><xenc:CipherValue></xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue></xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>"#
    );
    bergshamra::encrypt(&EncContext::new(keys), &template, assertion.as_bytes()).map_err(NotSealed)
}
