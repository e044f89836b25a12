//! A person signed out at the identity provider, which asks us to end our sessions. It must prove that it asks.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use serde_json::json;
use url::Url;

use super::signed_out;
use crate::{
    oidc::{error::found, login::address, session},
    pages,
    relying_party::{Protocol, saml},
    saml::{
        Certificate, binding,
        logout::{LogoutResponse, ReceivedLogout, logout_response, parse_request, verify_enveloped},
        signed_redirect_binding_url,
    },
    tenant::{Tenant, ids, log::Entry, model::Connection, state::State},
};

/// Where the signature of a request is.
pub(super) enum Proof<'a> {
    /// In the query, over the query.
    Query(&'a str),
    /// In the message.
    Enveloped,
}

impl Proof<'_> {
    fn holds(&self, xml: &str, connection: &Connection) -> bool {
        let trusted: Vec<Certificate> =
            saml::certificates(connection).iter().filter_map(|pem| Certificate::parse(pem).ok()).collect();
        match self {
            Self::Query(query) => binding::verify_redirect(query, "SAMLRequest", &trusted),
            Self::Enveloped => verify_enveloped(xml, &trusted).is_ok(),
        }
    }
}

/// Ends the sessions that a signed request names, and answers the provider.
pub(super) fn end(
    tenant: &Tenant,
    request: &HttpRequest,
    xml: Option<String>,
    proof: Proof<'_>,
    relay_state: Option<&str>,
) -> HttpResponse {
    let asked = xml.as_deref().and_then(|xml| Some((xml, parse_request(xml)?)));
    let Some((xml, asked)) = asked else {
        return refuse(tenant, request, None, "SAMLRequest should be a valid LogoutRequest");
    };
    let candidates: Vec<Connection> = tenant.read(saml_connections);
    let Some(connection) = candidates.iter().find(|connection| proof.holds(xml, connection)) else {
        let described = "The LogoutRequest is not signed by the identity provider of any connection";
        return refuse(tenant, request, None, described);
    };
    let ended = end_sessions(tenant, connection, &asked);
    if ended == 0 {
        tracing::info!(connection = connection.name, "nobody of this name was signed in");
    }
    note(tenant, request, Some(connection), "slo", "User successfully logged out");
    let answer = answer(tenant, connection, &asked, relay_state).unwrap_or_else(signed_out);
    session::forget(tenant, answer)
}

fn saml_connections(state: &State) -> Vec<Connection> {
    state.connections.iter().filter(|one| Protocol::of(one) == Some(Protocol::Saml)).cloned().collect()
}

/// All sessions of this person through this connection; browsers do not send our cookie with the provider's form.
fn end_sessions(tenant: &Tenant, connection: &Connection, asked: &ReceivedLogout) -> usize {
    let named = asked.name_id.as_deref().unwrap_or_default();
    tenant.write(|state| {
        let before = state.sessions.len();
        let users = &state.users;
        state.sessions.retain(|session| {
            let person = users.get(&session.user_id);
            let name = person.and_then(|user| user.attribute(crate::relying_party::profile::NAME_IDENTIFIER));
            session.connection != connection.name || name != Some(named)
        });
        before - state.sessions.len()
    })
}

fn answer(
    tenant: &Tenant,
    connection: &Connection,
    asked: &ReceivedLogout,
    relay_state: Option<&str>,
) -> Option<HttpResponse> {
    let endpoint = connection.text_option("signOutEndpoint").or(connection.text_option("signInEndpoint"))?;
    let destination: Url = endpoint.parse().ok()?;
    let xml = logout_response(&LogoutResponse {
        id: &ids::saml_request(),
        issuer: &saml::entity_id(tenant, connection),
        destination: endpoint,
        issue_instant: tenant.now(),
        in_response_to: &asked.id,
    });
    let key = saml::RequestKey::of(tenant, connection);
    let sign = |bytes: &[u8]| key.sign_bytes(bytes);
    let url = signed_redirect_binding_url(&destination, "SAMLResponse", &xml, relay_state, sign).ok()?;
    Some(found(url.as_str()))
}

fn refuse(
    tenant: &Tenant,
    request: &HttpRequest,
    connection: Option<&Connection>,
    described: &str,
) -> HttpResponse {
    note(tenant, request, connection, "flo", described);
    pages::error(StatusCode::BAD_REQUEST, "invalid_request", described)
}

fn note(
    tenant: &Tenant,
    request: &HttpRequest,
    connection: Option<&Connection>,
    kind: &str,
    described: &str,
) {
    tenant.log(&Entry {
        kind,
        description: described.to_owned(),
        connection_id: connection.map(|connection| connection.id.as_str()),
        ip: address(request),
        details: json!({ "protocol": "samlp", "initiated_by": "identity_provider" }),
        ..Entry::default()
    });
}
