//! A caller of the REST API: a person's session or a bearer token.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, header::HeaderMap};
use serde_json::{Value, json};

use crate::world::eventually;

/// Calls the API with somebody's credentials.
#[derive(Clone)]
pub struct Caller {
    base: String,
    http: reqwest::Client,
    credentials: Credentials,
}

#[derive(Clone)]
enum Credentials {
    Nobody,
    Bearer(String),
    Session { csrf: String },
}

impl Caller {
    /// Nobody: no credentials at all.
    pub fn nobody(base: &str) -> Self {
        Self { base: base.to_owned(), http: client(), credentials: Credentials::Nobody }
    }

    /// A caller with a bearer token.
    pub fn bearer(base: &str, token: &str) -> Self {
        Self { base: base.to_owned(), http: client(), credentials: Credentials::Bearer(token.to_owned()) }
    }

    pub(crate) fn session(base: &str, http: reqwest::Client, csrf: String) -> Self {
        Self { base: base.to_owned(), http, credentials: Credentials::Session { csrf } }
    }

    /// A request with the caller's credentials, to be changed before it is sent by `send`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.credentials {
            Credentials::Nobody => request,
            Credentials::Bearer(token) => request.bearer_auth(token),
            Credentials::Session { csrf } => {
                request.header("Sec-Fetch-Site", "same-origin").header("X-CSRF-Token", csrf)
            }
        }
    }

    /// A request with the session's cookie and nothing else.
    pub fn bare_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// The session's CSRF token.
    pub fn csrf(&self) -> &str {
        match &self.credentials {
            Credentials::Session { csrf } => csrf,
            _ => panic!("only a session has a CSRF token"),
        }
    }

    /// Reads an object or a list.
    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// Posts a body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::POST, path).json(&body)).await
    }

    /// Changes an object as it is now: reads its ETag first.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        let etag = self.get(path).await.etag();
        send(self.request(Method::PATCH, path).header("If-Match", etag).json(&body)).await
    }

    /// Deletes an object as it is now: reads its ETag first.
    pub async fn delete(&self, path: &str, query: &str) -> Answer {
        let etag = self.get(path).await.etag();
        send(self.request(Method::DELETE, &format!("{path}{query}")).header("If-Match", etag)).await
    }

    /// Reads an object again and again until it looks as expected.
    pub async fn get_until(&self, path: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let mut last = Value::Null;
        let met = eventually(Duration::from_secs(20), async || {
            last = self.get(path).await.json();
            expected(&last)
        });
        let met = met.await;
        assert!(met, "never as expected: {last:#}");
        last
    }
}

/// Sends a request and reads the whole answer.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Stops the test unless the status is this one.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Stops the test unless this is a well-formed problem document of this status and code; returns it.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        let answer = self.expect_status(status);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
        let problem = answer.json();
        assert_eq!(problem["status"], json!(status));
        assert_eq!(problem["code"], code, "{problem:#}");
        for member in ["type", "title", "detail", "request_id"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} in {problem:#}");
        }
        assert_eq!(problem["request_id"], answer.header("x-request-id"));
        problem
    }

    /// The body as JSON; null when it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value, empty when it is absent.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The ETag; the test stops when there is none.
    #[track_caller]
    pub fn etag(&self) -> String {
        let etag = self.header("etag");
        assert!(!etag.is_empty(), "no ETag: {} {}", self.status, self.text());
        etag
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}
