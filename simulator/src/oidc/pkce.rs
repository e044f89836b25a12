//! Proof key for code exchange, as provider and as client.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::tenant::volatile::Challenge;

/// The S256 challenge of a verifier.
pub fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

impl Challenge {
    /// Reads the two parameters; a challenge without a method is plain.
    pub fn parse(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, String> {
        match (challenge.filter(|text| !text.is_empty()), method) {
            (None, _) => Ok(None),
            (Some(value), Some("S256")) => Ok(Some(Self::S256(value.to_owned()))),
            (Some(value), Some("plain") | None) => Ok(Some(Self::Plain(value.to_owned()))),
            (Some(_), Some(other)) => Err(format!("Invalid code_challenge_method: {other}")),
        }
    }

    /// Whether this is the verifier's challenge.
    pub fn accepts(&self, verifier: &str) -> bool {
        match self {
            Self::Plain(value) => same(value, verifier),
            Self::S256(value) => same(value, &s256(verifier)),
        }
    }
}

/// Compares secrets in constant time.
pub fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
