//! The provider's keys: RSA 2048 with a certificate of three years, as consoles make them.

use chrono::{DateTime, Datelike, Months, Utc};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd};

use crate::{
    saml::SigningKey,
    tenant::keys::{KeyError, KeyMaterial, SigningKeys},
};

const YEARS: u32 = 3;

/// One key for both protocols.
pub(super) struct Keys {
    /// Signs assertions.
    pub(super) saml: SigningKey,
    /// Signs tokens.
    pub(super) tokens: SigningKeys,
}

impl Keys {
    pub(super) fn load(material: &KeyMaterial) -> Result<Self, KeyError> {
        let saml = SigningKey::from_pem(&material.private_key_pem, &material.certificate_pem)
            .map_err(|error| KeyError::Unreadable(error.to_string()))?;
        Ok(Self { saml, tokens: SigningKeys::load(material.clone())? })
    }
}

/// A fresh pair whose certificate begins today.
pub(super) fn generate(common_name: &str, now: DateTime<Utc>) -> Result<KeyMaterial, KeyError> {
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, common_name);
    let [begins, ends] = [now, now + Months::new(12 * YEARS)].map(|at| {
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        date_time_ymd(at.year(), part(at.month()), part(at.day()))
    });
    (params.not_before, params.not_after) = (begins, ends);
    let certificate = params.self_signed(&pair)?;
    Ok(KeyMaterial { private_key_pem: pair.serialize_pem(), certificate_pem: certificate.pem() })
}
