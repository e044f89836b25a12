//! `/login/callback`: people come back from their identity provider.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;
use serde_json::json;

use super::{Arrival, oidc, profile, saml};
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

/// What an identity provider sends by OpenID Connect.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OidcAnswer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// What an identity provider sends by SAML.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SamlAnswer {
    #[serde(rename = "SAMLResponse")]
    response: Option<String>,
    #[serde(rename = "RelayState")]
    relay_state: Option<String>,
}

/// GET `/login/callback`
pub(super) async fn by_query(
    tenant: web::Data<Tenant>,
    answer: web::Query<OidcAnswer>,
    request: HttpRequest,
) -> HttpResponse {
    let answer = answer.into_inner();
    let Some((transaction, connection)) = under_way(&tenant, answer.state.as_deref()) else {
        return nobody();
    };
    let Some(Upstream::Oidc { nonce, .. }) = &transaction.upstream else { return nobody() };
    let arrived = match (answer.code, answer.error) {
        (Some(code), _) => oidc::verify(&tenant, &connection, nonce, &code).await.map_err(OAuthError::denied),
        (None, error) => {
            let error = error.unwrap_or_else(|| "invalid_request".to_owned());
            let words = answer.error_description.unwrap_or_else(|| error.clone());
            Err(OAuthError::new(error, words))
        }
    };
    settle(&tenant, &transaction, &connection, arrived, &request)
}

/// POST `/login/callback`
pub(super) async fn by_form(
    tenant: web::Data<Tenant>,
    answer: web::Form<SamlAnswer>,
    request: HttpRequest,
) -> HttpResponse {
    let answer = answer.into_inner();
    let Some((transaction, connection)) = under_way(&tenant, answer.relay_state.as_deref()) else {
        return nobody();
    };
    let Some(Upstream::Saml { request: sent, .. }) = &transaction.upstream else { return nobody() };
    let arrived = match &answer.response {
        Some(response) => saml::verify(&tenant, &connection, sent, response)
            .map_err(|refused| OAuthError::denied(refused.to_string())),
        None => Err(OAuthError::invalid("SAMLResponse is missing.")),
    };
    settle(&tenant, &transaction, &connection, arrived, &request)
}

/// The sign-in that an answer belongs to, and the connection that it went through.
fn under_way(tenant: &Tenant, id: Option<&str>) -> Option<(Transaction, Connection)> {
    let transaction = tenant.volatile().transaction(id?)?;
    let (Upstream::Saml { connection, .. } | Upstream::Oidc { connection, .. }) =
        transaction.upstream.as_ref()?;
    let connection = tenant.read(|state| state.connections.get(connection).cloned())?;
    Some((transaction, connection))
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
            let user_id = profile::store(tenant, connection, arrival);
            login::complete(tenant, transaction, connection, &user_id, json!({}), request)
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
