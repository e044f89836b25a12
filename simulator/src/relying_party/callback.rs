//! `/login/callback`: people come back from their identity provider.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::{Arrival, initiated, oidc, profile, saml, wsfed};
use crate::{
    oidc::{
        error::{OAuthError, refuse},
        login,
    },
    pages,
    tenant::{
        Tenant,
        model::Connection,
        volatile::{Transaction, Upstream},
    },
};

/// What an identity provider sends, by whichever protocol.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    state: Option<String>,
    code: Option<String>,
    id_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    #[serde(rename = "SAMLResponse")]
    saml_response: Option<String>,
    #[serde(rename = "RelayState")]
    relay_state: Option<String>,
    wctx: Option<String>,
    wresult: Option<String>,
}

/// The query that belongs to the address of a SAML connection.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Address {
    connection: Option<String>,
    organization: Option<String>,
}

/// GET `/login/callback`
pub(super) async fn by_query(
    tenant: web::Data<Tenant>,
    answer: web::Query<Answer>,
    request: HttpRequest,
) -> HttpResponse {
    receive(&tenant, answer.into_inner(), Address::default(), &request).await
}

/// POST `/login/callback`
pub(super) async fn by_form(
    tenant: web::Data<Tenant>,
    answer: web::Form<Answer>,
    address: web::Query<Address>,
    request: HttpRequest,
) -> HttpResponse {
    receive(&tenant, answer.into_inner(), address.into_inner(), &request).await
}

async fn receive(tenant: &Tenant, answer: Answer, address: Address, request: &HttpRequest) -> HttpResponse {
    let id = answer.state.as_ref().or(answer.relay_state.as_ref()).or(answer.wctx.as_ref());
    let Some((transaction, connection)) = under_way(tenant, id.map(String::as_str)) else {
        return unasked(tenant, &answer, &address, request);
    };
    let arrived = match &transaction.upstream {
        Some(Upstream::Oidc { nonce, verifier, .. }) => {
            let sent = oidc::Sent { nonce, verifier: verifier.as_deref() };
            match told(&answer) {
                Ok(told) => oidc::verify(tenant, &connection, &sent, told).await.map_err(OAuthError::denied),
                Err(error) => Err(error),
            }
        }
        Some(Upstream::Saml { request: sent, .. }) => match &answer.saml_response {
            Some(response) => {
                let expected = saml::Expected { request: Some(sent), organization: None };
                saml::verify(tenant, &connection, &expected, response)
                    .map_err(|refused| OAuthError::denied(refused.to_string()))
            }
            None => Err(OAuthError::invalid("SAMLResponse is missing.")),
        },
        Some(Upstream::WsFederation { .. }) => match &answer.wresult {
            Some(result) => wsfed::verify(tenant, &connection, result).await.map_err(OAuthError::denied),
            None => Err(OAuthError::invalid("wresult is missing.")),
        },
        None => return nobody(),
    };
    if let Some(response) = &answer.saml_response {
        saml::note_payload(tenant, &transaction, &connection, response, request);
    }
    settle(tenant, &transaction, &connection, arrived, request)
}

/// What a provider told by `OpenID` Connect, or why it did not.
fn told(answer: &Answer) -> Result<oidc::Told<'_>, OAuthError> {
    match (&answer.error, &answer.code, &answer.id_token) {
        (Some(error), _, _) => {
            let words = answer.error_description.clone().unwrap_or_else(|| error.clone());
            Err(OAuthError::new(error.clone(), words))
        }
        (None, Some(code), _) => Ok(oidc::Told::Code(code)),
        (None, None, Some(id_token)) => Ok(oidc::Told::IdToken(id_token)),
        (None, None, None) => Err(OAuthError::invalid("invalid_request")),
    }
}

/// The sign-in that an answer belongs to, and the connection that it went through.
fn under_way(tenant: &Tenant, id: Option<&str>) -> Option<(Transaction, Connection)> {
    let transaction = tenant.volatile().transaction(id?)?;
    let connection = transaction.upstream.as_ref()?.connection();
    let connection = tenant.read(|state| state.connections.get(connection).cloned())?;
    Some((transaction, connection))
}

/// An answer to nothing: by SAML it may have begun at the provider.
fn unasked(tenant: &Tenant, answer: &Answer, address: &Address, request: &HttpRequest) -> HttpResponse {
    let named = address.connection.as_deref();
    let connection = named.and_then(|name| tenant.read(|state| state.connection_by_name(name).cloned()));
    let (Some(connection), Some(response)) = (connection, &answer.saml_response) else { return nobody() };
    let organization = address.organization.as_deref();
    let relay_state = answer.relay_state.as_deref().unwrap_or_default();
    let transaction = match initiated::begin(tenant, &connection, relay_state, organization) {
        Ok(transaction) => transaction,
        Err(error) => {
            initiated::note(tenant, &connection, &error, request);
            return error.page(StatusCode::BAD_REQUEST);
        }
    };
    let expected = saml::Expected { request: None, organization };
    let arrived = saml::verify(tenant, &connection, &expected, response)
        .map_err(|refused| OAuthError::denied(refused.to_string()));
    saml::note_payload(tenant, &transaction, &connection, response, request);
    settle(tenant, &transaction, &connection, arrived, request)
}

fn settle(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    arrived: Result<Arrival, OAuthError>,
    request: &HttpRequest,
) -> HttpResponse {
    match arrived {
        Ok(arrival) => {
            let details = arrival.details.clone();
            let user_id = profile::store(tenant, connection, arrival);
            login::complete(tenant, transaction, connection, &user_id, details, request)
        }
        Err(error) => {
            tenant.volatile().finish(&transaction.id);
            login::log_failure(tenant, transaction, Some(connection), &error, request);
            refuse(transaction, &error)
        }
    }
}

fn nobody() -> HttpResponse {
    pages::error(
        StatusCode::BAD_REQUEST,
        "invalid_request",
        "This answer belongs to no sign-in that is under way. Start again from the application.",
    )
}
