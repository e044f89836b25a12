//! A sign-in from its start to a session (OpenID Connect Core, authorization code with PKCE).

use secrecy::ExposeSecret;
use serde::Deserialize;
use url::Url;

use super::{
    ABSOLUTE, IDLE,
    oidc::{self, TokenError, Tokens},
    store::{self, attempt},
};
use crate::{
    problem::{ApiError, chain},
    sealed::{digest, random_text},
    state::AppState,
};

const ATTEMPT_LIFE: chrono::Duration = chrono::Duration::minutes(15);

/// What a sign-in is asked to be.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wish {
    /// Where to go afterwards: a path of ours.
    pub(super) return_to: Option<String>,
    /// The organization to sign in to, by Auth0's id or name.
    pub(super) organization: Option<String>,
    /// The connection to sign in through.
    pub(super) connection: Option<String>,
    /// Whether the person has to prove again who they are.
    #[serde(default)]
    pub(super) reauthenticate: bool,
}

/// A sign-in that has begun: where to send the browser, and what binds it to that browser.
pub(super) struct Begun {
    pub(super) url: Url,
    pub(super) binding: String,
}

/// Why a sign-in did not end in a session; the text is the code in `/sign-in?error=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Expired,
    Denied,
    Unavailable,
    Invalid,
}

impl Failure {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Expired => "sign_in_expired",
            Self::Denied => "access_denied",
            Self::Unavailable => "unavailable",
            Self::Invalid => "sign_in_failed",
        }
    }
}

#[derive(Deserialize)]
struct IdClaims {
    sub: String,
    nonce: Option<String>,
    name: Option<String>,
    email: Option<String>,
    auth_time: Option<i64>,
    iat: i64,
}

/// A path of ours, or the start page: nobody is sent elsewhere.
fn local_path(wanted: Option<&str>) -> String {
    let safe = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(char::is_control)
    };
    wanted.filter(safe).unwrap_or("/").to_owned()
}

fn callback(state: &AppState) -> String {
    format!("{}/auth/callback", state.settings.origin())
}

/// Notes the attempt and says where to send the browser.
pub(super) async fn begin(state: &AppState, wish: Wish) -> Result<Begun, ApiError> {
    let (key, nonce, verifier, binding) = (random_text()?, random_text()?, random_text()?, random_text()?);
    let state_hash = digest(key.as_bytes());
    let login = &state.settings.login;
    let mut url = state.tenant.endpoint("authorize");
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "code").append_pair("client_id", &login.client_id);
        query.append_pair("redirect_uri", &callback(state)).append_pair("audience", &login.audience);
        query.append_pair("scope", "openid profile email offline_access");
        query.append_pair("state", &key).append_pair("nonce", &nonce);
        query
            .append_pair("code_challenge", &oidc::challenge(&verifier))
            .append_pair("code_challenge_method", "S256");
        for (name, value) in [("organization", &wish.organization), ("connection", &wish.connection)] {
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                query.append_pair(name, value);
            }
        }
        if wish.reauthenticate {
            query.append_pair("prompt", "login").append_pair("max_age", "0");
        }
    }
    let attempt = attempt::Model {
        verifier_sealed: state.sealer.seal(&format!("sign-in {state_hash}"), verifier.as_bytes())?,
        state_hash,
        browser_hash: digest(binding.as_bytes()),
        nonce,
        return_to: local_path(wish.return_to.as_deref()),
        expires_at: state.clock.now() + ATTEMPT_LIFE,
    };
    store::start_attempt(&state.db, attempt).await?;
    Ok(Begun { url, binding })
}

/// What Auth0 sends the browser back with.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct CallbackQuery {
    pub(super) code: Option<String>,
    pub(super) state: Option<String>,
    pub(super) error: Option<String>,
}

/// A session that has begun: its secret, and where to go.
pub(super) struct SignedIn {
    pub(super) secret: String,
    pub(super) return_to: String,
}

