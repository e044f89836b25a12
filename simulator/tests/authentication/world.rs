//! A tenant, a demo identity provider, an application and a browser.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};
use simulator::{
    clock::ShiftedClock,
    demo_idp,
    server::{self, Seed, Settings},
};
use url::Url;

use crate::browser::{Browser, Page};

/// Where the application's portal would be; the browser stops there.
const PORTAL: &str = "http://localhost:9";

pub(crate) struct World {
    /// They answer as long as this value lives.
    _running: (server::Running, demo_idp::Running),
    /// What the tenant announced.
    pub(crate) told: Value,
    /// What the provider announced.
    pub(crate) idp_told: Value,
    pub(crate) clock: Arc<ShiftedClock>,
    pub(crate) browser: Browser,
    pub(crate) http: reqwest::Client,
    token: String,
}

impl World {
    pub(crate) async fn start() -> Self {
        let clock = Arc::new(ShiftedClock::default());
        let idp =
            demo_idp::start(demo_idp::Settings { port: 0, state_file: None, clock: Arc::clone(&clock) as _ })
                .unwrap();
        let tenant = server::start(Settings {
            seed: Seed::Demo,
            portal_url: PORTAL.to_owned(),
            clock: Arc::clone(&clock) as _,
            ..Settings::default()
        })
        .unwrap();
        let told = serde_json::to_value(tenant.announcement()).unwrap();
        let idp_told = serde_json::to_value(idp.announcement()).unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut world = Self {
            _running: (tenant, idp),
            told,
            idp_told,
            clock,
            browser: Browser::default(),
            http,
            token: String::new(),
        };
        world.token = world.management_token().await;
        world
    }

    async fn management_token(&self) -> String {
        let client = &self.told["management"];
        let (status, tokens) = self
            .exchange(&[
                ("grant_type", "client_credentials"),
                ("client_id", text(&client["client_id"])),
                ("client_secret", text(&client["client_secret"])),
                ("audience", text(&client["audience"])),
            ])
            .await;
        assert_eq!(status, 200, "{tokens}");
        text(&tokens["access_token"]).to_owned()
    }

