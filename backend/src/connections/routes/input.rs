//! What comes in becomes what the service takes: exactly one way to give settings.

use api::{FieldProblem, OidcInput, ProblemCode, SamlInput};
use secrecy::SecretString;

use super::super::{
    reading::{Given, OidcWish},
    service::SecretWish,
};
use crate::problem::ApiError;

fn wrong(pointer: &str, detail: &str) -> ApiError {
    let field = FieldProblem {
        pointer: pointer.to_owned(),
        code: "one_way_required".to_owned(),
        detail: detail.to_owned(),
        fix: "Send one of the forms that the API document shows.".to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, detail).with_errors(vec![field])
}

/// Settings and secret of a body.
pub(super) fn given(
    saml: Option<SamlInput>,
    oidc: Option<OidcInput>,
) -> Result<(Option<Given>, Option<SecretWish>), ApiError> {
    match (saml, oidc) {
        (None, None) => Ok((None, None)),
        (Some(saml), None) => Ok((Some(of_saml(saml)?), None)),
        (None, Some(oidc)) => of_oidc(oidc),
        (Some(_), Some(_)) => Err(wrong("", "A connection speaks SAML or OpenID Connect, not both.")),
    }
}

fn of_saml(saml: SamlInput) -> Result<Given, ApiError> {
    let SamlInput { metadata_url, metadata, entity_id, sign_in_url, certificate } = saml;
    match (metadata_url, metadata, sign_in_url, certificate) {
        (Some(url), None, None, None) => Ok(Given::MetadataUrl { url, entity_id }),
        (None, Some(text), None, None) => Ok(Given::MetadataText { text, entity_id }),
        (None, None, Some(sign_in_url), Some(certificate)) => Ok(Given::Manual { sign_in_url, certificate }),
        _ => Err(wrong("/saml", "Send metadata_url, or metadata, or sign_in_url with certificate.")),
    }
}

fn of_oidc(oidc: OidcInput) -> Result<(Option<Given>, Option<SecretWish>), ApiError> {
    if oidc.issuer.is_some() && oidc.discovery_url.is_some() {
        return Err(wrong("/oidc", "Send issuer or discovery_url, not both."));
    }
    let value = oidc.client_secret.filter(|secret| !secret.trim().is_empty());
    let secret = value.map(|value| SecretWish {
        value: SecretString::from(value),
        expires_at: oidc.client_secret_expires_at,
    });
    let wish = OidcWish {
        address: oidc
            .issuer
            .map(|issuer| (issuer, "/oidc/issuer"))
            .or_else(|| oidc.discovery_url.map(|url| (url, "/oidc/discovery_url")))
            .filter(|(address, _)| !address.trim().is_empty()),
        client_id: oidc.client_id,
        scopes: oidc.scopes,
    };
    Ok((Some(Given::Oidc(wish)), secret))
}
