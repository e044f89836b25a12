//! Which identity provider something comes from.

use serde::{Deserialize, Serialize};

use crate::Finding;

/// Something to recognise: exactly one member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DetectRequest {
    /// SAML metadata or an OIDC discovery document, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// An address: of metadata, an issuer, a sign-in page or an administration console. It is not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A domain or an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// What was recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DetectAnswer {
    /// What was sent.
    pub kind: DetectedKind,
    /// The providers it can come from, the likeliest first. A convenience: a person may always choose another one.
    pub providers: Vec<DetectedProvider>,
    /// Addresses that follow from the one that was sent.
    pub addresses: Vec<DerivedAddress>,
    /// Whether the domain belongs to a public mail service, so that nobody can claim it.
    pub public_email_domain: bool,
    /// What has to be said of it.
    pub findings: Vec<Finding>,
}

/// What was sent to be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DetectedKind {
    /// SAML metadata.
    SamlMetadata,
    /// An OIDC discovery document.
    DiscoveryDocument,
    /// The address of SAML metadata.
    MetadataAddress,
    /// The address of a discovery document.
    DiscoveryAddress,
    /// An OIDC issuer.
    Issuer,
    /// An address that people sign in at.
    SignInAddress,
    /// A page of an administration console.
    AdminConsole,
    /// The page with everybody's applications.
    UserPortal,
    /// A domain.
    Domain,
    /// None of them.
    Unknown,
}

/// A provider it can come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DetectedProvider {
    /// Its id, such as `okta-saml`.
    pub provider: String,
    /// The name people know.
    pub name: String,
    /// Whether the catalogue has a guide for it.
    pub has_guide: bool,
    /// How sure.
    pub confidence: DetectionConfidence,
    /// Why, as a sentence.
    pub reason: String,
}

/// How sure a detection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DetectionConfidence {
    /// It says so without contradiction.
    High,
    /// It looks like it.
    Medium,
    /// Good enough to sort a list by.
    Hint,
}

/// An address that follows from another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DerivedAddress {
    /// What it is.
    pub kind: DetectedKind,
    /// The address.
    pub url: String,
}