/// Ends an attempt: checks that this browser began it, exchanges the code, checks the ID token, begins a session.
pub(super) async fn finish(
    state: &AppState,
    query: CallbackQuery,
    binding: Option<&str>,
    replaced: Option<&str>,
) -> Result<Result<SignedIn, Failure>, ApiError> {
    let (Some(key), Some(binding)) = (query.state, binding) else { return Ok(Err(Failure::Expired)) };
    let state_hash = digest(key.as_bytes());
    let Some(attempt) = store::take_attempt(&state.db, &state_hash).await? else {
        return Ok(Err(Failure::Expired));
    };
    if attempt.browser_hash != digest(binding.as_bytes()) || state.clock.now() >= attempt.expires_at {
        return Ok(Err(Failure::Expired));
    }
    if let Some(error) = query.error {
        tracing::info!(%error, "sign-in refused by Auth0");
        return Ok(Err(if error == "access_denied" { Failure::Denied } else { Failure::Invalid }));
    }
    let Some(code) = query.code else { return Ok(Err(Failure::Invalid)) };
    let verifier = state.sealer.open_text(&format!("sign-in {state_hash}"), &attempt.verifier_sealed)?;
    let login = &state.settings.login;
    let credentials = (login.client_id.as_str(), &login.client_secret);
    let tokens = match oidc::exchange(state, credentials, &callback(state), &code, &verifier).await {
        Ok(tokens) => tokens,
        Err(error) => {
            tracing::warn!(error = %chain(&error), "code not exchanged");
            let unreachable = matches!(error, TokenError::Unreachable(_));
            return Ok(Err(if unreachable { Failure::Unavailable } else { Failure::Invalid }));
        }
    };
    let Some(claims) = id_claims(state, &tokens, &attempt.nonce).await else {
        return Ok(Err(Failure::Invalid));
    };
    if let Some(old) = replaced {
        store::take(&state.db, &digest(old.as_bytes())).await?;
    }
    let secret = begin_session(state, claims, &tokens).await?;
    Ok(Ok(SignedIn { secret, return_to: attempt.return_to }))
}

async fn id_claims(state: &AppState, tokens: &Tokens, nonce: &str) -> Option<IdClaims> {
    let id_token = tokens.id_token.as_ref()?;
    let verified =
        state.verifier.verify::<IdClaims>(id_token.expose_secret(), &state.settings.login.client_id).await;
    match verified {
        Ok(claims) if claims.nonce.as_deref() == Some(nonce) => Some(claims),
        Ok(_) => {
            tracing::warn!("ID token with another nonce");
            None
        }
        Err(refused) => {
            tracing::warn!(reason = %refused, "ID token refused");
            None
        }
    }
}

/// A new session with a new secret: the secret of an earlier one never carries over.
async fn begin_session(state: &AppState, claims: IdClaims, tokens: &Tokens) -> Result<String, ApiError> {
    let secret = random_text()?;
    let id_hash = digest(secret.as_bytes());
    let purpose = oidc::purpose(&id_hash);
    let seal = |token: &secrecy::SecretString| state.sealer.seal(&purpose, token.expose_secret().as_bytes());
    let now = state.clock.now();
    let authenticated_at =
        chrono::DateTime::from_timestamp(claims.auth_time.unwrap_or(claims.iat), 0).unwrap_or(now);
    let session = store::Model {
        subject: claims.sub,
        name: claims.name.filter(|name| Some(name) != claims.email.as_ref()),
        email: claims.email,
        access_token_sealed: seal(&tokens.access_token)?,
        refresh_token_sealed: tokens.refresh_token.as_ref().map(&seal).transpose()?,
        id_token_sealed: tokens.id_token.as_ref().map(&seal).transpose()?.unwrap_or_default(),
        access_expires_at: now + chrono::Duration::seconds(tokens.expires_in),
        refreshing_until: None,
        authenticated_at,
        created_at: now,
        idle_expires_at: now + IDLE,
        absolute_expires_at: now + ABSOLUTE,
        id_hash,
    };
    store::insert(&state.db, session).await?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_our_own_pages_only() {
        for elsewhere in
            ["https://x.example", "//x.example", "/\\x.example", "/a\\b", "javascript:x", "", "/a\r\nb"]
        {
            assert_eq!(local_path(Some(elsewhere)), "/", "{elsewhere:?}");
        }
        assert_eq!(local_path(Some("/o/current/connections?x=1")), "/o/current/connections?x=1");
        assert_eq!(local_path(None), "/");
    }
}
