//! The certificates of a connection, and metadata that has changed at its address.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{CertificateInfo, Finding, SamlSettings};

/// A certificate of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionCertificate {
    /// What is known of it.
    #[serde(flatten)]
    pub certificate: CertificateInfo,
    /// What it is to the connection.
    pub standing: CertificateStanding,
    /// From when on it is used, while it is staged.
    pub effective_at: Option<DateTime<Utc>>,
}

/// What a certificate is to its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateStanding {
    /// Answers are checked with it. Auth0 holds one.
    InUse,
    /// Known from the metadata, and not used now.
    Kept,
    /// Used from a moment on that was set.
    Staged,
}

/// A certificate that takes over from the present one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StageCertificate {
    /// The certificate: PEM, base64 or the like.
    pub certificate: String,
    /// From when on it is used; at once, if left out. Auth0 holds one certificate, so this is when the identity provider
    /// changes over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<DateTime<Utc>>,
}

/// Metadata that reads otherwise at its address than when it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferedMetadata {
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// What differs, a sentence each.
    pub differences: Vec<String>,
    /// What was read.
    pub saml: SamlSettings,
    /// What the linter says of it.
    pub findings: Vec<Finding>,
}
