//! The Management API through HTTP: what a caller with every scope sees, and what one without sees.

mod access;
mod actions;
mod blocks;
mod client_metadata;
mod clients;
mod connections;
mod experimentation;
mod factors;
mod groups;
mod identities;
mod jobs;
mod keys;
mod logs;
mod organizations;
mod people;
mod plain;
mod self_service;
mod settings;

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{self, Running, Seed, Settings};

/// A fresh tenant and a token with every scope.
struct World {
    running: Arc<Running>,
    http: reqwest::Client,
    token: String,
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    body: Value,
}

impl World {
    async fn start() -> Self {
        let running = server::start(Settings { seed: Seed::Empty, ..Settings::default() }).unwrap();
        let world = Self { running: Arc::new(running), http: reqwest::Client::new(), token: String::new() };
        world.renewed().await
    }

    /// The same tenant with a new token.
    async fn renewed(&self) -> Self {
        let machine = self.running.announcement().management;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &machine.credentials.client_id),
            ("client_secret", &machine.credentials.client_secret),
            ("audience", &machine.audience),
        ];
        let answer: Value =
            self.http.post(&machine.token_url).form(&form).send().await.unwrap().json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self { running: Arc::clone(&self.running), http: self.http.clone(), token }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let url = self.running.tenant.url(&format!("api/v2{path}"));
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// What the token endpoint answers.
    async fn token(&self, body: &Value) -> Answer {
        let url = self.running.tenant.url("oauth/token");
        let answer = self.http.post(url).json(body).send().await.unwrap();
        Answer { status: answer.status().as_u16(), body: answer.json().await.unwrap() }
    }

    /// The same tenant seen by the bearer of another token.
    fn with_token(&self, token: &str) -> Self {
        Self { running: Arc::clone(&self.running), http: self.http.clone(), token: token.to_owned() }
    }

    /// A token of an application that was granted these scopes only.
    async fn with_scopes(&self, scopes: &[&str]) -> Self {
        let client = self.post("/clients", json!({ "name": "Narrow", "app_type": "non_interactive" })).await;
        let audience = self.running.tenant.management_audience();
        let grant = json!({ "client_id": client.body["client_id"], "audience": audience, "scope": scopes });
        assert_eq!(self.post("/client-grants", grant).await.status, 201);
        let form = json!({
            "grant_type": "client_credentials", "client_id": client.body["client_id"],
            "client_secret": client.body["client_secret"], "audience": audience,
        });
        self.with_token(&self.token(&form).await.text("access_token"))
    }
}

impl Answer {
    /// The body, when the status is this one.
    #[track_caller]
    fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The message of a refusal with this status.
    #[track_caller]
    fn refused(self, status: u16) -> String {
        let body = self.expect(status);
        assert_eq!(body["statusCode"], json!(status));
        body["message"].as_str().unwrap().to_owned()
    }

    /// The text of a member.
    #[track_caller]
    fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.body)).to_owned()
    }
}
