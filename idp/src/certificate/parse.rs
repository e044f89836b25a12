//! DER to [`Certificate`].

use chrono::DateTime;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use x509_parser::asn1_rs::Oid;
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Name};
use x509_parser::public_key::PublicKey;
use x509_parser::signature_algorithm::SignatureAlgorithm;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::{Certificate, Key, KeyUse};

impl Certificate {
    /// Reads one certificate and nothing after it.
    #[must_use]
    pub fn from_der(der: &[u8], usage: KeyUse) -> Option<Self> {
        Self::from_der_prefix(der, usage)
            .filter(|(_, rest)| rest.is_empty())
            .map(|(certificate, _)| certificate)
    }

    /// Reads one certificate, and gives back what follows it.
    pub(super) fn from_der_prefix(der: &[u8], usage: KeyUse) -> Option<(Self, &[u8])> {
        let (rest, parsed) = X509Certificate::from_der(der).ok()?;
        let der = der.get(..der.len() - rest.len())?;
        let validity = parsed.validity();
        Some((
            Self {
                der: der.to_vec(),
                sha256: hex(&Sha256::digest(der)),
                sha1: hex(&Sha1::digest(der)),
                subject: name(parsed.subject()),
                issuer: name(parsed.issuer()),
                not_before: DateTime::from_timestamp(validity.not_before.timestamp(), 0)?,
                not_after: DateTime::from_timestamp(validity.not_after.timestamp(), 0)?,
                key: key(parsed.public_key())?,
                signature_hash: signature_hash(&parsed.signature_algorithm),
                usage,
            },
            rest,
        ))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn key(spki: &SubjectPublicKeyInfo<'_>) -> Option<Key> {
    Some(match spki.parsed().ok()? {
        PublicKey::RSA(rsa) => {
            let zeros = rsa.modulus.iter().take_while(|byte| **byte == 0).count();
            let digits = rsa.modulus.get(zeros..).unwrap_or_default();
            let spare = digits.first().map_or(0, |byte| byte.leading_zeros() as usize);
            Key::Rsa((digits.len() * 8).saturating_sub(spare))
        }
        PublicKey::EC(_) => Key::Ec(curve(&spki.algorithm)),
        PublicKey::DSA(_) => Key::Other("DSA".to_owned()),
        _ => Key::Other(other_key(&spki.algorithm.algorithm)),
    })
}

fn curve(algorithm: &AlgorithmIdentifier<'_>) -> String {
    let oid = algorithm.parameters.as_ref().and_then(|parameters| parameters.as_oid().ok());
    let id = oid.map(|oid| oid.to_id_string()).unwrap_or_default();
    match id.as_str() {
        "1.2.840.10045.3.1.7" => "secp256r1",
        "1.3.132.0.34" => "secp384r1",
        "1.3.132.0.35" => "secp521r1",
        "1.3.132.0.10" => "secp256k1",
        "" => "unnamed",
        other => other,
    }
    .to_owned()
}

fn other_key(oid: &Oid<'_>) -> String {
    match oid.to_id_string().as_str() {
        "1.3.101.112" => "Ed25519".to_owned(),
        "1.3.101.113" => "Ed448".to_owned(),
        "1.2.840.113549.1.1.10" => "RSA-PSS".to_owned(),
        other => other.to_owned(),
    }
}

fn signature_hash(algorithm: &AlgorithmIdentifier<'_>) -> String {
    let id = match SignatureAlgorithm::try_from(algorithm) {
        Ok(SignatureAlgorithm::RSASSA_PSS(parameters)) => parameters.hash_algorithm_oid().to_id_string(),
        _ => algorithm.algorithm.to_id_string(),
    };
    match id.as_str() {
        "1.2.840.113549.1.1.2" => "md2",
        "1.2.840.113549.1.1.4" => "md5",
        "1.2.840.113549.1.1.5"
        | "1.3.14.3.2.29"
        | "1.3.14.3.2.26"
        | "1.2.840.10045.4.1"
        | "1.2.840.10040.4.3" => "sha1",
        "1.2.840.113549.1.1.14" | "1.2.840.10045.4.3.1" | "2.16.840.1.101.3.4.3.1" => "sha224",
        "1.2.840.113549.1.1.11"
        | "1.2.840.10045.4.3.2"
        | "2.16.840.1.101.3.4.3.2"
        | "2.16.840.1.101.3.4.2.1" => "sha256",
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" | "2.16.840.1.101.3.4.2.2" => "sha384",
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" | "2.16.840.1.101.3.4.2.3" => "sha512",
        "1.3.101.112" => "ed25519",
        other => other,
    }
    .to_owned()
}

/// RFC 4514: the last part of the sequence first.
fn name(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|rdn| {
            let values = rdn.iter().map(|attribute| {
                let value = attribute.as_str().map_or_else(
                    |_| String::from_utf8_lossy(attribute.as_slice()).into_owned(),
                    ToOwned::to_owned,
                );
                format!("{}={}", attribute_name(attribute.attr_type()), escape(&value))
            });
            values.collect::<Vec<_>>().join("+")
        })
        .collect();
    parts.reverse();
    parts.join(",")
}

fn attribute_name(oid: &Oid<'_>) -> String {
    let id = oid.to_id_string();
    match id.as_str() {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.25" => "DC",
        "0.9.2342.19200300.100.1.1" => "UID",
        other => other,
    }
    .to_owned()
}

fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (index, c) in value.chars().enumerate() {
        let edge = (c == ' ' && (index == 0 || index == last)) || (c == '#' && index == 0);
        if edge || matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
            out.push('\\');
        }
        if c == '\0' {
            out.push_str("\\00");
        } else {
            out.push(c);
        }
    }
    out
}
