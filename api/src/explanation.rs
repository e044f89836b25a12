//! Explanations: why a sign-in or a provisioning call failed, in words a person can act on.

use serde::{Deserialize, Serialize};

use crate::{Finding, SamlResponseReport};

/// Why something failed, in words a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// Stable snake_case name of the cause. Translations stand under `explain.{code}.title`, `.detail`, `.fixed_when`.
    pub code: String,
    /// The fact, as a sentence.
    pub title: String,
    /// What it means.
    pub detail: String,
    /// Who can repair it.
    pub side: Side,
    /// Whether the text says exactly this, or this is its usual cause.
    #[serde(default)]
    pub certainty: Certainty,
    /// What to do, in order.
    pub fix: Vec<String>,
    /// Under which key translations of `fix` stand: `explain.{code}.fix`, or `explain.{code}.fix.{provider}` where the
    /// steps name one provider's menus. Step n adds `.n`, counted from 0. Empty where there is nothing to translate.
    #[serde(default)]
    pub fix_key: String,
    /// How you know that it is repaired.
    #[serde(default)]
    pub fixed_when: String,
    /// Expected against received.
    pub evidence: Vec<Evidence>,
    /// The text that came back, without what is secret or personal in it.
    pub raw: Option<String>,
}

/// Who can repair a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// In the identity provider.
    Idp,
    /// In the settings here.
    Latchkey,
    /// The vendor.
    Vendor,
    /// The person who signed in.
    Person,
}

/// How sure an explanation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The text says exactly this.
    #[default]
    Certain,
    /// The text has several causes; this is the usual one.
    Likely,
}

/// Expected against received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// What is compared, such as `certificate`.
    pub name: String,
    /// What was expected.
    pub expected: String,
    /// What was received.
    pub received: String,
}

/// Something to explain: exactly one of `text`, `saml_response`, `url`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// A text from an error page, a log or a log record as JSON. An address or a SAML response in its place is
    /// recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A SAML response: base64 as the browser posts it, deflated as in an address, or XML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saml_response: Option<String>,
    /// The address of an error page, with its query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The catalogue id of the provider: repairs then name its menus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What a SAML response is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<ExpectedResponse>,
}

/// What a SAML response should say; what is left out is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExpectedResponse {
    /// Our entity ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_id: Option<String>,
    /// Where the response has to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acs_url: Option<String>,
    /// The identity provider's entity ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The identity provider's signing certificates, as PEM.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
}

/// What is known of what was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainAnswer {
    /// The explanation; absent where nothing is known. Nothing is guessed.
    pub explanation: Option<Explanation>,
    /// What else it can be, or what else is wrong.
    pub alternatives: Vec<Explanation>,
    /// What a SAML response says, when one was sent.
    pub saml_response: Option<SamlResponseReport>,
    /// Why what was sent cannot be read, where it cannot.
    pub findings: Vec<Finding>,
}
