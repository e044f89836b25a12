//! A whole world on loopback: a portal, an Auth0 tenant, a demo identity provider, and the accounts in them.

use std::{fs, process::Stdio, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    Caller, Visitor, database,
    process::{Server, free_port, program},
};

/// What a test wants to be different from the demo.
#[derive(Default, Clone)]
pub struct WorldOptions {
    /// How long the worker waits between claiming a job and calling Auth0.
    pub pause_before_upstream_ms: u64,
    /// When a test sign-in counts as given up, in seconds; 90 when left out.
    pub test_watchdog_s: Option<u32>,
    /// The linter's policy; `strict` when left out.
    pub linter_policy: Option<&'static str>,
    /// How long a day is for which a replaced connection is kept, in milliseconds; a real one when left out.
    pub keep_day_ms: Option<u64>,
    /// How long a day is for the proof of domains, in milliseconds, with few days between its steps; a real one when left
    /// out.
    pub domain_day_ms: Option<u64>,
}

/// A ready-made account.
#[derive(Clone, Debug)]
pub struct Account {
    /// `owner`, `viewer` or `operator`.
    pub role: String,
    /// The organization's name in Auth0.
    pub organization: Option<String>,
    /// What to sign in with.
    pub email: String,
    /// What to sign in with.
    pub password: String,
}

/// A portal, an Auth0 tenant and a demo identity provider. All end with this value.
pub struct World {
    /// Such as `http://localhost:4800`, without a slash at the end.
    pub portal_url: String,
    /// What the Auth0 tenant announced.
    pub auth0: Value,
    /// What the demo identity provider announced.
    pub idp: Value,
    /// For requests of the test itself.
    pub http: reqwest::Client,
    portal: Option<Server>,
    _tenant: Server,
    _provider: Server,
    folder: TempDir,
}

impl World {
    /// Starts everything and waits until the portal is ready.
    pub async fn start() -> Self {
        Self::start_with(WorldOptions::default()).await
    }

    /// The same with differences.
    pub async fn start_with(options: WorldOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let portal_url = format!("http://localhost:{port}");
        let (tenant, auth0) = Server::start_announcing(
            program("latchkey-simulator")
                .args(["--port", "0", "--dns-port", "0", "--seed", "demo", "--json"])
                .args(["--portal-url", &portal_url])
                .stderr(log(&folder, "auth0")),
        );
        let (provider, idp) = Server::start_announcing(
            program("latchkey-demo-idp").args(["--port", "0", "--json"]).stderr(log(&folder, "idp")),
        );
        let database = database::fresh(folder.path()).await;
        let config = config(&portal_url, port, &database, &auth0, &options);
        fs::write(folder.path().join("latchkey.toml"), toml::to_string(&config).unwrap()).unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut world =
            Self { portal_url, auth0, idp, http, portal: None, _tenant: tenant, _provider: provider, folder };
        world.start_portal().await;
        world
    }

    /// Starts the portal again after `kill_portal`, on the same database and port.
    pub async fn start_portal(&mut self) {
        let config = self.folder.path().join("latchkey.toml");
        let mut command = program("latchkey");
        command
            .args(["serve", "--config"])
            .arg(config)
            .stdout(Stdio::null())
            .stderr(log(&self.folder, "latchkey"));
        self.portal = Some(Server::start(&mut command));
        let ready = async || {
            let answer = self.http.get(format!("{}/readyz", self.portal_url)).send().await;
            answer.is_ok_and(|answer| answer.status().is_success())
        };
        assert!(
            eventually(Duration::from_secs(30), ready).await,
            "the portal is not ready:\n{}",
            self.portal_log()
        );
    }

    /// Changes the portal's configuration for its next start.
    pub fn reconfigure(&self, change: impl FnOnce(&mut Value)) {
        let path = self.folder.path().join("latchkey.toml");
        let mut config: Value = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        change(&mut config);
        fs::write(path, toml::to_string(&config).unwrap()).unwrap();
    }

    /// SIGKILL to the portal.
    pub fn kill_portal(&mut self) {
        self.portal.take().expect("the portal runs").kill();
    }

    /// What the portal has logged so far.
    pub fn portal_log(&self) -> String {
        fs::read_to_string(self.folder.path().join("latchkey.log")).unwrap_or_default()
    }

