//! `/connections/{id}/keys`: what a connection proves itself with when it uses `private_key_jwt`.

use actix_web::{HttpResponse, web};
use aws_lc_rs::digest;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{DateTime, Utc};
use rcgen::{
    CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256,
    PKCS_RSA_SHA384, PKCS_RSA_SHA512, RsaKeySize, SignatureAlgorithm,
};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{Connection, ConnectionKey, KeyTurn},
};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        certificates::thumbprint,
        schema::{Field, Kind, optional},
        timestamp,
    },
    find, inexistent,
};

const ALGORITHMS: &[&str] = &["RS256", "RS384", "RS512", "PS256", "PS384", "ES256", "ES384"];
const WISH: &[Field] = &[optional("signing_alg", "Selected Signing Algorithm", Kind::OneOf(ALGORITHMS))];
/// A certificate's name holds no more.
const LONGEST_NAME: usize = 64;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connections/{id}/keys", web::get().to(list))
        .route("/connections/{id}/keys", web::post().to(create))
        .route("/connections/{id}/keys/rotate", web::post().to(rotate));
}

/// Whether the connection is set to prove itself with a key.
pub(super) fn needed(connection: &Connection) -> bool {
    has_keys(connection) && connection.text_option("token_endpoint_auth_method") == Some("private_key_jwt")
}

fn has_keys(connection: &Connection) -> bool {
    matches!(connection.strategy.as_str(), "oidc" | "okta")
}

/// One key to use and one to use next.
pub(super) fn first_pair(
    connection: &Connection,
    now: DateTime<Utc>,
) -> Result<Vec<ConnectionKey>, ApiError> {
    let algorithm = connection.text_option("token_endpoint_auth_signing_alg").unwrap_or("RS256").to_owned();
    pair(connection, &algorithm, now)
}

fn pair(
    connection: &Connection,
    algorithm: &str,
    now: DateTime<Utc>,
) -> Result<Vec<ConnectionKey>, ApiError> {
    let mut current = make(connection, algorithm, KeyTurn::Current)?;
    current.current_since = Some(now);
    Ok(vec![current, make(connection, algorithm, KeyTurn::Next)?])
}

fn make(connection: &Connection, algorithm: &str, turn: KeyTurn) -> Result<ConnectionKey, ApiError> {
    let failed = |error: rcgen::Error| {
        tracing::error!(%error, "a key could not be made");
        ApiError::invalid_body(format!("No key can be made for {algorithm}"))
    };
    let pair = match rsa(algorithm) {
        Some(kind) => KeyPair::generate_rsa_for(kind, RsaKeySize::_2048),
        None if algorithm == "ES384" => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
        None => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
    }
    .map_err(failed)?;
    let mut params = CertificateParams::default();
    let name: String = connection.name.chars().take(LONGEST_NAME).collect();
    params.distinguished_name.push(DnType::CommonName, name);
    let certificate = params.self_signed(&pair).map_err(failed)?;
    let kid = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, certificate.der()));
    Ok(ConnectionKey {
        kid,
        certificate: certificate.pem(),
        private_key: pair.serialize_pem(),
        algorithm: algorithm.to_owned(),
        turn,
        current_since: None,
    })
}

fn rsa(algorithm: &str) -> Option<&'static SignatureAlgorithm> {
    match algorithm {
        "RS256" | "PS256" => Some(&PKCS_RSA_SHA256),
        "RS384" | "PS384" => Some(&PKCS_RSA_SHA384),
        "RS512" => Some(&PKCS_RSA_SHA512),
        _ => None,
    }
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections_keys"])?;
    let connection = find(&tenant, &id)?;
    if !has_keys(&connection) {
        return Err(unavailable());
    }
    Ok(HttpResponse::Ok().json(all(&connection)))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:connections_keys"])?;
    let algorithm = wished(&bytes)?.unwrap_or_else(|| "RS256".to_owned());
    let now = tenant.now();
    let before = find(&tenant, &id)?;
    if !has_keys(&before) {
        return Err(unavailable());
    }
    let keys = pair(&before, &algorithm, now)?;
    let connection = tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        if !connection.keys.is_empty() {
            return Err(ApiError::conflict(None, "Keys have already been created for this connection."));
        }
        connection.keys = keys;
        Ok(connection.clone())
    })?;
    Ok(HttpResponse::Created().json(all(&connection)))
}

