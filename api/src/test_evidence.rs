//! What a test sign-in has found out besides claims: facts, and how long it took.

use serde::{Deserialize, Serialize};

/// A fact that a test has found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestFact {
    /// Which.
    pub kind: TestFactKind,
    /// What was expected, where something was.
    pub expected: Option<String>,
    /// What was found.
    pub received: Option<String>,
    /// How the two compare.
    pub verdict: FactVerdict,
}

/// Which fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestFactKind {
    /// The identity provider's name of itself.
    Issuer,
    /// What the identity provider calls the person: the NameID of SAML, the `sub` of OpenID Connect.
    NameId,
    /// The connection that Auth0 says the person came through.
    Connection,
    /// Whether the e-mail address is verified.
    EmailVerified,
    /// The certificate that had signed the answer.
    SigningCertificate,
    /// How far Auth0's clock is from ours, in seconds.
    ClockSkew,
}

/// How what was found compares with what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactVerdict {
    /// As expected.
    Agrees,
    /// Otherwise than expected.
    Differs,
    /// Nothing was expected, or nothing is known.
    Told,
}

/// How long a test took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestTimings {
    /// From its start until the person came back: signing in at the identity provider, and Auth0's checks.
    pub sign_in_ms: u64,
    /// Fetching the result from Auth0.
    pub result_ms: u64,
}

/// What the person's screen says, when the person did not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ScreenText {
    /// The text, or the address, of the page on which the test ended.
    pub text: String,
}
