//! What an owner does in a portal, step by step, through the API.

use serde_json::{Value, json};

use crate::{Caller, Page, Visitor, World};

/// Where an owner works.
pub const CONNECTIONS: &str = "/api/v1/organizations/current/connections";

/// A connection as an owner works on it.
pub struct Connection<'a> {
    /// The owner.
    pub owner: &'a Caller,
    /// The connection's address.
    pub path: String,
}

impl<'a> Connection<'a> {
    /// A new draft with these settings.
    pub async fn create(owner: &'a Caller, body: Value) -> Self {
        let created = owner.post(CONNECTIONS, body).await.expect_status(201).json();
        assert_eq!(created["state"], "draft", "{created:#}");
        Self { owner, path: format!("{CONNECTIONS}/{}", created["id"].as_str().unwrap()) }
    }

    /// A draft of the demo provider by SAML metadata address.
    pub async fn saml(world: &World, owner: &'a Caller) -> Self {
        let saml = json!({ "metadata_url": world.idp["saml_metadata_url"] });
        Self::create(
            owner,
            json!({ "provider": "custom-saml", "display_name": "Globex staff", "saml": saml }),
        )
        .await
    }

    /// A draft of the demo provider by OpenID Connect.
    pub async fn oidc(world: &World, owner: &'a Caller) -> Self {
        let oidc = json!({
            "issuer": world.idp["oidc_issuer"],
            "client_id": world.idp["oidc_client_id"],
            "client_secret": world.idp["oidc_client_secret"],
        });
        Self::create(
            owner,
            json!({ "provider": "custom-oidc", "display_name": "Globex staff", "oidc": oidc }),
        )
        .await
    }

    /// How it is now.
    pub async fn now(&self) -> Value {
        self.owner.get(&self.path).await.expect_status(200).json()
    }

    /// Waits until Auth0 agrees and it is in this state.
    pub async fn until(&self, state: &str) -> Value {
        let settled = |one: &Value| one["state"] == state && one["sync"]["state"] == "in_sync";
        self.owner.get_until(&self.path, settled).await
    }

    /// Writes the draft to Auth0.
    pub async fn configure(&self) -> Value {
        let answer = self.owner.post(&format!("{}/configure", self.path), json!({})).await.expect_status(202);
        assert!(answer.header("location").starts_with("/api/v1/jobs/job_"), "{}", answer.header("location"));
        self.until("configured").await
    }

    /// Starts a test run: its address in the API and the address to open.
    pub async fn start_test(&self) -> (String, String) {
        let run =
            self.owner.post(&format!("{}/test-runs", self.path), json!({})).await.expect_status(201).json();
        assert_eq!(run["state"], "pending");
        let path = format!("{}/test-runs/{}", self.path, run["id"].as_str().unwrap());
        (path, run["open_url"].as_str().unwrap().to_owned())
    }

    /// Runs a test sign-in as a person of the demo provider to its end.
    pub async fn test(&self, world: &World) -> Value {
        let (path, open_url) = self.start_test().await;
        let visitor = Visitor::new();
        sign_in_at_provider(&visitor, world, &open_url).await;
        self.owner.get_until(&path, |run| run["state"] != "pending").await
    }

    /// Lets people use it.
    pub async fn activate(&self, body: Value) -> Value {
        self.owner.post(&format!("{}/activate", self.path), body).await.expect_status(202);
        self.until("active").await
    }

    /// Draft to active for everyone.
    pub async fn bring_up(&self, world: &World) -> Value {
        self.configure().await;
        let run = self.test(world).await;
        assert_eq!(run["state"], "succeeded", "{run:#}");
        let warnings: Vec<Value> = self.warnings().await;
        self.activate(json!({ "rollout": "everyone", "acknowledge": warnings })).await
    }

    /// The codes of its warnings.
    pub async fn warnings(&self) -> Vec<Value> {
        let now = self.now().await;
        let findings = now["findings"].as_array().unwrap().iter();
        findings
            .filter(|finding| finding["severity"] == "warning")
            .map(|finding| finding["code"].clone())
            .collect()
    }
}

/// Follows an address to the demo provider, signs in there as its first user, and goes wherever that leads.
pub async fn sign_in_at_provider(visitor: &Visitor, world: &World, url: &str) -> Page {
    let (email, password) = world.idp_user();
    let mut page = visitor.open(url).await;
    while page.hands_over() {
        page = visitor.submit(&page, &[]).await;
    }
    visitor.sign_in_at(page, &email, &password).await
}
