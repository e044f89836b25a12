//! The request to an identity provider.

use actix_web::HttpResponse;
use serde_json::json;
use url::Url;

use super::{RequestKey, acs_url, entity_id};
use crate::{
    oidc::error::{OAuthError, found},
    pages,
    relying_party::upstream_params,
    saml::{
        Binding, post_fields, redirect_binding_url,
        request::{AuthnRequest, authn_request},
        signed_redirect_binding_url, timestamp,
        xml::escape,
    },
    tenant::{
        Tenant, ids,
        model::Connection,
        volatile::{Transaction, Upstream},
    },
};

/// Sends the person with a request.
pub(in crate::relying_party) fn send(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<HttpResponse, OAuthError> {
    let endpoint = connection.text_option("signInEndpoint").unwrap_or_default();
    let mut destination: Url =
        endpoint.parse().map_err(|_| OAuthError::invalid("the connection has no usable signInEndpoint"))?;
    let binding =
        connection.text_option("protocolBinding").and_then(Binding::from_urn).unwrap_or(Binding::Redirect);
    let request = AuthnRequest {
        id: ids::saml_request(),
        issuer: entity_id(tenant, connection),
        destination: endpoint.to_owned(),
        acs_url: acs_url(tenant, connection),
        issue_instant: tenant.now(),
        binding,
        force_authn: false,
    };
    let xml = write(&request, transaction, connection);
    let upstream = Upstream::Saml { connection: connection.id.clone(), request: request.id.clone() };
    tenant.volatile().sent_upstream(&transaction.id, upstream);
    destination.query_pairs_mut().extend_pairs(upstream_params::of(connection, transaction));
    if destination.query() == Some("") {
        destination.set_query(None);
    }
    let signed = connection.options.get("signSAMLRequest") == Some(&json!(true));
    let key = signed.then(|| RequestKey::of(tenant, connection));
    match binding {
        Binding::Redirect => redirect(&destination, &xml, &transaction.id, key.as_ref()),
        Binding::Post => post(&destination, &xml, &transaction.id, &request.id, key.as_ref()),
    }
}

/// The request's text: by the connection's own template where it has one.
fn write(request: &AuthnRequest, transaction: &Transaction, connection: &Connection) -> String {
    let Some(template) = connection.text_option("requestTemplate") else { return authn_request(request) };
    let instant = timestamp(request.issue_instant);
    let values = [
        ("ID", request.id.as_str()),
        ("IssueInstant", &instant),
        ("ProtocolBinding", request.binding.urn()),
        ("Issuer", &request.issuer),
        ("Destination", &request.destination),
        ("AssertionConsumerServiceURL", &request.acs_url),
        ("AssertServiceURLAndDestination", &request.acs_url),
        ("LoginHint", transaction.login_hint.as_deref().unwrap_or_default()),
        ("ProviderName", &connection.name),
    ];
    let mut text = template.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("@@{name}@@"), &escape(value));
    }
    for (name, value) in &connection.options {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text = text.replace(&format!("@@Connection.{name}@@"), &escape(&value));
    }
    text
}

/// The address that carries a request, signed where the connection says so.
fn redirect(
    destination: &Url,
    xml: &str,
    relay: &str,
    key: Option<&RequestKey>,
) -> Result<HttpResponse, OAuthError> {
    let url = match key {
        None => redirect_binding_url(destination, "SAMLRequest", xml, Some(relay)),
        Some(key) => {
            let sign = |bytes: &[u8]| key.sign_bytes(bytes);
            signed_redirect_binding_url(destination, "SAMLRequest", xml, Some(relay), sign)
                .map_err(|_| unsigned())?
        }
    };
    Ok(found(url.as_str()))
}

fn post(
    destination: &Url,
    xml: &str,
    relay: &str,
    id: &str,
    key: Option<&RequestKey>,
) -> Result<HttpResponse, OAuthError> {
    let message = match key {
        None => xml.to_owned(),
        Some(key) => key.sign_message(xml, id).ok_or_else(unsigned)?,
    };
    let fields = post_fields("SAMLRequest", &message, Some(relay));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(pages::self_posting_form(destination.as_str(), &fields))
}

fn unsigned() -> OAuthError {
    OAuthError::invalid("the request cannot be signed")
}
