//! The front door: bytes in, an `Inspection` out.

use api::{Finding, Inspection, InspectionKind, Severity, Verdict};
use chrono::{DateTime, Utc};
use url::Url;

use crate::Context;

/// Inspects SAML metadata that came as a file or from an address.
#[must_use]
pub fn inspect_metadata(_bytes: &[u8], _ctx: &Context<'_>) -> Inspection {
    nothing(InspectionKind::Saml)
}

/// Inspects SAML metadata that was pasted as text.
#[must_use]
pub fn inspect_metadata_text(text: &str, ctx: &Context<'_>) -> Inspection {
    inspect_metadata(text.as_bytes(), ctx)
}

/// Inspects a certificate: PEM, DER, PKCS#7 or bare base64.
#[must_use]
pub fn inspect_certificate(_bytes: &[u8], _ctx: &Context<'_>) -> Inspection {
    nothing(InspectionKind::Certificate)
}

/// Inspects a sign-in URL and a certificate that were typed by hand.
#[must_use]
pub fn inspect_manual(_sign_in_url: &str, _certificate: &str, _ctx: &Context<'_>) -> Inspection {
    nothing(InspectionKind::Saml)
}

/// Inspects an OIDC discovery document that was fetched from `requested`.
#[must_use]
pub fn inspect_discovery(_bytes: &[u8], _requested: &Url, _ctx: &Context<'_>) -> Inspection {
    nothing(InspectionKind::Oidc)
}

/// The address of the discovery document that an issuer or an address stands for.
///
/// # Errors
/// A finding that says why the text is not such an address.
pub fn discovery_url(issuer_or_url: &str, _ctx: &Context<'_>) -> Result<Url, Finding> {
    Url::parse(issuer_or_url).map_err(|_| Finding {
        severity: Severity::Error,
        code: "issuer_invalid".to_owned(),
        title: "This is not a web address".to_owned(),
        detail: String::new(),
        fix: String::new(),
        location: String::new(),
    })
}

/// What there is to say of a provider's key set.
#[must_use]
pub fn lint_jwks(_bytes: &[u8]) -> Vec<Finding> {
    Vec::new()
}

/// What there is to say of a client secret, without ever repeating it.
#[must_use]
pub fn lint_client_secret(_secret: &str, _expires_at: Option<DateTime<Utc>>, _ctx: &Context<'_>) -> Vec<Finding> {
    Vec::new()
}

fn nothing(kind: InspectionKind) -> Inspection {
    Inspection {
        kind,
        verdict: Verdict::Reject,
        provider: None,
        saml: None,
        oidc: None,
        certificates: Vec::new(),
        choices: Vec::new(),
        findings: Vec::new(),
    }
}
