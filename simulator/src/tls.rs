//! HTTPS for programs that accept nothing less: a certificate authority made at every start, and one certificate of it.

use std::sync::Arc;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// Where the simulator can be reached on this machine.
const NAMES: [&str; 4] = ["localhost", "*.localhost", "127.0.0.1", "::1"];
/// Some programs refuse certificates that last longer.
const LIFETIME: TimeDelta = TimeDelta::days(397);

/// The certificates could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The generator refused.
    #[error("the certificate could not be made")]
    Generate(#[from] rcgen::Error),
    /// The certificate cannot be used.
    #[error("the certificate cannot be used")]
    Unusable(#[from] rustls::Error),
}

/// A certificate authority and what servers need of it. Its private key is forgotten once it has signed.
pub struct Authority {
    certificate_pem: String,
    server: ServerConfig,
}

impl Authority {
    /// A new authority, with a certificate for this machine's own names.
    pub fn generate(now: DateTime<Utc>) -> Result<Self, TlsError> {
        let key = KeyPair::generate()?;
        let mut params = lasting(CertificateParams::default(), now);
        params.distinguished_name.push(DnType::CommonName, "Latchkey simulator (this machine only)");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let own = params.self_signed(&key)?;
        let issuer = Issuer::new(params, key);

        let names: Vec<String> = NAMES.map(str::to_owned).into();
        let mut params = lasting(CertificateParams::new(names)?, now);
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &issuer)?;

        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)?;
        Ok(Self { certificate_pem: own.pem(), server })
    }

    /// What clients are told to trust.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// What a server answers with.
    pub fn server(&self) -> ServerConfig {
        self.server.clone()
    }
}

fn lasting(mut params: CertificateParams, now: DateTime<Utc>) -> CertificateParams {
    let midnight = |day: DateTime<Utc>| {
        let part = |number: u32| u8::try_from(number).unwrap_or(1);
        rcgen::date_time_ymd(day.year(), part(day.month()), part(day.day()))
    };
    params.not_before = midnight(now - TimeDelta::days(1));
    params.not_after = midnight(now - TimeDelta::days(1) + LIFETIME);
    params
}
