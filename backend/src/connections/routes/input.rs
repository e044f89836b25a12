//! What comes in becomes what the service takes: exactly one way to give settings.

use api::{
    CreateConnection, DomainClientInput, FieldProblem, OidcInput, ProblemCode, SamlInput, Strategy,
    UpdateConnection,
};
use secrecy::SecretString;

use super::super::{
    reading::{ClientWish, Given, OidcWish},
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

/// A new connection's provider, and the rest of the body, which is that of an edit.
pub(super) fn of_new(body: CreateConnection) -> (String, UpdateConnection) {
    let CreateConnection {
        provider,
        display_name,
        saml,
        oidc,
        okta,
        waad,
        google_apps,
        adfs,
        pingfederate,
        ad,
        options,
    } = body;
    let rest = UpdateConnection {
        display_name,
        saml,
        oidc,
        okta,
        waad,
        google_apps,
        adfs,
        pingfederate,
        ad,
        options,
    };
    (provider, rest)
}

/// Settings and secret of a body: those of one kind of provider, or none.
pub(super) fn given(body: &mut UpdateConnection) -> Result<(Option<Given>, Option<SecretWish>), ApiError> {
    let mut all = Vec::new();
    if let Some(saml) = body.saml.take() {
        all.push((of_saml(saml)?, None));
    }
    if let Some(oidc) = body.oidc.take() {
        all.push(of_oidc(oidc)?);
    }
    let clients = [
        (Strategy::Okta, body.okta.take()),
        (Strategy::Waad, body.waad.take()),
        (Strategy::GoogleApps, body.google_apps.take()),
    ];
    for (strategy, input) in clients {
        all.extend(input.map(|input| of_client(strategy, input)));
    }
    all.extend(body.adfs.take().map(|input| (Given::Adfs(input), None)));
    all.extend(body.pingfederate.take().map(|input| (Given::Pingfederate(input), None)));
    all.extend(body.ad.take().map(|input| (Given::Directory(input), None)));
    let mut all = all.into_iter();
    match (all.next(), all.next()) {
        (None, _) => Ok((None, None)),
        (Some((given, secret)), None) => Ok((Some(given), secret)),
        (Some(_), Some(_)) => Err(wrong("", "A connection has the settings of one kind of provider.")),
    }
}

fn of_client(strategy: Strategy, input: DomainClientInput) -> (Given, Option<SecretWish>) {
    let secret = secret(input.client_secret, input.client_secret_expires_at);
    let wish = ClientWish {
        strategy,
        domain: input.domain,
        client_id: input.client_id,
        extended_profile: input.extended_profile,
        groups: input.groups,
    };
    (Given::Client(wish), secret)
}

/// A secret that says something: an empty field of a form is none.
fn secret(value: Option<String>, expires_at: Option<chrono::DateTime<chrono::Utc>>) -> Option<SecretWish> {
    let value = value.filter(|secret| !secret.trim().is_empty())?;
    Some(SecretWish { value: SecretString::from(value), expires_at })
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

fn of_oidc(oidc: OidcInput) -> Result<(Given, Option<SecretWish>), ApiError> {
    if oidc.issuer.is_some() && oidc.discovery_url.is_some() {
        return Err(wrong("/oidc", "Send issuer or discovery_url, not both."));
    }
    let secret = secret(oidc.client_secret, oidc.client_secret_expires_at);
    let wish = OidcWish {
        address: oidc
            .issuer
            .map(|issuer| (issuer, "/oidc/issuer"))
            .or_else(|| oidc.discovery_url.map(|url| (url, "/oidc/discovery_url")))
            .filter(|(address, _)| !address.trim().is_empty()),
        client_id: oidc.client_id,
        scopes: oidc.scopes,
    };
    Ok((Given::Oidc(wish), secret))
}
