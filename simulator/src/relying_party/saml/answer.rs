//! The answer of an identity provider.

use actix_web::HttpRequest;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::{acs_url, entity_id};
use crate::{
    oidc::login::address,
    relying_party::{Arrival, profile},
    saml::{
        Decryption, Refused, binding,
        response::{Assertion, Expectations, parse_and_verify},
    },
    tenant::{Tenant, log::Entry, model::Connection, volatile::Transaction},
};

/// How far clocks may differ: Auth0's default.
const SKEW: TimeDelta = TimeDelta::minutes(3);

/// What an answer must fit.
pub(in crate::relying_party) struct Expected<'a> {
    /// The request that is out; none when the sign-in began at the provider.
    pub(in crate::relying_party) request: Option<&'a str>,
    /// The organization in the address that the answer was posted to.
    pub(in crate::relying_party) organization: Option<&'a str>,
}

/// Verifies an answer.
pub(in crate::relying_party) fn verify(
    tenant: &Tenant,
    connection: &Connection,
    expected: &Expected<'_>,
    answer: &str,
) -> Result<Arrival, Refused> {
    let xml = binding::decode_post(answer)?;
    let assertion = parse_and_verify(&xml, &expectations(tenant, connection, expected))?;
    arrive(tenant, connection, assertion)
}

/// What a response or an assertion must say to be believed on a connection.
pub(in crate::relying_party) fn expectations(
    tenant: &Tenant,
    connection: &Connection,
    expected: &Expected<'_>,
) -> Expectations {
    let mut address = acs_url(tenant, connection);
    if let Some(organization) = expected.organization {
        address = format!("{address}&organization={organization}");
    }
    let own = |name: &str| connection.text_option(name).map_or_else(|| address.clone(), str::to_owned);
    Expectations {
        certificates_pem: certificates(connection),
        audience: entity_id(tenant, connection),
        destination: own("destinationUrl"),
        recipient: own("recipientUrl"),
        decryption: decryption(tenant, connection),
        issuer: None,
        in_response_to: expected.request.map(str::to_owned),
        now: tenant.now(),
        skew: SKEW,
    }
}

/// What a verified assertion says of the person. It counts once.
pub(in crate::relying_party) fn arrive(
    tenant: &Tenant,
    connection: &Connection,
    assertion: Assertion,
) -> Result<Arrival, Refused> {
    let until = assertion.not_on_or_after + SKEW;
    if !tenant.volatile().first_use(&assertion.id, until, tenant.now()) {
        return Err(Refused::Expired);
    }
    let details = details(&assertion);
    let mut attributes: Map<String, Value> = assertion
        .attributes
        .into_iter()
        .map(|(name, mut values)| {
            let value = if values.len() == 1 { json!(values.remove(0)) } else { json!(values) };
            (name, value)
        })
        .collect();
    if let Some(name_id) = &assertion.name_id {
        attributes.insert(profile::NAME_IDENTIFIER.to_owned(), json!(name_id));
    }
    let subject = profile::saml_subject(connection, &attributes)
        .ok_or(Refused::NoAssertion { status: "no name identifier".to_owned() })?;
    attributes.entry(profile::NAME_IDENTIFIER).or_insert_with(|| json!(subject));
    if let Some(index) = assertion.session_index {
        attributes.insert("sessionIndex".to_owned(), json!(index));
    }
    Ok(Arrival { subject, attributes, details })
}

fn details(assertion: &Assertion) -> Value {
    match &assertion.thumbprint {
        Some(thumbprint) => json!({ "saml_certificate_thumbprint": thumbprint.to_lowercase() }),
        None => json!({}),
    }
}

/// The connection's certificate: derived as PEM, else as given.
pub(in crate::relying_party) fn certificates(connection: &Connection) -> Vec<String> {
    let given = connection.text_option("signingCert").and_then(|text| {
        if text.contains("-----BEGIN") {
            return Some(text.to_owned());
        }
        String::from_utf8(STANDARD.decode(text).ok()?).ok()
    });
    given.or_else(|| connection.text_option("cert").map(str::to_owned)).into_iter().collect()
}

/// The connection's own key where it has one, and the tenant's, whose public part `/pem?cert=connection` gives.
fn decryption(tenant: &Tenant, connection: &Connection) -> Decryption {
    let own = match connection.options.get("decryptionKey") {
        Some(Value::String(pem)) => Some(pem.clone()),
        Some(Value::Object(pair)) => pair.get("key").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    let settings = connection.options.get("assertion_decryption_settings");
    let exceptions = settings.and_then(|map| map.get("algorithm_exceptions")).and_then(Value::as_array);
    let exceptions = exceptions.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    Decryption {
        private_keys_pem: own.into_iter().chain([tenant.keys.material().private_key_pem.clone()]).collect(),
        algorithm_exceptions: exceptions.collect(),
    }
}

/// With `debug` on the connection, what came goes into the log, as Auth0 does it.
pub(in crate::relying_party) fn note_payload(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    response: &str,
    request: &HttpRequest,
) {
    if connection.options.get("debug") != Some(&json!(true)) {
        return;
    }
    let xml = binding::decode_post(response).unwrap_or_else(|_| response.to_owned());
    tenant.log(&Entry {
        kind: "w",
        description: "SAML Response received".to_owned(),
        client_id: Some(&transaction.client_id),
        connection_id: Some(&connection.id),
        ip: address(request),
        details: json!({ "method": "POST", "path": "/login/callback", "original_profile": xml }),
        ..Entry::default()
    });
}
