//! SAML: the request to the identity provider, and its answer.

use actix_web::HttpResponse;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use serde_json::{Map, Value, json};
use url::Url;

use super::Arrival;
use crate::{
    oidc::error::{OAuthError, found},
    pages,
    saml::{
        Binding, Refused, binding, post_fields, redirect_binding_url,
        request::{AuthnRequest, authn_request},
        response::{Expectations, parse_and_verify},
        signed_redirect_binding_url,
    },
    tenant::{
        Tenant, ids,
        model::Connection,
        volatile::{Transaction, Upstream},
    },
};

/// How far clocks may differ: Auth0's default.
const SKEW: TimeDelta = TimeDelta::minutes(3);

/// Where answers for a connection come.
pub(super) fn acs_url(tenant: &Tenant, connection: &Connection) -> String {
    tenant.url(&format!("login/callback?connection={}", connection.name))
}

/// Our name towards the identity provider of a connection.
pub(super) fn entity_id(tenant: &Tenant, connection: &Connection) -> String {
    let own = connection.text_option("entityId").map(str::to_owned);
    own.unwrap_or_else(|| format!("urn:auth0:{}:{}", tenant.name, connection.name))
}

/// Sends the person with a request.
pub(super) fn send(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<HttpResponse, OAuthError> {
    let endpoint = connection.text_option("signInEndpoint").unwrap_or_default();
    let destination: Url =
        endpoint.parse().map_err(|_| OAuthError::invalid("the connection has no usable signInEndpoint"))?;
    let binding =
        connection.text_option("protocolBinding").and_then(Binding::from_urn).unwrap_or(Binding::Redirect);
    let id = ids::saml_request();
    let xml = authn_request(&AuthnRequest {
        id: id.clone(),
        issuer: entity_id(tenant, connection),
        destination: endpoint.to_owned(),
        acs_url: acs_url(tenant, connection),
        issue_instant: tenant.now(),
        binding,
        force_authn: false,
    });
    let upstream = Upstream::Saml { connection: connection.id.clone(), request: id };
    tenant.volatile().sent_upstream(&transaction.id, upstream);
    Ok(match binding {
        Binding::Redirect => {
            found(redirect(tenant, connection, &destination, &xml, &transaction.id)?.as_str())
        }
        Binding::Post => {
            let fields = post_fields("SAMLRequest", &xml, Some(&transaction.id));
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            pages::self_posting_form(endpoint, &fields)
        }
    })
}

/// The address that carries a request, signed where the connection says so.
fn redirect(
    tenant: &Tenant,
    connection: &Connection,
    destination: &Url,
    xml: &str,
    relay: &str,
) -> Result<Url, OAuthError> {
    if connection.options.get("signSAMLRequest") != Some(&json!(true)) {
        return Ok(redirect_binding_url(destination, "SAMLRequest", xml, Some(relay)));
    }
    let sign = |bytes: &[u8]| tenant.keys.sign_bytes(bytes);
    signed_redirect_binding_url(destination, "SAMLRequest", xml, Some(relay), sign)
        .map_err(|_| OAuthError::invalid("the request cannot be signed"))
}

/// Verifies an answer.
pub(super) fn verify(
    tenant: &Tenant,
    connection: &Connection,
    request: &str,
    answer: &str,
) -> Result<Arrival, Refused> {
    let xml = binding::decode_post(answer)?;
    let expected = Expectations {
        certificates_pem: certificates(connection),
        audience: entity_id(tenant, connection),
        acs_url: acs_url(tenant, connection),
        issuer: None,
        in_response_to: Some(request.to_owned()),
        now: tenant.now(),
        skew: SKEW,
    };
    let assertion = parse_and_verify(&xml, &expected)?;
    let until = assertion.not_on_or_after + SKEW;
    if !tenant.volatile().first_use(&assertion.id, until, tenant.now()) {
        return Err(Refused::Expired);
    }
    let mut attributes: Map<String, Value> = assertion
        .attributes
        .into_iter()
        .map(|(name, mut values)| {
            let value = if values.len() == 1 { json!(values.remove(0)) } else { json!(values) };
            (name, value)
        })
        .collect();
    let subject = subject(assertion.name_id.as_deref(), &attributes)
        .ok_or(Refused::NoAssertion { status: String::new() })?;
    attributes.insert(NAME_IDENTIFIER.to_owned(), json!(subject));
    Ok(Arrival { subject, attributes })
}

const NAME_IDENTIFIER: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

/// The first that is there of `NameID`, UPN and name.
fn subject(name_id: Option<&str>, attributes: &Map<String, Value>) -> Option<String> {
    let claim = |name: &str| {
        let uri = format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{name}");
        attributes.get(&uri).and_then(Value::as_str).map(str::to_owned)
    };
    name_id
        .map(str::to_owned)
        .or_else(|| claim("upn"))
        .or_else(|| claim("name"))
        .filter(|text| !text.is_empty())
}

/// The connection's certificate: derived as PEM, else as given.
fn certificates(connection: &Connection) -> Vec<String> {
    let given = connection.text_option("signingCert").and_then(|text| {
        if text.contains("-----BEGIN") {
            return Some(text.to_owned());
        }
        String::from_utf8(STANDARD.decode(text).ok()?).ok()
    });
    given.or_else(|| connection.text_option("cert").map(str::to_owned)).into_iter().collect()
}
