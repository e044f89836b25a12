//! Verifying the tenant's JWTs (RFC 7519, RFC 8725).

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::RwLock;
use url::Url;

use crate::clock::Clock;

/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 5;
/// How long the keys are used without asking again.
const KEEP: Duration = Duration::from_secs(600);
/// How long after asking an unknown key may make us ask again: strangers choose `kid` freely.
const REFETCH_PAUSE: Duration = Duration::from_secs(10);
const ALLOWED: [Algorithm; 3] = [Algorithm::RS256, Algorithm::ES256, Algorithm::PS256];

/// Why a token is not accepted. None of it is told to the caller.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("not a token: {0}")]
    Unreadable(#[source] jsonwebtoken::errors::Error),
    #[error("signed with a key that the tenant does not publish")]
    UnknownKey,
    #[error("not valid: {0}")]
    Invalid(#[source] jsonwebtoken::errors::Error),
    #[error("past its end, or before its time")]
    Time,
    #[error("the tenant's keys cannot be read: {0}")]
    KeysUnavailable(String),
}

/// Verifies tokens by the tenant's published keys, which it fetches and keeps.
pub(crate) struct Verifier {
    issuer: String,
    jwks_url: Url,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    keys: RwLock<Keys>,
}

#[derive(Default)]
struct Keys {
    by_id: HashMap<String, (Algorithm, DecodingKey)>,
    fetched: Option<Instant>,
}

#[derive(Deserialize)]
struct Times {
    exp: i64,
    nbf: Option<i64>,
}

impl Verifier {
    pub(crate) fn new(
        issuer: &Url,
        http: reqwest::Client,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, url::ParseError> {
        let jwks_url = issuer.join(".well-known/jwks.json")?;
        Ok(Self { issuer: issuer.to_string(), jwks_url, http, clock, keys: RwLock::default() })
    }

    /// The claims of a token of this tenant for this audience.
    pub(crate) async fn verify<C: DeserializeOwned>(
        &self,
        token: &str,
        audience: &str,
    ) -> Result<C, Refused> {
        let header = decode_header(token).map_err(Refused::Unreadable)?;
        let kid = header.kid.ok_or(Refused::UnknownKey)?;
        let (algorithm, key) = self.key(&kid).await?;
        // The algorithm is the key's, never the token's: there is nothing to confuse.
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Times are checked below, by the clock that was handed in.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let times = decode::<Times>(token, &key, &validation).map_err(Refused::Invalid)?.claims;
        let now = self.clock.now().timestamp();
        if times.exp <= now - LEEWAY || times.nbf.is_some_and(|nbf| nbf > now + LEEWAY) {
            return Err(Refused::Time);
        }
        Ok(decode::<C>(token, &key, &validation).map_err(Refused::Invalid)?.claims)
    }

    async fn key(&self, kid: &str) -> Result<(Algorithm, DecodingKey), Refused> {
        {
            let keys = self.keys.read().await;
            let fresh = keys.fetched.is_some_and(|at| at.elapsed() < KEEP);
            if let Some(key) = keys.by_id.get(kid).filter(|_| fresh) {
                return Ok(key.clone());
            }
            if keys.fetched.is_some_and(|at| at.elapsed() < REFETCH_PAUSE) {
                return Err(Refused::UnknownKey);
            }
        }
        let mut keys = self.keys.write().await;
        // Somebody else may have fetched while this waited.
        if keys.fetched.is_none_or(|at| at.elapsed() >= REFETCH_PAUSE) {
            match self.fetch().await {
                Ok(by_id) => *keys = Keys { by_id, fetched: Some(Instant::now()) },
                // Known keys stay good while the tenant does not answer.
                Err(_) if keys.by_id.contains_key(kid) => {}
                Err(error) => return Err(error),
            }
        }
        keys.by_id.get(kid).cloned().ok_or(Refused::UnknownKey)
    }

    async fn fetch(&self) -> Result<HashMap<String, (Algorithm, DecodingKey)>, Refused> {
        let unavailable = |error: reqwest::Error| Refused::KeysUnavailable(error.without_url().to_string());
        let request = self.http.get(self.jwks_url.clone()).timeout(Duration::from_secs(10));
        let response =
            request.send().await.and_then(reqwest::Response::error_for_status).map_err(unavailable)?;
        let set: JwkSet = response.json().await.map_err(unavailable)?;
        Ok(usable(&set))
    }
}

/// The keys with an id and an algorithm that is allowed.
fn usable(set: &JwkSet) -> HashMap<String, (Algorithm, DecodingKey)> {
    let key = |jwk: &jsonwebtoken::jwk::Jwk| {
        let algorithm = Algorithm::try_from(jwk.common.key_algorithm?)
            .ok()
            .filter(|algorithm| ALLOWED.contains(algorithm))?;
        Some((jwk.common.key_id.clone()?, (algorithm, DecodingKey::from_jwk(jwk).ok()?)))
    };
    set.keys.iter().filter_map(key).collect()
}
