//! What is refused before anyone knows what it is; the rest is in `rejected_saml` and `rejected_oidc`.

use api::{Finding, InspectionKind, Severity};

use super::{Name, Words as _, finding, rejected_oidc, rejected_saml};
use crate::Context;
use crate::reading::{Reading, Reason, Rejection};

/// One refusal in words.
pub(super) fn words(rejection: &Rejection, reading: &Reading, ctx: &Context<'_>) -> Finding {
    let name = Name::of(reading, ctx);
    let (title, detail, fix) = text(rejection, reading.kind, name)
        .or_else(|| rejected_saml::text(rejection, name))
        .unwrap_or_else(|| rejected_oidc::text(rejection, name));
    finding(Severity::Error, rejection.reason.code(), title).detail(detail).fix(fix).at(location(rejection))
}

/// Title, detail, fix.
pub(super) type Text = (String, String, String);

/// Three parts of text.
pub(super) fn said(title: impl Into<String>, detail: impl Into<String>, fix: impl Into<String>) -> Text {
    (title.into(), detail.into(), fix.into())
}

fn text(rejection: &Rejection, kind: InspectionKind, name: Name) -> Option<Text> {
    Some(match rejection.reason {
        Reason::TooLarge => {
            let limit = match kind {
                InspectionKind::Oidc => "128 KB",
                InspectionKind::Certificate => "256 KB",
                InspectionKind::Saml | InspectionKind::Unknown => "4 MB",
            };
            said(
                format!("This is larger than {limit}"),
                format!("It has {} bytes. Auth0 refuses anything that large.", rejection.detail),
                bring(kind, name),
            )
        }
        Reason::Empty => said("There is nothing in it", "The file or field is empty.", bring(kind, name)),
        Reason::BinaryFile => said(
            "This is a binary file",
            "It looks like an archive, a picture or a document, not like text.",
            format!("If it is a ZIP archive, unpack it first.\n{}", bring(kind, name)),
        ),
        Reason::UnsupportedEncoding => said(
            format!("The text encoding {} cannot be read", rejection.detail),
            "Letters could be mistaken for others.",
            "Save the file as UTF-8.\nUpload it again.",
        ),
        Reason::BadEncoding => said(
            "The file is damaged, or in an unknown text encoding",
            format!("It stops being readable text at {}.", or(&rejection.detail, "its beginning")),
            format!("Download it again instead of copying it through an editor.\n{}", bring(kind, name)),
        ),
        Reason::PrivateKeyPasted => said(
            "This is a private key",
            "It was not stored, logged or sent on. Whoever has it can sign in as anybody.",
            format!(
                "Clear the field and the clipboard.\nIf the key went through a mail or a chat, replace it in {}.\n{}",
                name.mid(),
                bring(kind, name)
            ),
        ),
        Reason::HtmlPage => said(
            "This is a web page, not what was asked for",
            "The address or the file shows a sign-in page or a console page.",
            bring(kind, name),
        ),
        Reason::LooksLikeMetadata => said(
            "This is XML, such as SAML metadata",
            "It belongs into another field.",
            if kind == InspectionKind::Certificate {
                "Go back and choose to paste or upload metadata. It holds the certificate already.".to_owned()
            } else {
                bring(kind, name)
            },
        ),
        _ => return None,
    })
}

/// How to get the right thing.
pub(super) fn bring(kind: InspectionKind, name: Name) -> String {
    match kind {
        InspectionKind::Certificate => {
            format!(
                "Download the signing certificate from {}.\nPaste the block from BEGIN CERTIFICATE to END CERTIFICATE.",
                name.mid()
            )
        }
        InspectionKind::Oidc => match name.label {
            Some(label) => format!("Copy \"{label}\" from {}.\nCheck again.", name.mid()),
            None => format!("Copy the issuer from the settings of the app in {}.\nCheck again.", name.mid()),
        },
        InspectionKind::Saml | InspectionKind::Unknown => match name.label {
            Some(label) => {
                format!(
                    "Copy \"{label}\" from {}, or download its metadata file.\nBring it here.",
                    name.mid()
                )
            }
            None => {
                format!("Download the metadata from {}, or copy its address.\nBring it here.", name.mid())
            }
        },
    }
}

pub(super) fn or<'a>(detail: &'a str, otherwise: &'a str) -> &'a str {
    if detail.is_empty() { otherwise } else { detail }
}

const ROLE: &str = "/EntityDescriptor/IDPSSODescriptor";

fn location(rejection: &Rejection) -> String {
    match rejection.reason {
        Reason::NotWellFormed | Reason::NotJson => rejection.detail.clone(),
        Reason::MissingEntityId => "/EntityDescriptor/@entityID".to_owned(),
        Reason::NoSsoEndpoint | Reason::NoSupportedBinding => format!("{ROLE}/SingleSignOnService"),
        Reason::SsoUrlMissing | Reason::SsoUrlInvalid | Reason::SsoUrlNotHttps => {
            format!("{ROLE}/SingleSignOnService/@Location")
        }
        Reason::NoSigningCertificate => format!("{ROLE}/KeyDescriptor"),
        Reason::MissingIssuer
        | Reason::IssuerInvalid
        | Reason::IssuerMismatch
        | Reason::IssuerNotHttps
        | Reason::MultiTenantIssuer => "/issuer".to_owned(),
        Reason::MissingEndpoint(endpoint)
        | Reason::EndpointInvalid(endpoint)
        | Reason::EndpointNotHttps(endpoint) => {
            format!("/{}", endpoint.member())
        }
        Reason::NoCodeFlow => "/response_types_supported".to_owned(),
        Reason::NoSupportedAlg => "/id_token_signing_alg_values_supported".to_owned(),
        _ => String::new(),
    }
}
