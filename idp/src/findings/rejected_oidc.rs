//! Why a discovery document is refused, in words.

use api::InspectionKind;

use super::Name;
use super::rejected::{Text, bring, or, said};
use crate::oidc::ALGORITHMS;
use crate::reading::{Reason, Rejection};

/// The refusal of a discovery document.
pub(super) fn text(rejection: &Rejection, name: Name) -> Text {
    let again = bring(InspectionKind::Oidc, name);
    let detail = rejection.detail.as_str();
    match rejection.reason {
        Reason::NotDiscoveryDocument => said(
            "This is not a discovery document",
            "It is JSON without an issuer and without endpoints.",
            again,
        ),
        Reason::LooksLikeJwks => said(
            "This is the key set, not the discovery document",
            "The keys alone do not say where people sign in.",
            again,
        ),
        Reason::DuplicateKey => said(
            format!("The member {detail} is there twice"),
            "Two programs could read two different values.",
            format!("Correct the document at {}, or ask its vendor.", name.mid()),
        ),
        Reason::NoCodeFlow => said(
            "The code flow is not offered",
            format!("Auth0 needs the response type code. Offered: {detail}."),
            format!("Turn on the authorization code flow for the app in {}.", name.mid()),
        ),
        Reason::NoSupportedAlg => said(
            "No signature algorithm that Auth0 accepts",
            format!("Auth0 accepts {}. Offered: {}.", ALGORITHMS.join(", "), or(detail, "none")),
            format!("Choose RS256 for ID tokens in {}.", name.mid()),
        ),
        _ => issuer(rejection, name).unwrap_or_else(|| endpoint(rejection, name)),
    }
}

fn issuer(rejection: &Rejection, name: Name) -> Option<Text> {
    let again = bring(InspectionKind::Oidc, name);
    let detail = rejection.detail.as_str();
    Some(match rejection.reason {
        Reason::MissingIssuer => said("The issuer is missing", "Nothing says whose tokens these are.", again),
        Reason::MultiTenantIssuer => said(
            "This address is for every customer of the provider",
            format!(
                "The issuer is {detail}. Anybody with an account there could sign in, not only your colleagues."
            ),
            "In Entra, open \"Overview\" and copy the \"Directory (tenant) ID\".\nUse https://login.microsoftonline.com/ followed by that id and /v2.0.",
        ),
        Reason::IssuerNotHttps => said(
            "The issuer goes without encryption",
            format!("{detail} uses http. Anyone on the way could sign in as anybody."),
            format!("Set up https for {}.\nCheck again.", name.mid()),
        ),
        Reason::IssuerInvalid => said(
            "The issuer is not a web address",
            format!("The document says {detail}."),
            format!("Correct the issuer in {}.\nCheck again.", name.mid()),
        ),
        Reason::IssuerMismatch => said(
            "The document belongs to another issuer",
            format!(
                "It was {}, but names another issuer. Every sign-in would be refused.",
                or(detail, "read elsewhere")
            ),
            "Use exactly the issuer that the document names.\nCheck again.",
        ),
        _ => return None,
    })
}

fn endpoint(rejection: &Rejection, name: Name) -> Text {
    let detail = rejection.detail.as_str();
    match rejection.reason {
        Reason::MissingEndpoint(endpoint) => said(
            format!("The discovery document has no {}", endpoint.member()),
            "Auth0 needs it for every sign-in.",
            bring(InspectionKind::Oidc, name),
        ),
        Reason::EndpointNotHttps(endpoint) => said(
            format!("The {} goes without encryption", endpoint.member()),
            format!("{detail} uses http. Anyone on the way could sign in as anybody."),
            format!("Set up https for {}.\nCheck again.", name.mid()),
        ),
        Reason::EndpointInvalid(endpoint) => said(
            format!("The {} is not a plain web address", endpoint.member()),
            format!("The document says {detail}."),
            format!("Correct it in {}, or ask its vendor.", name.mid()),
        ),
        _ => said(
            "This is not JSON",
            format!("Reading stopped at {}.", or(detail, "its beginning")),
            bring(InspectionKind::Oidc, name),
        ),
    }
}
