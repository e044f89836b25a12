//! The ID token: signed by the issuer, for us, now.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Map, Value};

use super::{Provider, provider::get};
use crate::tenant::{Tenant, model::Connection};

const LEEWAY: i64 = 60;

/// The claims of a token that may be believed, and the algorithm that signed it.
pub(super) async fn verify(
    tenant: &Tenant,
    connection: &Connection,
    provider: &Provider,
    token: &str,
) -> Result<(Map<String, Value>, String), String> {
    let jwks = provider.jwks_uri.as_deref().ok_or("the connection has no jwks_uri")?;
    let set: JwkSet = get(tenant, jwks, None).await?;
    let header = decode_header(token).map_err(|_| "the id_token is malformed")?;
    let name = format!("{:?}", header.alg);
    check_algorithm(connection, &name)?;
    let jwk = match (header.kid.as_deref(), set.keys.as_slice()) {
        (Some(kid), _) => set.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let jwk = jwk.ok_or("no matching key found in the provider's JWKS")?;
    let algorithm = jwk.common.key_algorithm.and_then(|algorithm| Algorithm::try_from(algorithm).ok());
    let key = DecodingKey::from_jwk(jwk).map_err(|_| "the provider's key cannot be used")?;
    // A key that names no algorithm still has a kind, and the library holds the header to it.
    let mut validation = Validation::new(algorithm.unwrap_or(header.alg));
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let verified = decode::<Map<String, Value>>(token, &key, &validation);
    let claims = verified.map_err(|_| "failed to validate JWT signature")?.claims;
    let client_id = connection.text_option("client_id").unwrap_or_default();
    check(&claims, &issuer(provider, &claims), client_id, tenant.now().timestamp())?;
    Ok((claims, name))
}

/// An algorithm that the connection does not list is refused before anything is verified.
fn check_algorithm(connection: &Connection, received: &str) -> Result<(), String> {
    let listed = connection.options.get("id_token_signed_response_algs").and_then(Value::as_array);
    let listed: Vec<&str> = listed.into_iter().flatten().filter_map(Value::as_str).collect();
    if listed.is_empty() || listed.contains(&received) {
        return Ok(());
    }
    Err(format!("unexpected JWT alg received, expected {}, got: {received}", listed.join(", ")))
}

/// Microsoft's common endpoint has an issuer for each directory, which the token names.
fn issuer(provider: &Provider, claims: &Map<String, Value>) -> String {
    let directory = claims.get("tid").and_then(Value::as_str).unwrap_or_default();
    provider.issuer.replace("{tenantid}", directory)
}

fn check(claims: &Map<String, Value>, issuer: &str, client_id: &str, now: i64) -> Result<(), String> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or("undefined");
    if text("iss") != issuer {
        return Err(format!("unexpected iss value, expected {issuer}, got: {}", text("iss")));
    }
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if !audiences.contains(&client_id) {
        return Err(format!("aud mismatch, expected {client_id}, got: {}", audiences.join(", ")));
    }
    let expires = claims.get("exp").and_then(Value::as_i64).unwrap_or(0);
    if expires + LEEWAY < now {
        return Err(format!("id_token expired, now {now}, exp {expires}"));
    }
    Ok(())
}
