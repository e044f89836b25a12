//! X.509 certificates: what they say, and whether they can be relied on.

mod field;
mod parse;

use std::fmt;

use api::{CertificateInfo, CertificateUse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};

use crate::reading::{Note, Reason, Rejection};

pub use field::read_certificate;

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate itself.
    pub der: Vec<u8>,
    /// SHA-256 of the DER form, lower-case hex.
    pub sha256: String,
    /// SHA-1 of the DER form, lower-case hex.
    pub sha1: String,
    /// The subject, most specific part first, as RFC 4514 writes it.
    pub subject: String,
    /// Who issued it, in the same form.
    pub issuer: String,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// The key.
    pub key: Key,
    /// The hash of the signature on it, such as `sha256`.
    pub signature_hash: String,
    /// What metadata says it is for.
    pub usage: KeyUse,
}

/// What a key in metadata is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyUse {
    /// Signing.
    Signing,
    /// Encryption.
    Encryption,
    /// Not said, which means both.
    Both,
    /// Something the standard does not know; treated as signing.
    Other(String),
}

impl fmt::Display for KeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signing => "signing",
            Self::Encryption => "encryption",
            Self::Both => "both",
            Self::Other(value) => value,
        })
    }
}

/// The kind and size of a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// RSA with so many bits.
    Rsa(usize),
    /// An elliptic curve, by its name.
    Ec(String),
    /// Another kind.
    Other(String),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA-{bits}"),
            Self::Ec(curve) => write!(f, "EC-{curve}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// How long before its end a certificate is worth a warning.
pub(crate) const SOON: TimeDelta = TimeDelta::days(30);

impl Certificate {
    /// Whether it has ended.
    #[must_use]
    pub fn is_expired(&self, now: DateTime<Utc>) -> bool {
        self.not_after < now
    }

    /// Whether it has not begun.
    #[must_use]
    pub fn is_not_yet_valid(&self, now: DateTime<Utc>) -> bool {
        self.not_before > now
    }

    /// Whether it can be used today.
    #[must_use]
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        !self.is_expired(now) && !self.is_not_yet_valid(now)
    }

    /// Whether it is valid and ends within 30 days.
    #[must_use]
    pub fn ends_soon(&self, now: DateTime<Utc>) -> bool {
        self.is_valid(now) && self.not_after - now < SOON
    }

    /// Whether it was signed with a hash that is broken.
    #[must_use]
    pub fn has_broken_hash(&self) -> bool {
        matches!(self.signature_hash.as_str(), "sha1" | "md5" | "md2")
    }

    /// Whether its RSA key is under 2048 bits.
    #[must_use]
    pub const fn has_weak_key(&self) -> bool {
        matches!(self.key, Key::Rsa(bits) if bits < 2048)
    }

    /// Whether the strictest vendor would accept it today.
    #[must_use]
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        !self.is_expired(now) && !self.has_broken_hash() && !self.has_weak_key()
    }

    /// Refuses a key that protects nothing.
    pub(crate) fn check_key(&self) -> Result<(), Rejection> {
        match self.key {
            Key::Rsa(bits) if bits < 1024 => Err(Rejection::new(Reason::WeakKey, self.key.to_string())),
            _ => Ok(()),
        }
    }

    /// What is to be said of it whatever the time.
    pub(crate) fn notes(&self) -> impl Iterator<Item = Note> {
        let hash = match self.signature_hash.as_str() {
            "sha1" => Some(Note::Sha1Certificate),
            "md5" | "md2" => Some(Note::Md5Certificate),
            _ => None,
        };
        let key = match self.key {
            Key::Rsa(bits) if bits < 2048 => Some(Note::WeakKey(bits)),
            Key::Rsa(_) => None,
            Key::Ec(_) | Key::Other(_) => Some(Note::EcKey),
        };
        hash.into_iter().chain(key)
    }

    /// The certificate as PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        let body = STANDARD.encode(&self.der);
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            pem.push_str(line);
            pem.push('\n');
            rest = after;
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }

    /// The wire form.
    pub(crate) fn to_info(&self) -> CertificateInfo {
        CertificateInfo {
            sha256: self.sha256.clone(),
            sha1: self.sha1.to_ascii_uppercase(),
            subject: self.subject.clone(),
            not_before: self.not_before,
            not_after: self.not_after,
            usage: match self.usage {
                KeyUse::Encryption => CertificateUse::Encryption,
                KeyUse::Signing | KeyUse::Both | KeyUse::Other(_) => CertificateUse::Signing,
            },
            key: self.key.to_string().replacen('-', " ", 1),
            signature_hash: self.signature_hash.clone(),
            pem: self.pem(),
        }
    }
}
