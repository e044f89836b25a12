//! What can be set of a connection besides where its identity provider is, and how attributes become claims.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Finding, SamlBinding, TestRunId};

/// What can be set of a connection besides where its identity provider is. What is left out stays as it is, also in
/// Auth0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ConnectionOptions {
    /// The picture on the button: an https address. An empty text takes it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// SAML: whether requests are signed; as the metadata wants, if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_requests: Option<bool>,
    /// SAML: how requests are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_signature: Option<RequestSignature>,
    /// SAML: how requests travel; as the metadata offers, if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_binding: Option<SamlBinding>,
    /// SAML: whether signing out here signs out at the identity provider too; if it offers that, when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_out: Option<bool>,
    /// SAML: whether assertions may also be encrypted with AES-CBC, which older products use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_cbc_encryption: Option<bool>,
    /// SAML: sign-ins that begin at the identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp_initiated: Option<IdpInitiated>,
    /// OpenID Connect: proof key for code exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pkce: Option<Pkce>,
    /// What is sent along to the identity provider, by parameter name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream_parameters: Option<BTreeMap<String, UpstreamParameter>>,
}

/// How SAML requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestSignature {
    /// RSA with SHA-256.
    RsaSha256,
    /// RSA with SHA-1, for products that know nothing better.
    RsaSha1,
}

/// Proof key for code exchange (RFC 7636).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// Where the discovery document offers it.
    Auto,
    /// Always, with SHA-256.
    S256,
    /// Never.
    Disabled,
}

/// Sign-ins that begin at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IdpInitiated {
    /// Whether they are accepted.
    pub enabled: bool,
    /// The client id of the application that they lead to; the vendor's first one, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
}

/// What is sent along to the identity provider: exactly one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UpstreamParameter {
    /// Always this value.
    Value(String),
    /// What the application sends as this parameter.
    Alias(UpstreamAlias),
}

/// A parameter of an application's request that can be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of OpenID Connect Core, section 3.1.2.1")]
pub enum UpstreamAlias {
    AcrValues,
    Audience,
    ClientId,
    Display,
    IdTokenHint,
    LoginHint,
    MaxAge,
    Prompt,
    Resource,
    ResponseMode,
    ResponseType,
    UiLocales,
}

/// How attributes of the identity provider become claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributeMapping {
    /// Whether the strategy lets attributes be mapped; where it does not, Auth0 reads them by itself.
    pub editable: bool,
    /// Each claim, and where it comes from.
    pub attributes: Vec<MappedAttribute>,
    /// The test run against which it was compared; null while there is none.
    pub compared_with: Option<TestRunId>,
    /// When that run was.
    pub compared_at: Option<DateTime<Utc>>,
    /// What the comparison found.
    pub findings: Vec<Finding>,
}

/// A claim and the attributes it is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MappedAttribute {
    /// The claim.
    pub target: String,
    /// The names of attributes, the first that comes counts.
    pub sources: Vec<String>,
    /// Whether these are Auth0's own defaults.
    pub is_default: bool,
    /// Whether sign-in needs it.
    pub required: bool,
    /// The attribute that came in the compared run; null when none did.
    pub received_from: Option<String>,
    /// Its value in that run; null when none came or the value has been removed since.
    pub received: Option<String>,
    /// An attribute that came and looks like it, to be taken over with one click.
    pub suggestion: Option<String>,
}

/// A new mapping; claims left out keep Auth0's defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutAttributeMapping {
    /// Each claim that is mapped, with the names of its attributes.
    pub attributes: BTreeMap<String, Vec<String>>,
}
