//! The only room that fetches: same origin, with the CSRF header, an `Idempotency-Key` on every POST and `If-Match`
//! where a lost update would hurt. Every answer that is not a success becomes a `Failure`.

mod changes;
mod connections;
mod domains;
mod failure;
mod life;
mod organizations;
mod session;
mod sign_ins;
mod unknown_texts;
mod upkeep;

use api::ProblemCode;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCredentials, RequestInit, Response};

pub(crate) use connections::{ConnectionRef, Ordered, RolledBackOr};
pub(crate) use domains::DomainRef;
pub(crate) use failure::Failure;
pub(crate) use sign_ins::SignInFilter;

use crate::browser;

/// Why a person is asked to sign in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// The session is over.
    Ended,
    /// What was asked for needs a recent sign-in.
    RecentSignIn,
}

/// Calls the server on behalf of the person in this browser.
#[derive(Clone, Copy)]
pub(crate) struct Client {
    csrf: RwSignal<Option<String>>,
    interruption: RwSignal<Option<Interruption>>,
}

/// A value with the tag of the version that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Versioned<T> {
    pub(crate) value: T,
    pub(crate) etag: String,
}

/// One request.
struct Call {
    method: &'static str,
    path: String,
    body: Option<String>,
    if_match: Option<String>,
    wait: bool,
}

/// What came back of a request that succeeded.
struct Answer {
    status: u16,
    etag: Option<String>,
    location: Option<String>,
    text: String,
}

impl Call {
    fn get(path: String) -> Self {
        Self { method: "GET", path, body: None, if_match: None, wait: false }
    }

    fn post(path: String) -> Self {
        Self { method: "POST", body: Some("{}".into()), ..Self::get(path) }
    }

    fn json(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_string(body).ok();
        self
    }

    fn if_match(mut self, etag: &str) -> Self {
        self.if_match = Some(etag.to_owned());
        self
    }

    /// Lets the server answer only when the work is done, or after ten seconds.
    fn wait(mut self) -> Self {
        self.wait = true;
        self
    }
}

impl Answer {
    fn decode<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_str(&self.text).map_err(|_| Failure::Unreadable { status: self.status })
    }

    fn versioned<T: DeserializeOwned>(self) -> Result<Versioned<T>, Failure> {
        let value = self.decode()?;
        Ok(Versioned { value, etag: self.etag.unwrap_or_default() })
    }
}

/// The client that the app was started with.
pub(crate) fn client() -> Client {
    expect_context()
}

impl Client {
    pub(crate) fn new() -> Self {
        Self { csrf: RwSignal::new(None), interruption: RwSignal::new(None) }
    }

    /// Why the person has to sign in again, while that is so.
    pub(crate) fn interruption(self) -> RwSignal<Option<Interruption>> {
        self.interruption
    }

    async fn get<T: DeserializeOwned>(self, path: String) -> Result<T, Failure> {
        self.send(Call::get(path)).await?.decode()
    }

    /// Sends a request. A lost answer is asked for once more: reads are harmless, and a POST carries a key by which
    /// the server knows it again.
    async fn send(self, call: Call) -> Result<Answer, Failure> {
        let key = (call.method == "POST").then(browser::random_key);
        let mut result = self.attempt(&call, key.as_deref()).await;
        if matches!(result, Err(Failure::Offline)) && matches!(call.method, "GET" | "POST") {
            browser::wait(800).await;
            result = self.attempt(&call, key.as_deref()).await;
        }
        result.map_err(|failure| self.interrupt(failure))
    }

    async fn attempt(self, call: &Call, key: Option<&str>) -> Result<Answer, Failure> {
        let init = self.request(call, key).map_err(|_| Failure::Offline)?;
        let answered = JsFuture::from(window().fetch_with_str_and_init(&call.path, &init)).await;
        let response = Response::from(answered.map_err(|_| Failure::Offline)?);
        let text = match response.text() {
            Ok(text) => JsFuture::from(text).await.ok().and_then(|text| text.as_string()).unwrap_or_default(),
            Err(_) => String::new(),
        };
        let header = |name| response.headers().get(name).ok().flatten();
        if response.ok() {
            return Ok(Answer {
                status: response.status(),
                etag: header("ETag"),
                location: header("Location"),
                text,
            });
        }
        Err(Failure::read(response.status(), &text, header("Retry-After").as_deref()))
    }

    fn request(self, call: &Call, key: Option<&str>) -> Result<RequestInit, JsValue> {
        let headers = Headers::new()?;
        headers.set("Accept", "application/json, application/problem+json")?;
        if call.method != "GET" {
            headers.set("X-CSRF-Token", &self.csrf.get_untracked().unwrap_or_default())?;
        }
        if let Some(key) = key {
            headers.set("Idempotency-Key", key)?;
        }
        if let Some(etag) = &call.if_match {
            headers.set("If-Match", etag)?;
        }
        if call.wait {
            headers.set("Prefer", "wait=10")?;
        }
        let init = RequestInit::new();
        init.set_method(call.method);
        init.set_credentials(RequestCredentials::SameOrigin);
        if let Some(body) = &call.body {
            headers.set("Content-Type", "application/json")?;
            init.set_body(&JsValue::from_str(body));
        }
        init.set_headers(&headers);
        Ok(init)
    }

    /// Notes when only a new sign-in helps; the page keeps what it has.
    fn interrupt(self, failure: Failure) -> Failure {
        let interruption = match failure.code() {
            Some(ProblemCode::SessionExpired | ProblemCode::Unauthenticated) => Interruption::Ended,
            Some(ProblemCode::ReauthenticationRequired) => Interruption::RecentSignIn,
            _ => return failure,
        };
        self.interruption.set(Some(interruption));
        failure
    }
}
