//! Auth0's Authentication API, as our sign-in needs it: codes and refresh tokens become tokens.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::time::Duration;

use api::ProblemCode;

use super::{ended, store};
use crate::{problem::ApiError, state::AppState};

const TIMEOUT: Duration = Duration::from_secs(10);
/// An access token is replaced this long before its end.
const EARLY: chrono::Duration = chrono::Duration::seconds(30);
const REFRESH_LEASE: chrono::Duration = chrono::Duration::seconds(15);

/// What the token endpoint gives.
#[derive(Deserialize)]
pub(crate) struct Tokens {
    pub(crate) access_token: SecretString,
    pub(crate) id_token: Option<SecretString>,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) expires_in: i64,
}

/// Why the token endpoint gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("the token endpoint does not answer")]
    Unreachable(#[source] reqwest::Error),
    #[error("the token endpoint refused: {error}: {description}")]
    Refused { error: String, description: String },
}

#[derive(Deserialize, Default)]
struct Refusal {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// The challenge of a verifier (RFC 7636, S256).
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// Exchanges a code (RFC 6749 section 4.1.3).
pub(crate) async fn exchange(
    state: &AppState,
    (client_id, client_secret): (&str, &SecretString),
    redirect_uri: &str,
    code: &str,
    verifier: &str,
) -> Result<Tokens, TokenError> {
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("client_secret", client_secret.expose_secret()),
        ("redirect_uri", redirect_uri),
        ("code", code),
        ("code_verifier", verifier),
    ];
    ask(state, &form).await
}

async fn ask(state: &AppState, form: &[(&str, &str)]) -> Result<Tokens, TokenError> {
    let unreachable = |error: reqwest::Error| TokenError::Unreachable(error.without_url());
    let request = state.http.post(state.tenant.endpoint("oauth/token")).timeout(TIMEOUT).form(form);
    let response = request.send().await.map_err(unreachable)?;
    if response.status().is_success() {
        return response.json().await.map_err(unreachable);
    }
    let Refusal { error, error_description } = response.json().await.unwrap_or_default();
    Err(TokenError::Refused { error, description: error_description })
}

/// The session's access token, renewed when it is about to end.
pub(super) async fn access_token(state: &AppState, session: &store::Model) -> Result<String, ApiError> {
    if state.clock.now() + EARLY < session.access_expires_at {
        return Ok(state.sealer.open_text(&purpose(&session.id_hash), &session.access_token_sealed)?);
    }
    let Some(sealed) = &session.refresh_token_sealed else { return Err(ended()) };
    let now = state.clock.now();
    if store::claim_refresh(&state.db, session, now, now + REFRESH_LEASE).await? {
        let refresh = state.sealer.open_text(&purpose(&session.id_hash), sealed)?;
        return renew(state, session, &refresh).await;
    }
    wait_for_other(state, session).await
}

async fn renew(state: &AppState, session: &store::Model, refresh: &str) -> Result<String, ApiError> {
    let login = &state.settings.login;
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", login.client_id.as_str()),
        ("client_secret", login.client_secret.expose_secret()),
        ("refresh_token", refresh),
    ];
    let tokens = match ask(state, &form).await {
        Ok(tokens) => tokens,
        Err(TokenError::Refused { .. }) => {
            store::take(&state.db, &session.id_hash).await?;
            return Err(ended());
        }
        Err(TokenError::Unreachable(_)) => return Err(unavailable()),
    };
    let purpose = purpose(&session.id_hash);
    let mut renewed = session.clone();
    renewed.access_token_sealed =
        state.sealer.seal(&purpose, tokens.access_token.expose_secret().as_bytes())?;
    renewed.access_expires_at = state.clock.now() + chrono::Duration::seconds(tokens.expires_in);
    if let Some(refresh) = &tokens.refresh_token {
        renewed.refresh_token_sealed = Some(state.sealer.seal(&purpose, refresh.expose_secret().as_bytes())?);
    }
    store::refreshed(&state.db, &renewed).await?;
    Ok(tokens.access_token.expose_secret().to_owned())
}

/// Another request is renewing: its result serves this one too.
async fn wait_for_other(state: &AppState, session: &store::Model) -> Result<String, ApiError> {
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = store::get(&state.db, &session.id_hash).await?.ok_or_else(ended)?;
        if now.access_token_sealed != session.access_token_sealed {
            return Ok(state.sealer.open_text(&purpose(&now.id_hash), &now.access_token_sealed)?);
        }
    }
    Err(unavailable())
}

fn unavailable() -> ApiError {
    ApiError::new(
        ProblemCode::Unavailable,
        "We cannot reach the sign-in service right now. Your session is kept.",
    )
    .retry_after(Duration::from_secs(5))
}

/// What a session's tokens are sealed for.
pub(super) fn purpose(id_hash: &str) -> String {
    format!("session {id_hash}")
}
