//! How an application proves itself at the token endpoint: by secret, or by an assertion that it signed.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, http::header};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, dangerous::insecure_decode};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::tenant::{Tenant, client_keys::ClientKey, model::Client};

use super::{error::TokenError, pkce};

/// The assertion type of RFC 7523.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Assertions may live no longer, in seconds.
const LONGEST: i64 = 300;

/// What a body may carry to prove an application.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    client_id: Option<String>,
    client_secret: Option<String>,
    client_assertion_type: Option<String>,
    client_assertion: Option<String>,
}

impl Credentials {
    /// The application that is claimed.
    pub(super) fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }
}

fn unauthorized() -> TokenError {
    TokenError::new(401, "access_denied", "Unauthorized")
}

/// The application that has proved itself, by the Authorization header or by the body.
pub(super) fn authenticate(
    tenant: &Tenant,
    request: &HttpRequest,
    credentials: &Credentials,
) -> Result<Client, TokenError> {
    if let Some(assertion) = &credentials.client_assertion {
        return by_assertion(tenant, credentials, assertion);
    }
    let (id, secret) = match basic(request) {
        Some(pair) => pair,
        None => {
            let id = credentials.client_id.clone().ok_or_else(|| {
                TokenError::new(401, "invalid_request", "Missing required parameter: client_id")
            })?;
            (id, credentials.client_secret.clone().unwrap_or_default())
        }
    };
    let client = tenant.read(|state| state.clients.get(&id).cloned()).ok_or_else(unauthorized)?;
    let proven = match client.token_endpoint_auth_method.as_str() {
        "none" => true,
        "private_key_jwt" => false,
        _ => pkce::same(&client.client_secret, &secret),
    };
    if proven { Ok(client) } else { Err(unauthorized()) }
}

fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let encoded = header.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some((plain(id), plain(secret)))
}

/// RFC 7523: signed with a key that is registered for the application, for us alone, briefly, once.
fn by_assertion(tenant: &Tenant, credentials: &Credentials, assertion: &str) -> Result<Client, TokenError> {
    let invalid = |description: &str| TokenError::new(401, "invalid_client", description);
    if credentials.client_assertion_type.as_deref() != Some(ASSERTION_TYPE) {
        return Err(TokenError::new(400, "invalid_request", "Invalid client_assertion_type"));
    }
    let unverified = insecure_decode::<Map<String, Value>>(assertion)
        .map_err(|_| invalid("client_assertion is not a valid JWT"))?;
    let id = unverified.claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    if credentials.client_id().is_some_and(|claimed| claimed != id) {
        return Err(invalid("client_id does not match the subject of the client_assertion"));
    }
    let client = tenant.read(|state| state.clients.get(id).cloned()).ok_or_else(unauthorized)?;
    let claims = client
        .keys()
        .iter()
        .filter(|key| unverified.header.kid.as_ref().is_none_or(|kid| *kid == key.kid))
        .find_map(|key| verified(assertion, key))
        .ok_or_else(|| {
            invalid("Client credentials are invalid: no registered key verifies the client_assertion")
        })?;
    check(tenant, &claims, id).map_err(invalid)?;
    Ok(client)
}

fn verified(assertion: &str, key: &ClientKey) -> Option<BTreeMap<String, Value>> {
    let algorithm: Algorithm = key.algorithm.parse().ok()?;
    let decoding = match algorithm {
        Algorithm::RS256 | Algorithm::RS384 | Algorithm::PS256 => {
            DecodingKey::from_rsa_pem(key.public_key_pem.as_bytes()).ok()?
        }
        _ => return None,
    };
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    Some(jsonwebtoken::decode(assertion, &decoding, &validation).ok()?.claims)
}

fn check(tenant: &Tenant, claims: &BTreeMap<String, Value>, id: &str) -> Result<(), &'static str> {
    let now = tenant.now();
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(id) {
        return Err("client_assertion: iss and sub must be the client_id");
    }
    // An array or the endpoint's address was accepted once and is not any more.
    if text("aud") != Some(tenant.issuer.as_str()) {
        return Err("client_assertion: aud must be the issuer of the tenant, as one string");
    }
    let expires = time("exp").ok_or("client_assertion: exp is missing")?;
    if expires <= now.timestamp() {
        return Err("client_assertion has expired");
    }
    if expires - now.timestamp() > LONGEST {
        return Err("client_assertion: exp is too far in the future");
    }
    let jti = text("jti").filter(|jti| !jti.is_empty()).ok_or("client_assertion: jti is missing")?;
    let until = now + chrono::TimeDelta::seconds(LONGEST);
    if !tenant.volatile().first_use(&format!("{id} {jti}"), until, now) {
        return Err("client_assertion: jti was used before");
    }
    Ok(())
}
