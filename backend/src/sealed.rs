//! Sealing: what the database keeps of secrets.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    Key, XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};

use crate::config::SealingKey;

const NONCE_LENGTH: usize = 24;

/// The text is not something that was sealed for this purpose by a key we hold.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value cannot be opened with the configured keys")]
pub(crate) struct CannotOpen;

/// Seals with the first key and opens with all (XChaCha20-Poly1305).
///
/// The purpose is bound to the value: what was sealed for one row does not open in another.
#[derive(Clone)]
pub(crate) struct Sealer {
    keys: Arc<Vec<(String, XChaCha20Poly1305)>>,
}

impl Sealer {
    pub(crate) fn new(keys: &[SealingKey]) -> Self {
        let keys =
            keys.iter().map(|key| (key.id.clone(), XChaCha20Poly1305::new(&Key::from(*key.key.bytes()))));
        Self { keys: Arc::new(keys.collect()) }
    }

    /// `key-id.nonce-and-ciphertext`.
    pub(crate) fn seal(&self, purpose: &str, plain: &[u8]) -> Result<String, CannotOpen> {
        let (id, cipher) = self.keys.first().ok_or(CannotOpen)?;
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|_| CannotOpen)?;
        let payload = Payload { msg: plain, aad: purpose.as_bytes() };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| CannotOpen)?;
        Ok(format!("{id}.{}", URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())))
    }

    pub(crate) fn open(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>, CannotOpen> {
        let (id, text) = sealed.split_once('.').ok_or(CannotOpen)?;
        let (_, cipher) = self.keys.iter().find(|(known, _)| known == id).ok_or(CannotOpen)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CannotOpen)?;
        let (nonce, message) = bytes.split_at_checked(NONCE_LENGTH).ok_or(CannotOpen)?;
        let nonce: [u8; NONCE_LENGTH] = nonce.try_into().map_err(|_| CannotOpen)?;
        let payload = Payload { msg: message, aad: purpose.as_bytes() };
        cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| CannotOpen)
    }

    /// The same for text.
    pub(crate) fn open_text(&self, purpose: &str, sealed: &str) -> Result<String, CannotOpen> {
        String::from_utf8(self.open(purpose, sealed)?).map_err(|_| CannotOpen)
    }
}

/// Random bytes as text: what nobody can guess.
pub(crate) fn random_text() -> Result<String, CannotOpen> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| CannotOpen)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// SHA-256 in hex: what is stored of a secret that only has to be recognized.
pub(crate) fn digest(secret: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(secret).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(ids: &[(&str, u8)]) -> Sealer {
        Sealer::new(&ids.iter().map(|(id, byte)| SealingKey::for_test(id, [*byte; 32])).collect::<Vec<_>>())
    }

    #[test]
    fn what_was_sealed_opens_for_its_purpose_only() {
        let sealer = sealer(&[("a", 1)]);
        let sealed = sealer.seal("connection con_1", b"hush").unwrap();
        assert!(!sealed.contains("hush"));
        assert_eq!(sealer.open("connection con_1", &sealed).unwrap(), b"hush");
        assert!(sealer.open("connection con_2", &sealed).is_err());
        assert!(sealer.open("connection con_1", &sealed[..sealed.len() - 2]).is_err());
        assert_ne!(sealed, sealer.seal("connection con_1", b"hush").unwrap());
    }

    #[test]
    fn an_older_key_still_opens() {
        let sealed = sealer(&[("old", 1)]).seal("p", b"x").unwrap();
        assert_eq!(sealer(&[("new", 2), ("old", 1)]).open("p", &sealed).unwrap(), b"x");
        assert!(sealer(&[("new", 2)]).open("p", &sealed).is_err());
    }
}
