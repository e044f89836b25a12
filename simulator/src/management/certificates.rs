//! What Auth0 derives from a signing certificate.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use x509_parser::{
    der_parser::asn1_rs::Oid,
    prelude::{FromDer, X509Certificate},
};

use super::timestamp;

/// A certificate, or several of one text.
#[derive(Debug, Clone)]
pub(crate) struct Certificates {
    /// PEM.
    pub(crate) pem: String,
    /// SHA-1 in hex, one per certificate.
    pub(crate) thumbprints: Vec<String>,
    /// When the first one ends.
    pub(crate) expires: DateTime<Utc>,
    /// The first one's subject.
    pub(crate) subject: Map<String, Value>,
}

/// The text is no certificate.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("The signing certificate is invalid ({0})")]
pub(crate) struct InvalidCertificate(&'static str);

impl Certificates {
    /// Reads PEM, base64 of PEM, or base64 of DER.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidCertificate> {
        if text.contains("-----BEGIN") {
            return Self::from_pem(text);
        }
        let compact: String = text.split_whitespace().collect();
        let bytes = STANDARD.decode(compact).map_err(|_| InvalidCertificate("neither PEM nor base64"))?;
        match std::str::from_utf8(&bytes) {
            Ok(pem) if pem.contains("-----BEGIN") => Self::from_pem(pem),
            _ => Self::from_pem(&to_pem(&bytes)),
        }
    }

    fn from_pem(pem: &str) -> Result<Self, InvalidCertificate> {
        let mut thumbprints = Vec::new();
        let mut first = None;
        for block in x509_parser::pem::Pem::iter_from_buffer(pem.as_bytes()) {
            let block = block.map_err(|_| InvalidCertificate("the PEM block cannot be read"))?;
            if block.label != "CERTIFICATE" {
                return Err(InvalidCertificate("the PEM block is not a certificate"));
            }
            let (_, certificate) = X509Certificate::from_der(&block.contents)
                .map_err(|_| InvalidCertificate("the certificate cannot be read"))?;
            thumbprints.push(thumbprint(&block.contents));
            if first.is_none() {
                let ends = certificate.validity().not_after.timestamp();
                let expires = DateTime::from_timestamp(ends, 0)
                    .ok_or(InvalidCertificate("the certificate has no end"))?;
                first = Some((expires, subject(&certificate)));
            }
        }
        let (expires, subject) = first.ok_or(InvalidCertificate("no certificate in the text"))?;
        Ok(Self { pem: pem.to_owned(), thumbprints, expires, subject })
    }

    /// Writes what was derived into a connection's options.
    pub(crate) fn describe(&self, options: &mut Map<String, Value>) {
        options.insert("cert".to_owned(), json!(self.pem));
        options.insert("thumbprints".to_owned(), json!(self.thumbprints));
        options.insert("expires".to_owned(), json!(timestamp(self.expires)));
        options.insert("subject".to_owned(), Value::Object(self.subject.clone()));
    }
}

/// SHA-1 in hex.
pub(crate) fn thumbprint(der: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A certificate as PEM.
pub(crate) fn to_pem(der: &[u8]) -> String {
    pem("CERTIFICATE", der)
}

/// DER as PEM with this label.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = tail;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

fn subject(certificate: &X509Certificate<'_>) -> Map<String, Value> {
    let named = certificate.subject().iter_attributes().filter_map(|attribute| {
        Some((attribute_name(attribute.attr_type())?.to_owned(), json!(attribute.as_str().ok()?)))
    });
    named.collect()
}

fn attribute_name(oid: &Oid<'_>) -> Option<&'static str> {
    match oid.to_id_string().as_str() {
        "2.5.4.3" => Some("commonName"),
        "2.5.4.6" => Some("countryName"),
        "2.5.4.7" => Some("localityName"),
        "2.5.4.8" => Some("stateOrProvinceName"),
        "2.5.4.10" => Some("organizationName"),
        "2.5.4.11" => Some("organizationalUnitName"),
        "1.2.840.113549.1.9.1" => Some("emailAddress"),
        _ => None,
    }
}
