//! Certificates as SAML uses them: a key in an envelope, known by its bytes.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::Digest;

/// A certificate, as DER.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate(Vec<u8>);

/// The text holds no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a certificate")]
pub struct InvalidCertificate;

impl Certificate {
    /// Reads PEM, or the base64 that is inside PEM.
    pub fn parse(text: &str) -> Result<Self, InvalidCertificate> {
        let body = match text.split_once("-----BEGIN CERTIFICATE-----") {
            Some((_, rest)) => rest.split_once("-----END CERTIFICATE-----").ok_or(InvalidCertificate)?.0,
            None => text,
        };
        let compact: String = body.chars().filter(|char| !char.is_ascii_whitespace()).collect();
        let der = STANDARD.decode(compact).map_err(|_| InvalidCertificate)?;
        match x509_parser::parse_x509_certificate(&der) {
            Ok(([], _)) => Ok(Self(der)),
            _ => Err(InvalidCertificate),
        }
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as metadata and signatures carry them.
    pub fn base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    /// The bytes as files carry them.
    pub fn pem(&self) -> String {
        let body = self.base64();
        let lines: Vec<&str> =
            body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }

    /// Whether the certificate's RSA key made this PKCS#1 signature with SHA-256.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok((_, certificate)) = x509_parser::parse_x509_certificate(&self.0) else { return false };
        let key = certificate.public_key().subject_public_key.data.as_ref();
        aws_lc_rs::signature::UnparsedPublicKey::new(&aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256, key)
            .verify(message, signature)
            .is_ok()
    }

    /// SHA-1, 40 hex digits in upper case: what Auth0 calls the thumbprint.
    pub fn thumbprint(&self) -> String {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// SHA-256, in pairs with colons: what consoles show.
    pub fn fingerprint(&self) -> String {
        let pairs: Vec<String> =
            sha2::Sha256::digest(&self.0).iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }
}