    /// The portal's whole folder: database (when SQLite), configuration, logs.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A ready-made account by role and organization name.
    pub fn account(&self, role: &str, organization: Option<&str>) -> Account {
        let accounts = self.auth0["accounts"].as_array().unwrap();
        let found = accounts
            .iter()
            .find(|account| account["role"] == role && account["organization_name"].as_str() == organization);
        let account = found.unwrap_or_else(|| panic!("no {role} of {organization:?}"));
        let text = |member: &str| account[member].as_str().map(str::to_owned);
        Account {
            role: role.to_owned(),
            organization: text("organization_name"),
            email: text("email").unwrap(),
            password: text("password").unwrap(),
        }
    }

    /// Signs a person in through the portal, and returns their session as a caller of the API.
    pub async fn sign_in(&self, role: &str, organization: Option<&str>) -> Caller {
        let mut visitor = Visitor::new();
        visitor.sign_in_to_portal(self, &self.account(role, organization)).await;
        visitor.into_caller(self).await
    }

    /// The partner system, with a token from the client-credentials grant.
    pub async fn partner(&self) -> Caller {
        Caller::bearer(&self.portal_url, &self.token(&self.auth0["partner"]).await)
    }

    /// A client-credentials token for credentials as the tenant announced them.
    pub async fn token(&self, credentials: &Value) -> String {
        let answer = self.http.post(credentials["token_url"].as_str().unwrap()).json(&json!({
            "grant_type": "client_credentials",
            "client_id": credentials["client_id"],
            "client_secret": credentials["client_secret"],
            "audience": credentials["audience"],
        }));
        let body: Value = answer.send().await.unwrap().json().await.unwrap();
        body["access_token"].as_str().unwrap_or_else(|| panic!("no token: {body}")).to_owned()
    }

    /// Latchkey's id of an organization, by its name.
    pub async fn organization_id(&self, name: &str) -> String {
        let page =
            self.partner().await.get("/api/v1/organizations?limit=100").await.expect_status(200).json();
        let found = page["data"].as_array().unwrap().iter().find(|organization| organization["name"] == name);
        found.expect("a seeded organization")["id"].as_str().unwrap().to_owned()
    }

    /// Asks the tenant's Management API itself, with a token that has every scope.
    pub async fn auth0_get(&self, path: &str) -> Value {
        let token = self.token(&self.auth0["management"]).await;
        let url = format!("{}api/v2/{path}", self.auth0["issuer"].as_str().unwrap());
        self.http.get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap()
    }

