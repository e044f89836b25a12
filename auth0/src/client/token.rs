//! The access token: got once for everybody, kept, and renewed before it ends.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{Settings, transport};
use crate::{Answer, Clock, Error};

/// Not used in the last minute of its life: the request has to arrive too.
const LAST_MINUTE: TimeDelta = TimeDelta::seconds(60);

#[derive(Default)]
pub(super) struct Tokens {
    held: std::sync::Mutex<Option<Token>>,
    /// One request at a time asks for a token.
    asking: Mutex<()>,
}

#[derive(Clone)]
struct Token {
    value: SecretString,
    /// A fifth of its life is left then.
    renew_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    expires_in: u32,
}

impl Tokens {
    /// A token that is good. While an old one is, only one caller renews it, and the others go on with it.
    pub(super) async fn get(
        &self,
        settings: &Settings,
        http: &reqwest::Client,
        clock: &dyn Clock,
    ) -> Result<SecretString, Error> {
        let held = self.held(clock);
        let _asking = match &held {
            Some(token) if clock.now() < token.renew_at => return Ok(token.value.clone()),
            Some(token) => match self.asking.try_lock() {
                Ok(asking) => asking,
                Err(_) => return Ok(token.value.clone()),
            },
            None => self.asking.lock().await,
        };
        // Somebody may have got one while this caller waited.
        if let Some(token) = self.held(clock).filter(|token| clock.now() < token.renew_at) {
            return Ok(token.value);
        }
        match (ask(settings, http, clock).await, held) {
            (Ok(token), _) => {
                self.set(Some(token.clone()));
                Ok(token.value)
            }
            (Err(error), Some(token)) => {
                tracing::warn!(%error, "the Auth0 token is not renewed yet; the old one still works");
                Ok(token.value)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Forgets a token that was not accepted, unless another one is held already.
    pub(super) fn refuse(&self, value: &SecretString) {
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if held.as_ref().is_some_and(|token| token.value.expose_secret() == value.expose_secret()) {
            *held = None;
        }
    }

    fn held(&self, clock: &dyn Clock) -> Option<Token> {
        let held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.clone().filter(|token| clock.now() < token.ends_at)
    }

    fn set(&self, token: Option<Token>) {
        *self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = token;
    }
}

async fn ask(settings: &Settings, http: &reqwest::Client, clock: &dyn Clock) -> Result<Token, Error> {
    let asked = clock.now();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &settings.client_id),
        ("client_secret", settings.client_secret.expose_secret()),
        ("audience", &settings.audience),
    ];
    let request = http.post(settings.token_url.clone()).timeout(transport::TIMEOUT).form(&form);
    let answer = transport::send(request, false).await?;
    let answer = Answer { status: answer.status, headers: &answer.headers, body: &answer.body };
    if !answer.status.is_success() {
        return Err(match Error::from_answer(answer.status, answer.headers, answer.body, false) {
            Error::Rejected { message, .. } | Error::Forbidden { message } => Error::Unauthorized(message),
            other => other,
        });
    }
    let token: TokenAnswer =
        serde_json::from_slice(answer.body).map_err(|_| Error::Malformed("the token's answer".to_owned()))?;
    let life = Duration::from_secs(token.expires_in.into());
    let after = |part: Duration| asked + TimeDelta::from_std(part).unwrap_or_default();
    let ends_at = (after(life) - LAST_MINUTE).max(after(life / 2));
    Ok(Token { value: token.access_token, renew_at: after(life * 4 / 5).min(ends_at), ends_at })
}