async fn rotate(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs_all(&["create:connections_keys", "update:connections_keys"])?;
    let wish = wished(&bytes)?;
    let before = find(&tenant, &id)?;
    if !has_keys(&before) {
        return Err(ApiError::bad_request(
            "operation_not_supported",
            "Key rotation is not supported on this connection",
        ));
    }
    let Some(current) = before.keys.iter().find(|key| key.turn == KeyTurn::Current) else {
        return Err(ApiError::bad_request(
            "operation_not_supported",
            "Connection is not configured to use JWT Client Authentication",
        ));
    };
    let next = make(&before, &wish.unwrap_or_else(|| current.algorithm.clone()), KeyTurn::Next)?;
    let answer = json!({ "kid": next.kid, "cert": with_returns(&next.certificate) });
    let now = tenant.now();
    tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        turn(&mut connection.keys, next, now);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Created().json(answer))
}

/// The next key comes into use, the one in use is kept for whoever still checks with it.
fn turn(keys: &mut Vec<ConnectionKey>, next: ConnectionKey, now: DateTime<Utc>) {
    keys.retain(|key| key.turn != KeyTurn::Previous);
    for key in keys.iter_mut() {
        match key.turn {
            KeyTurn::Next => {
                key.turn = KeyTurn::Current;
                key.current_since = Some(now);
            }
            _ => {
                key.turn = KeyTurn::Previous;
                key.current_since = None;
            }
        }
    }
    keys.sort_by_key(|key| key.turn != KeyTurn::Current);
    keys.push(next);
}

fn unavailable() -> ApiError {
    ApiError::bad_request("invalid_uri", "keys are not available for this connection")
}

fn wished(bytes: &web::Bytes) -> Result<Option<String>, ApiError> {
    let wish = body::optional_object(bytes, WISH)?;
    Ok(body::text(&wish, "signing_alg"))
}

fn all(connection: &Connection) -> Vec<Value> {
    connection.keys.iter().map(|key| Value::Object(view(connection, key))).collect()
}

fn view(connection: &Connection, key: &ConnectionKey) -> Map<String, Value> {
    let der = x509_parser::pem::parse_x509_pem(key.certificate.as_bytes())
        .map(|(_, pem)| pem.contents)
        .unwrap_or_default();
    let thumbprint = thumbprint(&der).to_uppercase();
    let pairs: Vec<&str> =
        (0..thumbprint.len()).step_by(2).filter_map(|start| thumbprint.get(start..start + 2)).collect();
    let mut view = Map::new();
    let mut put = |name: &str, value: Value| view.insert(name.to_owned(), value);
    put("kid", json!(key.kid));
    put("algorithm", json!(key.algorithm));
    put("key_use", json!("signing"));
    let name: String = connection.name.chars().take(LONGEST_NAME).collect();
    put("subject_dn", json!(format!("/CN={name}")));
    put("cert", json!(with_returns(&key.certificate)));
    put("fingerprint", json!(pairs.join(":")));
    put("pkcs", json!(as_pkcs7(&der)));
    put(
        match key.turn {
            KeyTurn::Current => "current",
            KeyTurn::Next => "next",
            KeyTurn::Previous => "previous",
        },
        json!(true),
    );
    if let Some(since) = key.current_since {
        put("current_since", json!(timestamp(since)));
    }
    put("thumbprint", json!(thumbprint));
    view
}

/// Lines of these texts end as they do on the wire.
pub(in crate::management) fn with_returns(pem: &str) -> String {
    pem.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// A certificate (DER) as PKCS#7, PEM.
pub(in crate::management) fn as_pkcs7(certificate: &[u8]) -> String {
    let base64 = STANDARD.encode(crate::saml::pkcs7::certificates_only(certificate));
    let lines: Vec<&str> = (0..base64.len())
        .step_by(64)
        .filter_map(|start| base64.get(start..(start + 64).min(base64.len())))
        .collect();
    format!("-----BEGIN PKCS7-----\r\n{}\r\n-----END PKCS7-----\r\n", lines.join("\r\n"))
}
