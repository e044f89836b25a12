//! OpenID Connect: the request to the identity provider, and its answer.

use actix_web::HttpResponse;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use url::Url;

use super::Arrival;
use crate::{
    oidc::error::{OAuthError, found},
    tenant::{
        Tenant, ids,
        model::Connection,
        volatile::{Transaction, Upstream},
    },
};

const LEEWAY: i64 = 60;

/// Where answers come.
fn callback(tenant: &Tenant) -> String {
    tenant.url("login/callback")
}

/// An endpoint of the provider: as given, else from its discovery document.
fn endpoint(connection: &Connection, name: &str) -> Option<String> {
    let given = connection.text_option(name).map(str::to_owned);
    given.or_else(|| connection.options.get("oidc_metadata")?.get(name)?.as_str().map(str::to_owned))
}

/// Sends the person with a request.
pub(super) fn send(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<HttpResponse, OAuthError> {
    let missing = || OAuthError::invalid("the connection has no usable authorization_endpoint");
    let mut url: Url =
        endpoint(connection, "authorization_endpoint").ok_or_else(missing)?.parse().map_err(|_| missing())?;
    let nonce = ids::handle();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", connection.text_option("client_id").unwrap_or_default())
        .append_pair("redirect_uri", &callback(tenant))
        .append_pair("scope", connection.text_option("scope").unwrap_or("openid profile email"))
        .append_pair("state", &transaction.id)
        .append_pair("nonce", &nonce);
    let upstream = Upstream::Oidc { connection: connection.id.clone(), nonce, verifier: None };
    tenant.volatile().sent_upstream(&transaction.id, upstream);
    Ok(found(url.as_str()))
}

#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
    access_token: Option<String>,
}

#[derive(Deserialize, Default)]
struct Refusal {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// Exchanges the code and verifies the ID token.
pub(super) async fn verify(
    tenant: &Tenant,
    connection: &Connection,
    nonce: &str,
    code: &str,
) -> Result<Arrival, String> {
    let tokens = exchange(tenant, connection, code).await?;
    let id_token = tokens.id_token.ok_or("id_token missing in the token response")?;
    let mut claims = id_claims(tenant, connection, &id_token).await?;
    if claims.get("nonce").and_then(Value::as_str) != Some(nonce) {
        let received = claims.get("nonce").and_then(Value::as_str).unwrap_or("undefined");
        return Err(format!("nonce mismatch, expected {nonce}, got: {received}"));
    }
    if let (Some(url), Some(token)) = (endpoint(connection, "userinfo_endpoint"), tokens.access_token)
        && let Ok(more) = get::<Map<String, Value>>(tenant, &url, Some(&token)).await
        && more.get("sub") == claims.get("sub")
    {
        claims.extend(more);
    }
    let subject = claims.get("sub").and_then(Value::as_str).ok_or("sub missing in the id_token")?.to_owned();
    Ok(Arrival { subject, attributes: claims })
}

async fn exchange(tenant: &Tenant, connection: &Connection, code: &str) -> Result<Tokens, String> {
    let url = endpoint(connection, "token_endpoint").ok_or("the connection has no token_endpoint")?;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", connection.text_option("client_id").unwrap_or_default()),
        ("client_secret", connection.text_option("client_secret").unwrap_or_default()),
        ("redirect_uri", &callback(tenant)),
        ("code", code),
    ];
    let answer =
        tenant.http.post(url).form(&form).send().await.map_err(|_| "the token endpoint does not answer")?;
    if answer.status().is_success() {
        return answer.json().await.map_err(|_| "the token response is not JSON".to_owned());
    }
    let Refusal { error, error_description } = answer.json().await.unwrap_or_default();
    Err(if error_description.is_empty() { error } else { format!("{error} ({error_description})") })
}

/// The claims of an ID token that its issuer signed for us, now.
async fn id_claims(
    tenant: &Tenant,
    connection: &Connection,
    token: &str,
) -> Result<Map<String, Value>, String> {
    let jwks = endpoint(connection, "jwks_uri").ok_or("the connection has no jwks_uri")?;
    let set: JwkSet = get(tenant, &jwks, None).await?;
    let header = decode_header(token).map_err(|_| "the id_token is malformed")?;
    let jwk = header
        .kid
        .as_deref()
        .and_then(|kid| set.find(kid))
        .ok_or("no matching key found in the provider's JWKS")?;
    let algorithm = jwk.common.key_algorithm.and_then(|algorithm| Algorithm::try_from(algorithm).ok());
    let key = DecodingKey::from_jwk(jwk).map_err(|_| "the provider's key cannot be used")?;
    let mut validation = Validation::new(algorithm.unwrap_or(Algorithm::RS256));
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let verified = decode::<Map<String, Value>>(token, &key, &validation);
    let claims = verified.map_err(|_| "failed to validate JWT signature")?.claims;
    let issuer = endpoint(connection, "issuer").unwrap_or_default();
    check(
        &claims,
        &issuer,
        connection.text_option("client_id").unwrap_or_default(),
        tenant.now().timestamp(),
    )?;
    Ok(claims)
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

async fn get<T: DeserializeOwned>(tenant: &Tenant, url: &str, token: Option<&str>) -> Result<T, String> {
    let request = tenant.http.get(url);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = request.send().await.and_then(reqwest::Response::error_for_status);
    answer
        .map_err(|_| format!("{url} does not answer"))?
        .json()
        .await
        .map_err(|_| format!("{url} is not JSON"))
}
