//! A key that seals secrets in the database.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, de::Error};

/// A key with the name under which values say that it sealed them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealingKey {
    /// Letters, digits and hyphens.
    pub id: String,
    /// 32 bytes in base64.
    pub key: KeyBytes,
}

/// 32 secret bytes.
pub struct KeyBytes([u8; 32]);

impl KeyBytes {
    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<'de> Deserialize<'de> for KeyBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(|_| D::Error::custom("not base64"))?;
        bytes.try_into().map(Self).map_err(|_| D::Error::custom("32 bytes are required"))
    }
}

#[cfg(test)]
impl SealingKey {
    pub(crate) fn for_test(id: &str, key: [u8; 32]) -> Self {
        Self { id: id.to_owned(), key: KeyBytes(key) }
    }
}
