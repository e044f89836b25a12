//! The key that signs requests: the tenant's, or one that the connection brings.

use aws_lc_rs::{rand::SystemRandom, rsa, signature};
use rcgen::KeyPair;
use serde_json::Value;

use crate::{
    saml::SigningKey,
    tenant::{Tenant, model::Connection},
};

/// A private key in the two forms that the bindings want.
pub(crate) struct RequestKey {
    pem: String,
    certificate_pem: String,
}

impl RequestKey {
    /// The key for a connection.
    pub(crate) fn of(tenant: &Tenant, connection: &Connection) -> Self {
        let own = connection.options.get("signing_key");
        let part = |name: &str| own.and_then(|key| key.get(name)).and_then(Value::as_str).map(str::to_owned);
        let material = tenant.keys.material();
        Self {
            pem: part("key").unwrap_or_else(|| material.private_key_pem.clone()),
            certificate_pem: part("cert").unwrap_or_else(|| material.certificate_pem.clone()),
        }
    }

    /// RSA-SHA256 over bytes; `None` when the key is unusable.
    pub(crate) fn sign_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let der = KeyPair::from_pem(&self.pem).ok()?.serialize_der();
        let pair = rsa::KeyPair::from_pkcs8(&der).ok()?;
        let mut signed = vec![0; pair.public_modulus_len()];
        pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), bytes, &mut signed).ok()?;
        Some(signed)
    }

    /// Signs a message as a whole; `None` when the key is unusable.
    pub(crate) fn sign_message(&self, message: &str, id: &str) -> Option<String> {
        let key = SigningKey::from_pem(&self.pem, &self.certificate_pem).ok()?;
        crate::saml::signature::sign(message, id, &key).ok()
    }
}
