//! The exchange of a code for tokens.

use serde::Deserialize;

use super::{Provider, request::callback};
use crate::tenant::{Tenant, model::Connection};

/// What a token endpoint gives.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) id_token: Option<String>,
    pub(super) access_token: Option<String>,
}

#[derive(Deserialize, Default)]
struct Refusal {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// Exchanges a code.
pub(super) async fn exchange(
    tenant: &Tenant,
    connection: &Connection,
    provider: &Provider,
    code: &str,
    verifier: Option<&str>,
) -> Result<Tokens, String> {
    let url = provider.token_endpoint.as_deref().ok_or("the connection has no token_endpoint")?;
    let callback = callback(tenant);
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", connection.text_option("client_id").unwrap_or_default()),
        ("redirect_uri", &callback),
        ("code", code),
    ];
    form.extend(connection.text_option("client_secret").map(|secret| ("client_secret", secret)));
    form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
    let answer =
        tenant.http.post(url).form(&form).send().await.map_err(|_| "the token endpoint does not answer")?;
    if answer.status().is_success() {
        return answer.json().await.map_err(|_| "the token response is not JSON".to_owned());
    }
    let Refusal { error, error_description } = answer.json().await.unwrap_or_default();
    Err(if error_description.is_empty() { error } else { format!("{error} ({error_description})") })
}
