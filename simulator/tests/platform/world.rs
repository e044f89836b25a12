//! A tenant that answers, and a caller of its Management API.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use simulator::{
    budget::Tier,
    clock::Clock,
    server::{self, Running, Seed, Settings},
};

/// A clock that stands still unless it is moved.
pub(crate) struct StandingClock(Mutex<DateTime<Utc>>);

impl StandingClock {
    /// At the beginning of a day.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(DateTime::from_timestamp(1_790_035_200, 0).unwrap())))
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for StandingClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// A tenant and a token with every scope.
pub(crate) struct World {
    pub(crate) running: Running,
    pub(crate) http: Client,
    pub(crate) token: String,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(Settings { seed: Seed::Empty, ..Settings::default() }).await
    }

    pub(crate) async fn of_tier(tier: Tier, clock: &Arc<StandingClock>) -> Self {
        let clock: Arc<dyn Clock> = clock.clone();
        Self::with(Settings { seed: Seed::Demo, tier, clock, ..Settings::default() }).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let running = server::start(settings).unwrap();
        let http = Client::new();
        let announced = serde_json::to_value(running.announcement()).unwrap();
        let token = token(&http, &announced["management"]).await;
        Self { running, http, token }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.running.tenant.url(path)
    }

    /// A request to the Management API.
    pub(crate) fn api(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(&format!("api/v2/{path}"))).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.api(Method::GET, path).send().await.unwrap()
    }

    /// A request to the admin endpoints.
    pub(crate) async fn admin(&self, method: Method, path: &str, body: Value) -> Response {
        self.http.request(method, self.url(&format!("_simulator/{path}"))).json(&body).send().await.unwrap()
    }

    pub(crate) async fn create_organization(&self, name: &str) -> Response {
        self.api(Method::POST, "organizations").json(&json!({ "name": name })).send().await.unwrap()
    }

    /// Names of the organizations, as a reader sees them.
    pub(crate) async fn organizations(&self) -> Vec<String> {
        let list: Vec<Value> = self.get("organizations").await.json().await.unwrap();
        list.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Records of the tenant log of one type.
    pub(crate) async fn logs(&self, kind: &str) -> Vec<Value> {
        self.get(&format!("logs?q=type:{kind}")).await.json().await.unwrap()
    }
}

/// A token for announced credentials.
pub(crate) async fn token(http: &Client, credentials: &Value) -> String {
    let answer = http.post(credentials["token_url"].as_str().unwrap()).json(&json!({
        "grant_type": "client_credentials",
        "client_id": credentials["client_id"],
        "client_secret": credentials["client_secret"],
        "audience": credentials["audience"],
    }));
    let body: Value = answer.send().await.unwrap().json().await.unwrap();
    body["access_token"].as_str().unwrap_or_else(|| panic!("no token: {body}")).to_owned()
}

/// A header that is a number.
pub(crate) fn number(answer: &Response, name: &str) -> i64 {
    answer.headers()[name].to_str().unwrap().parse().unwrap()
}
