//! What a SAML response says. Nothing of it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A SAML response, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamlResponseReport {
    /// How it was wrapped.
    pub encoding: ResponseEncoding,
    /// Its own id.
    pub id: Option<String>,
    /// The request it answers; absent when it was started at the identity provider.
    pub in_response_to: Option<String>,
    /// When it was made.
    pub issue_instant: Option<DateTime<Utc>>,
    /// Where it was sent.
    pub destination: Option<String>,
    /// Who says so.
    pub issuer: Option<String>,
    /// Whether it reports success.
    pub status: ResponseStatus,
    /// How many assertions it holds, encrypted ones counted.
    pub assertions: usize,
    /// How many of them are encrypted, and so not shown.
    pub encrypted_assertions: usize,
    /// The first assertion that is not encrypted.
    pub assertion: Option<SamlAssertion>,
    /// Its signatures.
    pub signatures: Vec<SignatureFacts>,
    /// What was compared.
    pub checks: Vec<ResponseCheck>,
}

/// How a SAML response was wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResponseEncoding {
    /// Plain XML.
    Xml,
    /// Base64, as the POST binding sends it.
    Base64,
    /// Deflated and base64, as the Redirect binding sends it.
    Deflated,
}

/// What a SAML response reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseStatus {
    /// The status code, as it is written.
    pub code: String,
    /// The code below it, which says more.
    pub sub_code: Option<String>,
    /// The identity provider's own words.
    pub message: Option<String>,
}

/// What an assertion says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamlAssertion {
    /// Who says so.
    pub issuer: Option<String>,
    /// Whom it is about.
    pub name_id: Option<String>,
    /// The NameID's format.
    pub name_id_format: Option<String>,
    /// Whom it is for.
    pub audiences: Vec<String>,
    /// Where it may be delivered.
    pub recipients: Vec<String>,
    /// When it was made.
    pub issue_instant: Option<DateTime<Utc>>,
    /// It counts from here.
    pub not_before: Option<DateTime<Utc>>,
    /// It ends here.
    pub not_on_or_after: Option<DateTime<Utc>>,
    /// When the person signed in.
    pub authn_instant: Option<DateTime<Utc>>,
    /// What the person signed in with, as a class.
    pub authn_context: Option<String>,
    /// What it says of the person.
    pub attributes: Vec<ResponseAttribute>,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseAttribute {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Vec<String>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignatureFacts {
    /// What it covers.
    pub covers: SignedPart,
    /// The signature algorithm, such as `rsa-sha256`.
    pub algorithm: String,
    /// The digest algorithm, such as `sha256`.
    pub digest: String,
    /// Whether what was signed has changed since. The signature value itself is checked by Auth0, not here.
    pub content: SignedContent,
    /// SHA-1 of the certificate that comes with it, in uppercase hex: the form Auth0's messages quote.
    pub certificate_sha1: Option<String>,
    /// SHA-256 of the certificate that comes with it, in lowercase hex.
    pub certificate_sha256: Option<String>,
}

/// What a signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignedPart {
    /// The whole response.
    Response,
    /// The assertion.
    Assertion,
    /// Something else: such a signature protects nothing that counts.
    Other,
}

/// Whether signed content is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignedContent {
    /// It has the digest that was signed.
    Unchanged,
    /// It has another one.
    Changed,
    /// It is signed in a way that is not understood here.
    NotChecked,
}

/// One comparison of a SAML response with what is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseCheck {
    /// What is compared, such as `audience`.
    pub name: String,
    /// How it went.
    pub state: CheckState,
    /// What was expected; empty where nothing was given to compare with.
    pub expected: String,
    /// What was received; empty where nothing was.
    pub received: String,
    /// The cause that explains a failure, by its code.
    pub explanation: Option<String>,
}

/// How a comparison went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// As expected.
    Passed,
    /// Not as expected.
    Failed,
    /// There was nothing to compare with.
    NotCompared,
}