    /// Changes something in the tenant behind the portal's back, as somebody in Auth0's dashboard would.
    pub async fn auth0_patch(&self, path: &str, body: Value) {
        let token = self.token(&self.auth0["management"]).await;
        let url = format!("{}api/v2/{path}", self.auth0["issuer"].as_str().unwrap());
        let answer = self.http.patch(url).bearer_auth(token).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Switches an organization's connection of this strategy on or off in the tenant.
    pub async fn switch_way_in(&self, organization: &str, strategy: &str, on: bool) {
        let organization = self.auth0_get(&format!("organizations/name/{organization}")).await;
        let path = format!("organizations/{}/connections", organization["id"].as_str().unwrap());
        let list = self.auth0_get(&path).await;
        let mut list = list.as_array().unwrap().iter();
        let found = list.find(|one| one["connection"]["strategy"] == strategy).unwrap();
        let id = found["connection_id"].as_str().unwrap();
        self.auth0_patch(&format!("{path}/{id}"), json!({ "is_enabled": on })).await;
    }

    /// Makes the tenant misbehave.
    pub async fn auth0_fault(&self, fault: Value) {
        let url = format!("{}/faults", self.auth0["admin_url"].as_str().unwrap());
        let answer = self.http.post(url).json(&fault).send().await.unwrap();
        assert_eq!(answer.status(), 204);
    }

    /// Publishes what a name has of one type of record, `TXT`, `CNAME` or `NS`; without values it has none.
    pub async fn dns_set(&self, name: &str, kind: &str, values: &[&str]) {
        self.dns_order("records", json!({ "name": name, "type": kind, "values": values })).await;
    }

    /// Makes the name server misbehave for a name: `servfail`, `timeout`, `slow` (a second); `none` ends it.
    pub async fn dns_misbehave(&self, name: &str, effect: &str) {
        self.dns_order("misbehaviour", json!({ "name": name, "effect": effect })).await;
    }

    async fn dns_order(&self, what: &str, order: Value) {
        let url = format!("{}/dns/{what}", self.auth0["admin_url"].as_str().unwrap());
        let answer = self.http.put(url).json(&order).send().await.unwrap();
        assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    }

    /// A token with these claims, signed by the tenant's own key.
    pub async fn signed_by_tenant(&self, claims: &Value) -> String {
        let url = format!("{}/sign", self.auth0["admin_url"].as_str().unwrap());
        let body: Value = self.http.post(url).json(claims).send().await.unwrap().json().await.unwrap();
        body["token"].as_str().unwrap_or_else(|| panic!("not signed: {body}")).to_owned()
    }

    /// The Management API requests that the tenant has seen.
    pub async fn auth0_requests(&self) -> Vec<Value> {
        let url = format!("{}/requests", self.auth0["admin_url"].as_str().unwrap());
        let body: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        body.as_array().cloned().unwrap_or_default()
    }

    /// Sets the demo identity provider's switches; the ones left out are off.
    pub async fn idp_switches(&self, switches: Value) {
        let url = format!("{}/api/switches", self.idp["base_url"].as_str().unwrap().trim_end_matches('/'));
        let mut all = json!({
            "wrong_certificate": false, "wrong_audience": false, "no_email": false,
            "expired_assertion": false, "user_not_assigned": false,
        });
        for (name, value) in switches.as_object().unwrap() {
            all[name] = value.clone();
        }
        let answer = self.http.put(url).json(&all).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// A person known to the demo identity provider: e-mail address and password.
    pub fn idp_user(&self) -> (String, String) {
        let user = &self.idp["users"][0];
        (user["email"].as_str().unwrap().to_owned(), user["password"].as_str().unwrap().to_owned())
    }
}

/// Asks again and again until it holds or the time is over.
pub(crate) async fn eventually(limit: Duration, mut holds: impl AsyncFnMut() -> bool) -> bool {
    let began = std::time::Instant::now();
    while began.elapsed() < limit {
        if holds().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

fn log(folder: &TempDir, name: &str) -> fs::File {
    let path = folder.path().join(format!("{name}.log"));
    fs::OpenOptions::new().create(true).append(true).open(path).unwrap()
}

fn config(portal_url: &str, port: u16, database: &str, auth0: &Value, options: &WorldOptions) -> Value {
    let issuer = auth0["issuer"].as_str().unwrap();
    json!({
        "public_url": portal_url,
        "listen": format!("127.0.0.1:{port}"),
        "database_url": database,
        "vendor": { "name": "Acme Cloud" },
        "sealing_keys": [{ "id": "test", "key": "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktMTIzNDU=" }],
        "tenant": {
            "name": "local",
            "issuer": issuer,
            "management_api": format!("{issuer}api/v2/"),
            "client_id": auth0["management"]["client_id"],
            "client_secret": auth0["management"]["client_secret"],
            "audience": auth0["management"]["audience"],
            "token_url": auth0["management"]["token_url"],
            "log_stream_secret": "log-stream-secret-of-this-test",
        },
        "login": auth0["portal"],
        "test_application": auth0["test_application"],
        "applications": auth0["applications"],
        "outbound": { "allow_hosts": ["localhost"] },
        "linter": { "policy": options.linter_policy.unwrap_or("strict") },
        "worker": { "poll_interval_ms": 100, "pause_before_upstream_ms": options.pause_before_upstream_ms,
            "watch_interval_ms": 300, "compare_after_ms": 0, "clock_interval_ms": 200,
            "keep_day_ms": options.keep_day_ms.unwrap_or(86_400_000), "test_watchdog_s": options.test_watchdog_s.unwrap_or(90),
        },
        "sign_ins": { "pull_interval_s": 1 },
        "domains": {
            "resolvers": [{ "name": "Demo DNS", "address": auth0["dns"] }],
            "allow_reserved_names": true,
            "first_check_after_s": 0,
            "day_ms": options.domain_day_ms.unwrap_or(86_400_000),
            "recheck_days": if options.domain_day_ms.is_some() { 2 } else { 30 },
            "grace_days": if options.domain_day_ms.is_some() { 4 } else { 14 },
        },
    })
}