    /// An address of the tenant.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", text(&self.told["issuer"]))
    }

    /// An address of the demo identity provider.
    pub(crate) fn idp_url(&self, path: &str) -> String {
        format!("{}{path}", text(&self.idp_told["base_url"]))
    }

    /// Calls the Management API.
    pub(crate) async fn api(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = self.http.request(method, self.url(&format!("api/v2/{path}"))).bearer_auth(&self.token);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        (status, answer.json().await.unwrap_or_default())
    }

    /// Calls it and wants success.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.api(method, path, Some(body)).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.api(Method::GET, path, None).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    /// A connection on which events come as they happen.
    pub(crate) async fn listen(&self, query: &str) -> reqwest::Response {
        let url = self.url(&format!("api/v2/events?{query}"));
        let answer = self.http.get(url).bearer_auth(&self.token).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer
    }

    /// The application that tests sign in to: its id and secret.
    pub(crate) fn client(&self) -> (&str, &str) {
        let client = &self.told["test_application"];
        (text(&client["client_id"]), text(&client["client_secret"]))
    }

    pub(crate) fn callback(&self) -> String {
        format!("{PORTAL}/test-callback")
    }

    /// Makes a connection that the application may use; answers its id.
    pub(crate) async fn connect(&self, strategy: &str, name: &str, options: Value) -> String {
        let body = json!({
            "name": name, "strategy": strategy, "options": options, "enabled_clients": [self.client().0],
        });
        text(&self.call(Method::POST, "connections", body).await["id"]).to_owned()
    }

    /// A connection to the demo identity provider by SAML, with these options beside.
    pub(crate) async fn connect_saml(&self, name: &str, more: Value) -> String {
        let metadata = self.http.get(text(&self.idp_told["saml_metadata_url"])).send().await.unwrap();
        let mut options = json!({ "metadataXml": metadata.text().await.unwrap() });
        options.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.connect("samlp", name, options).await
    }

    /// Changes options as an administrator does: read, change, write all of them.
    pub(crate) async fn change_options(&self, connection: &str, more: Value) {
        let mut options = self.get(&format!("connections/{connection}")).await["options"].clone();
        options.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        self.call(Method::PATCH, &format!("connections/{connection}"), json!({ "options": options })).await;
    }

    /// The organization of this name.
    pub(crate) async fn organization(&self, name: &str) -> String {
        text(&self.get(&format!("organizations/name/{name}")).await["id"]).to_owned()
    }

    /// Lets an organization use a connection.
    pub(crate) async fn use_in(&self, organization: &str, connection: &str, assign: bool) {
        let body = json!({ "connection_id": connection, "assign_membership_on_login": assign });
        self.call(Method::POST, &format!("organizations/{organization}/enabled_connections"), body).await;
    }

    /// Opens the sign-in of the application with these parameters beside the usual ones.
    pub(crate) async fn authorize(&self, more: &[(&str, &str)]) -> Page {
        self.browser.open(self.authorize_url(more).as_str()).await
    }

    pub(crate) fn authorize_url(&self, more: &[(&str, &str)]) -> Url {
        let mut all: BTreeMap<&str, &str> = BTreeMap::from([
            ("response_type", "code"),
            ("client_id", self.client().0),
            ("scope", "openid profile email"),
            ("state", "a state"),
            ("nonce", "a nonce"),
        ]);
        all.extend(more.iter().copied());
        let mut url: Url = self.url("authorize").parse().unwrap();
        url.query_pairs_mut().extend_pairs(all).append_pair("redirect_uri", &self.callback());
        url
    }

    /// Fills the provider's page with the first person's account.
    pub(crate) async fn sign_in_at_provider(&self, page: &Page) -> Page {
        let user = &self.idp_told["users"][0];
        let fill = [("username", text(&user["email"])), ("password", text(&user["password"]))];
        self.browser.submit(page, &fill).await
    }

    /// Signs in through a connection at the demo identity provider; answers where the application is told.
    pub(crate) async fn through(&self, connection: &str, more: &[(&str, &str)]) -> Page {
        let with: Vec<_> = more.iter().copied().chain([("connection", connection)]).collect();
        let page = self.authorize(&with).await;
        let page = if page.body.contains("type=\"password\"") {
            self.sign_in_at_provider(&page).await
        } else {
            page
        };
        assert!(
            page.url.as_str().starts_with(&self.callback()),
            "{} {}: {}",
            page.status,
            page.url,
            page.body
        );
        page
    }

    /// Signs in and reads the ID token.
    pub(crate) async fn claims_through(&self, connection: &str) -> Value {
        let page = self.through(connection, &[]).await;
        self.claims(&page).await
    }

    /// The ID token of a sign-in that ended here.
    pub(crate) async fn claims(&self, page: &Page) -> Value {
        claims(text(&self.tokens(page).await["id_token"]))
    }

    /// The tokens of a sign-in that ended here.
    pub(crate) async fn tokens(&self, page: &Page) -> Value {
        let code = page.parameter("code").unwrap_or_else(|| panic!("no code: {}", page.url));
        let (client, secret) = self.client();
        let (status, tokens) = self
            .exchange(&[
                ("grant_type", "authorization_code"),
                ("client_id", client),
                ("client_secret", secret),
                ("redirect_uri", &self.callback()),
                ("code", &code),
            ])
            .await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    /// Posts to the token endpoint.
    pub(crate) async fn exchange(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let answer = self.http.post(self.url("oauth/token")).form(form).send().await.unwrap();
        let status = answer.status();
        (status, answer.json().await.unwrap())
    }

    /// The newest log records of a type, newest first.
    pub(crate) async fn logs(&self, kind: &str) -> Vec<Map<String, Value>> {
        let found = self.get(&format!("logs?q=type:{kind}&per_page=50")).await;
        serde_json::from_value(found).unwrap()
    }

    /// The newest log record of a type.
    pub(crate) async fn log(&self, kind: &str) -> Value {
        let record = self.logs(kind).await.into_iter().next();
        Value::Object(record.unwrap_or_else(|| panic!("no log record of type {kind}")))
    }

    /// Switches one of the provider's faults on and all others off; none with an empty name.
    pub(crate) async fn misbehave(&self, switch: &str) {
        let body = if switch.is_empty() { json!({}) } else { json!({ switch: true }) };
        let answer = self.http.put(self.idp_url("/api/switches")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }

    /// Says where addresses really lead.
    pub(crate) async fn places(&self, places: Value) {
        let url = format!("{}/places", text(&self.told["admin_url"]));
        assert_eq!(self.http.put(url).json(&places).send().await.unwrap().status(), 204);
    }

    /// The account of this role: address and password.
    pub(crate) fn account(&self, role: &str, organization: Option<&str>) -> (String, String) {
        let accounts = self.told["accounts"].as_array().unwrap().iter();
        let mut fitting =
            accounts.filter(|one| one["role"] == role && one["organization_name"].as_str() == organization);
        let account = fitting.next().unwrap();
        (text(&account["email"]).to_owned(), text(&account["password"]).to_owned())
    }

    pub(crate) fn advance(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }
}

/// A member that must be a text.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    part(token, 1)
}

/// The header of a token.
pub(crate) fn header(token: &str) -> Value {
    part(token, 0)
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Asks again and again until it holds.
pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never: {what}")
}
