//! OpenID Connect: the request to the identity provider, and its answer.

mod id_token;
mod provider;
mod request;
mod tokens;

use serde_json::{Map, Value, json};

use super::Arrival;
use crate::tenant::{Tenant, model::Connection};

use provider::Provider;
pub(super) use provider::end_session_endpoint;
pub(super) use request::send;

/// What was sent along and must come back.
pub(super) struct Sent<'a> {
    /// In the ID token.
    pub(super) nonce: &'a str,
    /// PKCE.
    pub(super) verifier: Option<&'a str>,
}

/// What the browser brought.
pub(super) enum Told<'a> {
    /// On the back channel: to be exchanged.
    Code(&'a str),
    /// On the front channel.
    IdToken(&'a str),
}

/// Whether the provider is asked for a code rather than for an ID token.
fn is_back_channel(connection: &Connection) -> bool {
    connection.strategy != "oidc" || connection.text_option("type") == Some("back_channel")
}

/// Exchanges the code where there is one, and verifies the ID token.
pub(super) async fn verify(
    tenant: &Tenant,
    connection: &Connection,
    sent: &Sent<'_>,
    told: Told<'_>,
) -> Result<Arrival, String> {
    let provider = Provider::of(tenant, connection).await?;
    let (token, access_token) = match told {
        Told::IdToken(token) => (token.to_owned(), None),
        Told::Code(code) => {
            let tokens = tokens::exchange(tenant, connection, &provider, code, sent.verifier).await?;
            (tokens.id_token.ok_or("id_token missing in the token response")?, tokens.access_token)
        }
    };
    let (mut claims, algorithm) = id_token::verify(tenant, connection, &provider, &token).await?;
    let received = claims.get("nonce").and_then(Value::as_str).unwrap_or("undefined");
    if received != sent.nonce {
        return Err(format!("nonce mismatch, expected {}, got: {received}", sent.nonce));
    }
    let mut details = json!({
        "channel": if is_back_channel(connection) { "back_channel" } else { "front_channel" },
        "id_token_signing_alg": algorithm,
    });
    if let (Some(url), Some(token)) = (&provider.userinfo_endpoint, access_token) {
        let fetched = userinfo(tenant, url, &token, &mut claims).await;
        details["upstream_userinfo_fetch"] = json!({ "status": if fetched { "SUCCESS" } else { "FAILURE" } });
    }
    let subject = claims.get("sub").and_then(Value::as_str).ok_or("sub missing in the id_token")?.to_owned();
    Ok(Arrival { subject, attributes: claims, details })
}

/// Adds what the provider tells of the same person.
async fn userinfo(tenant: &Tenant, url: &str, token: &str, claims: &mut Map<String, Value>) -> bool {
    match provider::get::<Map<String, Value>>(tenant, url, Some(token)).await {
        Ok(more) if more.get("sub") == claims.get("sub") => {
            claims.extend(more);
            true
        }
        _ => false,
    }
}
