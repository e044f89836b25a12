//! The one place that does IO.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::header;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use crate::{Call, Error};

/// More than any answer that the Management API gives for what we ask.
const MAX_ANSWER: usize = 16 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(15);

/// Where a tenant is, and the credentials of our machine-to-machine application in it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Such as `https://tenant.eu.auth0.com/api/v2/`, with a slash at the end.
    pub management_api: Url,
    /// Such as `https://tenant.eu.auth0.com/oauth/token`.
    pub token_url: Url,
    /// Our application.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The Management API's identifier.
    pub audience: String,
}

/// Sends calls with a token that it gets, keeps and renews by itself.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    http: reqwest::Client,
    token: Mutex<Option<Token>>,
}

struct Token {
    value: SecretString,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    expires_in: u64,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("management_api", &self.inner.settings.management_api.as_str())
            .finish()
    }
}

impl Client {
    /// A client for one tenant.
    pub fn new(settings: Settings, http: reqwest::Client) -> Self {
        Self { inner: Arc::new(Inner { settings, http, token: Mutex::new(None) }) }
    }

    /// Sends a call. A token that is not accepted is replaced once; nothing else is sent twice.
    ///
    /// # Errors
    /// Sorted by what to do next, see [`Error`].
    #[tracing::instrument(name = "auth0", skip_all, fields(method = %call.method, route = call.template, status))]
    pub async fn send<T>(&self, call: Call<T>) -> Result<T, Error> {
        match self.send_once(&call).await {
            Err(Error::Unauthorized(_)) => {
                *self.inner.token.lock().await = None;
                self.send_once(&call).await
            }
            result => result,
        }
    }

    async fn send_once<T>(&self, call: &Call<T>) -> Result<T, Error> {
        let token = self.token().await?;
        let url = self
            .inner
            .settings
            .management_api
            .join(&call.path)
            .map_err(|error| Error::Malformed(error.to_string()))?;
        let mut request = self
            .inner
            .http
            .request(call.method.clone(), url)
            .timeout(TIMEOUT)
            .query(&call.query)
            .bearer_auth(token.expose_secret());
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| transport(&error, !call.method.is_safe()))?;
        let (status, headers) = (response.status(), response.headers().clone());
        tracing::Span::current().record("status", status.as_u16());
        let body = read_body(response, !call.method.is_safe()).await?;
        if status.is_success() {
            call.read(status, &body)
        } else {
            Err(Error::from_answer(status, &headers, &body, date(&headers)))
        }
    }

    /// The token, from memory or from Auth0; one request at a time asks for it.
    async fn token(&self) -> Result<SecretString, Error> {
        let mut held = self.inner.token.lock().await;
        if let Some(token) = held.as_ref().filter(|token| Instant::now() < token.renew_at) {
            return Ok(token.value.clone());
        }
        let settings = &self.inner.settings;
        let asked = Instant::now();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &settings.client_id),
            ("client_secret", settings.client_secret.expose_secret()),
            ("audience", &settings.audience),
        ];
        let request = self.inner.http.post(settings.token_url.clone()).timeout(TIMEOUT).form(&form);
        let response = request.send().await.map_err(|error| transport(&error, false))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read_body(response, false).await?;
        if !status.is_success() {
            return Err(match Error::from_answer(status, &headers, &body, date(&headers)) {
                Error::Rejected { message, .. } | Error::Forbidden { message } => {
                    Error::Unauthorized(message)
                }
                other => other,
            });
        }
        let answer: TokenAnswer =
            serde_json::from_slice(&body).map_err(|_| Error::Malformed("token answer".to_owned()))?;
        // A tenth of its life is left when it is renewed.
        let renew_at = asked + Duration::from_secs(answer.expires_in) * 9 / 10;
        *held = Some(Token { value: answer.access_token.clone(), renew_at });
        Ok(answer.access_token)
    }
}

/// Sorts a transport failure by whether the request may have been carried out.
fn transport(error: &reqwest::Error, writes: bool) -> Error {
    // The address of the failed request is ours and says nothing new.
    let words = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "connection lost"
    };
    if writes && !error.is_connect() && !error.is_builder() {
        Error::LostAnswer(words.to_owned())
    } else {
        Error::Unavailable(words.to_owned())
    }
}

async fn read_body(mut response: reqwest::Response, writes: bool) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport(&error, writes))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Error::Malformed("the answer is larger than expected".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Auth0's own clock, in seconds since 1970: what its reset times are told against.
fn date(headers: &header::HeaderMap) -> i64 {
    let text = headers.get(header::DATE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chrono::DateTime::parse_from_rfc2822(text).map_or(0, |date| date.timestamp())
}
