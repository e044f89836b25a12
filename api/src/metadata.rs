//! What was read from metadata, a certificate or a discovery document.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Finding, Verdict};

/// Something to inspect: exactly one member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InspectRequest {
    /// SAML metadata as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// The address of SAML metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_url: Option<String>,
    /// A certificate: PEM, base64 or the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// An OIDC issuer or discovery address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc_issuer: Option<String>,
    /// The catalogue id of the provider that was chosen, to be compared with what is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// What was read, and what the linter says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inspection {
    /// What it is.
    pub kind: InspectionKind,
    /// Whether it can be used.
    pub verdict: Verdict,
    /// The catalogue id of the provider it comes from, when that is certain.
    pub provider: Option<String>,
    /// What was read, when it is SAML metadata.
    pub saml: Option<SamlMetadata>,
    /// What was read, when it is an OIDC discovery document.
    pub oidc: Option<OidcDiscovery>,
    /// What was read, when it is a certificate.
    pub certificates: Vec<CertificateInfo>,
    /// The identity providers to choose from, when the metadata holds several.
    pub choices: Vec<SamlChoice>,
    /// What the linter says: errors first.
    pub findings: Vec<Finding>,
}

/// What was inspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InspectionKind {
    /// SAML 2.0 metadata.
    Saml,
    /// An OIDC discovery document.
    Oidc,
    /// A certificate.
    Certificate,
    /// None of them.
    Unknown,
}

/// What SAML metadata says of one identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamlMetadata {
    /// The identity provider's entity ID; absent when only a sign-in URL and a certificate are known.
    pub entity_id: Option<String>,
    /// Where people are sent to sign in; the one that is used first.
    pub sign_in: Vec<SamlEndpoint>,
    /// Where people are sent to sign out.
    pub sign_out: Vec<SamlEndpoint>,
    /// The certificates, signing ones first.
    pub certificates: Vec<CertificateInfo>,
    /// The NameID formats it offers.
    pub name_id_formats: Vec<String>,
    /// Whether it wants requests to be signed.
    pub wants_signed_requests: bool,
    /// When the metadata itself ends.
    pub valid_until: Option<DateTime<Utc>>,
}

/// A SAML endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamlEndpoint {
    /// How the message travels.
    pub binding: SamlBinding,
    /// Where to.
    pub url: String,
}

/// How a SAML message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SamlBinding {
    /// HTTP-Redirect.
    Redirect,
    /// HTTP-POST.
    Post,
}

/// One of several identity providers in one metadata document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamlChoice {
    /// Its entity ID.
    pub entity_id: String,
    /// The name the document gives it.
    pub display_name: Option<String>,
    /// Whether it could be used.
    pub usable: bool,
    /// Why not, as a finding code.
    pub reason: Option<String>,
}

/// What is known of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateInfo {
    /// SHA-256 of the DER form, in lowercase hex.
    pub sha256: String,
    /// SHA-1 of the DER form, in uppercase hex: the form Auth0's messages quote.
    pub sha1: String,
    /// The subject's name.
    pub subject: String,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// What it is for.
    #[serde(rename = "use")]
    pub usage: CertificateUse,
    /// The key, such as `RSA 2048`.
    pub key: String,
    /// The signature algorithm, such as `sha256`.
    pub signature_hash: String,
    /// The certificate itself: PEM.
    pub pem: String,
}

/// What a certificate in metadata is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateUse {
    /// Signing, or not said.
    Signing,
    /// Encryption only.
    Encryption,
}

/// What an OIDC discovery document says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OidcDiscovery {
    /// The issuer.
    pub issuer: String,
    /// Where people are sent to sign in.
    pub authorization_endpoint: String,
    /// Where codes become tokens.
    pub token_endpoint: String,
    /// Where the signing keys are.
    pub jwks_uri: String,
    /// Where claims can be asked for.
    pub userinfo_endpoint: Option<String>,
    /// Where people are sent to sign out.
    pub end_session_endpoint: Option<String>,
    /// The scopes it offers.
    pub scopes_supported: Vec<String>,
    /// The response types it offers.
    pub response_types_supported: Vec<String>,
    /// How it signs ID tokens.
    pub id_token_signing_alg_values_supported: Vec<String>,
}
