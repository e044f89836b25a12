//! The request to a provider.

use actix_web::HttpResponse;
use serde_json::Value;
use url::Url;

use super::{Provider, is_back_channel};
use crate::{
    oidc::{
        error::{OAuthError, found},
        pkce,
    },
    relying_party::upstream_params,
    tenant::{
        Tenant, ids,
        model::Connection,
        volatile::{Transaction, Upstream},
    },
};

const SCOPE: &str = "openid profile email";

/// Where answers come.
pub(super) fn callback(tenant: &Tenant) -> String {
    tenant.url("login/callback")
}

/// Sends the person with a request.
pub(in crate::relying_party) async fn send(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<HttpResponse, OAuthError> {
    let provider = Provider::of(tenant, connection).await.map_err(OAuthError::invalid)?;
    let missing = || OAuthError::invalid("the connection has no usable authorization_endpoint");
    let endpoint = provider.authorization_endpoint.as_deref().ok_or_else(missing)?;
    let mut url: Url = endpoint.parse().map_err(|_| missing())?;
    let nonce = ids::handle();
    let back_channel = is_back_channel(connection);
    url.query_pairs_mut()
        .append_pair("response_type", if back_channel { "code" } else { "id_token" })
        .append_pair("client_id", connection.text_option("client_id").unwrap_or_default())
        .append_pair("redirect_uri", &callback(tenant))
        .append_pair("scope", &scope(connection))
        .append_pair("state", &transaction.id)
        .append_pair("nonce", &nonce);
    if !back_channel {
        url.query_pairs_mut().append_pair("response_mode", "form_post");
    }
    let verifier = if back_channel { prove(&mut url, connection, &provider) } else { None };
    let passed = upstream_params::of(connection, transaction);
    if let Some(hint) = upstream_params::login_hint(transaction)
        && !passed.iter().any(|(name, _)| name == "login_hint")
    {
        url.query_pairs_mut().append_pair("login_hint", hint);
    }
    url.query_pairs_mut().extend_pairs(passed);
    let upstream = Upstream::Oidc { connection: connection.id.clone(), nonce, verifier };
    tenant.volatile().sent_upstream(&transaction.id, upstream);
    Ok(found(url.as_str()))
}

/// Adds the PKCE challenge that the connection wants, and returns its verifier.
fn prove(url: &mut Url, connection: &Connection, provider: &Provider) -> Option<String> {
    let settings = connection.options.get("connection_settings");
    let mode = settings.and_then(|map| map.get("pkce")).and_then(Value::as_str).unwrap_or("disabled");
    let verifier = ids::handle();
    let (challenge, method) = match mode {
        "plain" => (verifier.clone(), "plain"),
        "S256" => (pkce::s256(&verifier), "S256"),
        "auto" if provider.knows_s256 => (pkce::s256(&verifier), "S256"),
        _ => return None,
    };
    url.query_pairs_mut()
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", method);
    Some(verifier)
}

/// A text for some strategies and a list for others; `openid` is always asked for.
fn scope(connection: &Connection) -> String {
    let asked = match connection.options.get("scope") {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        _ => SCOPE.to_owned(),
    };
    if asked.split_whitespace().any(|one| one == "openid") { asked } else { format!("openid {asked}") }
}
