//! The tenant's signing keys: RSA pairs with self-signed certificates, as Auth0 has.

use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::{digest, rand::SystemRandom, rsa, signature};
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer, X509Certificate};

/// What is kept of the key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyMaterial {
    /// PKCS#8, PEM.
    pub private_key_pem: String,
    /// X.509, PEM.
    pub certificate_pem: String,
}

/// Making or reading the key failed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The generator refused.
    #[error("the signing key could not be made")]
    Generate(#[from] rcgen::Error),
    /// The kept key is damaged.
    #[error("the signing key cannot be read: {0}")]
    Unreadable(String),
}

impl KeyMaterial {
    /// A fresh 2048-bit pair whose certificate names the tenant.
    pub fn generate(tenant: &str) -> Result<Self, KeyError> {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, format!("{tenant}.localhost"));
        let certificate = params.self_signed(&pair)?;
        Ok(Self { private_key_pem: pair.serialize_pem(), certificate_pem: certificate.pem() })
    }

    /// What the key is called in key sets and tokens.
    pub fn kid(&self) -> Result<String, KeyError> {
        Ok(Key::read(self.clone())?.kid)
    }
}

/// The key that signs and the others that are published, ready for use.
pub struct SigningKeys(RwLock<Loaded>);

struct Loaded {
    current: Arc<Key>,
    others: Vec<Arc<Key>>,
}

struct Key {
    material: KeyMaterial,
    kid: String,
    jwk: Value,
    encoding: EncodingKey,
    decoding: DecodingKey,
    pair: rsa::KeyPair,
}

impl SigningKeys {
    /// Reads kept material.
    pub fn load(material: KeyMaterial) -> Result<Self, KeyError> {
        Self::load_all(material, Vec::new())
    }

    /// Reads kept material: what signs, and what else is accepted.
    pub fn load_all(current: KeyMaterial, others: Vec<KeyMaterial>) -> Result<Self, KeyError> {
        Ok(Self(RwLock::new(Loaded::read(current, others)?)))
    }

    /// Signs with another key from now on.
    pub fn replace(&self, current: KeyMaterial, others: Vec<KeyMaterial>) -> Result<(), KeyError> {
        let loaded = Loaded::read(current, others)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }

    fn current(&self) -> Arc<Key> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).current)
    }

    /// All of them, the current one first.
    fn all(&self) -> Vec<Arc<Key>> {
        let loaded = self.0.read().unwrap_or_else(PoisonError::into_inner);
        std::iter::once(&loaded.current).chain(&loaded.others).cloned().collect()
    }

    /// What to keep.
    pub fn material(&self) -> KeyMaterial {
        self.current().material.clone()
    }

    /// The public part of the key that signs.
    pub fn jwk(&self) -> Value {
        self.current().jwk.clone()
    }

    /// The public keys as `/.well-known/jwks.json` shows them.
    pub fn jwks(&self) -> Vec<Value> {
        self.all().iter().map(|key| key.jwk.clone()).collect()
    }

    /// Signs a token.
    pub fn sign(&self, claims: &Value) -> Result<String, jsonwebtoken::errors::Error> {
        self.sign_as("JWT", claims)
    }

    /// Signs a token whose header calls it this: `JWT`, `at+jwt`.
    pub fn sign_as(&self, kind: &str, claims: &Value) -> Result<String, jsonwebtoken::errors::Error> {
        let current = self.current();
        let mut header = Header::new(Algorithm::RS256);
        header.typ = Some(kind.to_owned());
        header.kid = Some(current.kid.clone());
        jsonwebtoken::encode(&header, claims, &current.encoding)
    }

    /// The claims of a token that one of these keys signed. The caller judges times and audience.
    pub fn verify(&self, token: &str) -> Result<Value, jsonwebtoken::errors::Error> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let kid = jsonwebtoken::decode_header(token)?.kid;
        let named = self.all().into_iter().find(|key| Some(&key.kid) == kid.as_ref());
        let key = named.unwrap_or_else(|| self.current());
        Ok(jsonwebtoken::decode::<Value>(token, &key.decoding, &validation)?.claims)
    }

    /// RSA-SHA256 over the bytes; signs SAML requests in the redirect binding.
    pub fn sign_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let pair = &self.current().pair;
        let mut signed = vec![0; pair.public_modulus_len()];
        pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), bytes, &mut signed).ok()?;
        Some(signed)
    }
}

impl Loaded {
    fn read(current: KeyMaterial, others: Vec<KeyMaterial>) -> Result<Self, KeyError> {
        let read = |material| Key::read(material).map(Arc::new);
        Ok(Self { current: read(current)?, others: others.into_iter().map(read).collect::<Result<_, _>>()? })
    }
}

impl Key {
    /// Reads kept material.
    fn read(material: KeyMaterial) -> Result<Self, KeyError> {
        let unreadable = |what: &str| KeyError::Unreadable(what.to_owned());
        let (_, pem) = x509_parser::pem::parse_x509_pem(material.certificate_pem.as_bytes())
            .map_err(|_| unreadable("certificate is not PEM"))?;
        let (_, certificate) =
            X509Certificate::from_der(&pem.contents).map_err(|_| unreadable("certificate is not X.509"))?;
        let Ok(x509_parser::public_key::PublicKey::RSA(public)) = certificate.public_key().parsed() else {
            return Err(unreadable("certificate holds no RSA key"));
        };
        let n = URL_SAFE_NO_PAD.encode(strip_leading_zero(public.modulus));
        let e = URL_SAFE_NO_PAD.encode(strip_leading_zero(public.exponent));
        let thumbprint = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &pem.contents);
        let kid = URL_SAFE_NO_PAD.encode(&digest::digest(&digest::SHA256, &pem.contents).as_ref()[..16]);
        let jwk = json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e,
            "x5t": URL_SAFE_NO_PAD.encode(thumbprint.as_ref()), "x5c": [STANDARD.encode(&pem.contents)],
        });
        let encoding = EncodingKey::from_rsa_pem(material.private_key_pem.as_bytes())
            .map_err(|error| KeyError::Unreadable(error.to_string()))?;
        let decoding = DecodingKey::from_rsa_components(&n, &e)
            .map_err(|error| KeyError::Unreadable(error.to_string()))?;
        let der = KeyPair::from_pem(&material.private_key_pem)?.serialize_der();
        let pair = rsa::KeyPair::from_pkcs8(&der).map_err(|error| KeyError::Unreadable(error.to_string()))?;
        Ok(Self { material, kid, jwk, encoding, decoding, pair })
    }
}

fn strip_leading_zero(bytes: &[u8]) -> &[u8] {
    match bytes {
        [0, rest @ ..] => rest,
        _ => bytes,
    }
}
