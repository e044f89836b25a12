//! The front door: bytes in, an `Inspection` out.

use api::Inspection;
use url::Url;

use crate::certificate::read_certificate;
use crate::findings::{inspection, manual_inspection};
use crate::oidc::read_discovery;
use crate::saml::{read_manual, read_metadata, read_metadata_text};
use crate::{Context, Reading};

/// Inspects SAML metadata that came as a file or from an address.
#[must_use]
pub fn inspect_metadata(bytes: &[u8], ctx: &Context<'_>) -> Inspection {
    read_metadata(bytes, ctx).into_inspection(ctx)
}

/// Inspects SAML metadata that was pasted as text.
#[must_use]
pub fn inspect_metadata_text(text: &str, ctx: &Context<'_>) -> Inspection {
    read_metadata_text(text, ctx).into_inspection(ctx)
}

/// Inspects a certificate: PEM, DER, PKCS#7 or bare base64.
#[must_use]
pub fn inspect_certificate(bytes: &[u8], ctx: &Context<'_>) -> Inspection {
    read_certificate(bytes, ctx).into_inspection(ctx)
}

/// Inspects a sign-in URL and a certificate that were typed by hand. Each field's findings say where they belong:
/// `sign_in_url` or `certificate`.
#[must_use]
pub fn inspect_manual(sign_in_url: &str, certificate: &str, ctx: &Context<'_>) -> Inspection {
    manual_inspection(&read_manual(sign_in_url, certificate, ctx), ctx)
}

/// Inspects an OIDC discovery document that was fetched from `requested`.
#[must_use]
pub fn inspect_discovery(bytes: &[u8], requested: &Url, ctx: &Context<'_>) -> Inspection {
    read_discovery(bytes, requested, ctx).into_inspection(ctx)
}

impl Reading {
    /// What it means for people, under the vendor's policy and with the provider that was chosen.
    #[must_use]
    pub fn into_inspection(self, ctx: &Context<'_>) -> Inspection {
        inspection(&self, ctx)
    }
}
