//! A fresh tenant for one recording, and how the runner speaks to it.

use std::sync::Arc;

use chrono::TimeDelta;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    budget::Tier,
    clock::ShiftedClock,
    server::{self, Running, Seed, Settings, StartError},
    tenant::{Tenant, keys::KeyError},
};

use super::{
    born,
    fixtures::RecordedDocuments,
    mapping::Mapping,
    openapi::Document,
    people, presupposed,
    recording::{Interaction, Recording},
    unmakeable,
};

/// Recorded requests came this far apart, more or less.
const PAUSE: TimeDelta = TimeDelta::seconds(1);

/// The tenant of one recording.
pub(super) struct Stage {
    running: Running,
    clock: Arc<ShiftedClock>,
    http: Client,
    token: String,
    /// The runner's own application, which no recorded list holds.
    own_client: String,
    pub(super) documents: Arc<RecordedDocuments>,
    pub(super) mapping: Mapping,
}

/// The tenant could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// It does not start.
    #[error("the tenant does not start")]
    Start(#[from] StartError),
    /// It does not answer.
    #[error("the tenant does not answer")]
    Http(#[from] reqwest::Error),
    /// A recorded method is none.
    #[error("{0} is no HTTP method")]
    Method(String),
    /// It has no keys.
    #[error("the tenant has no keys")]
    Keys(#[from] KeyError),
    /// It gives no token.
    #[error("the tenant gives no token: {0}")]
    Token(String),
}

/// What the tenant answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Option<Value>,
}

impl Stage {
    /// A tenant that holds what the recording presupposes. Also says what could not be put there.
    pub(super) async fn set(
        document: &Document,
        recording: &Recording,
    ) -> Result<(Self, Vec<String>), StageError> {
        let documents = Arc::new(RecordedDocuments::default());
        let clock = Arc::new(ShiftedClock::default());
        let running = server::start(Settings {
            seed: Seed::Empty,
            clock: clock.clone(),
            tier: tier_of(recording),
            ..Settings::default()
        })?;
        running.tenant.read_provider_documents_from(documents.clone());
        let own_client = running.announcement().management.credentials.client_id;
        withhold_scopes(&running.tenant, &own_client, recording);
        born::set_keys(&running.tenant, recording)?;
        let http = Client::new();
        let token = token(&http, &running).await?;
        let mut stage =
            Self { running, clock, http, token, own_client, documents, mapping: Mapping::default() };
        let complaints = stage.furnish(document, recording).await?;
        born::set_login_route(&stage.running.tenant, recording);
        unmakeable::keep_logs(&stage.running.tenant, recording);
        unmakeable::keep_groups(&stage.running.tenant, &stage.mapping, recording);
        unmakeable::keep_grants(&stage.running.tenant, &stage.mapping, recording);
        Ok((stage, complaints))
    }

    async fn furnish(
        &mut self,
        document: &Document,
        recording: &Recording,
    ) -> Result<Vec<String>, StageError> {
        let mut complaints = Vec::new();
        for one in presupposed::collect(document, &recording.interactions) {
            if one.identity.as_deref().is_some_and(|identity| self.mapping.knows(identity)) {
                continue;
            }
            if let Some(ours) = born::find(&self.running.tenant, &one) {
                self.mapping.learn(&one.shown, &ours);
                continue;
            }
            let Some(template) = document.template(&one.place) else { continue };
            let mut whole = one.shown.clone();
            one.complete(&mut whole);
            let fit = |shown: &Value| document.fit(one.method, template, shown);
            let Some(mut body) = fit(&one.shown).or_else(|| fit(&whole)) else {
                continue;
            };
            one.complete(&mut body);
            if one.place == people::PLACE {
                people::keep_id(&mut body);
            }
            let body = self.mapping.value(&body);
            let path = self.mapping.path(&one.place);
            let answer = self.send(one.method, &path, "", Some(&body)).await?;
            match &answer.body {
                Some(made) if answer.status < 300 => self.mapping.learn(&one.shown, made),
                refusal if answer.status >= 300 => complaints.push(format!(
                    "{} {} was refused while the tenant was furnished: {} {}",
                    one.method,
                    one.place,
                    answer.status,
                    refusal.as_ref().map_or(Value::Null, |body| body["message"].clone()),
                )),
                _ => {}
            }
        }
        Ok(complaints)
    }

    /// Sends a recorded request, a moment after the one before.
    pub(super) async fn replay(&self, interaction: &Interaction) -> Result<Answer, StageError> {
        self.clock.advance(PAUSE);
        let path = self.mapping.path(&interaction.path);
        let query = self.mapping.query(&interaction.query);
        let body = interaction.body.as_ref().map(|body| self.mapping.value(body));
        let body = body.filter(|_| interaction.method != "GET");
        let mut answer = self.send(&interaction.method, &path, &query, body.as_ref()).await?;
        if let Some(body) = &mut answer.body {
            self.hide_own(body);
        }
        Ok(answer)
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: Option<&Value>,
    ) -> Result<Answer, StageError> {
        let kind =
            Method::from_bytes(method.as_bytes()).map_err(|_| StageError::Method(method.to_owned()))?;
        let separator = if query.is_empty() { "" } else { "?" };
        let address = self.running.tenant.url(&format!("api/v2{path}{separator}{query}"));
        let mut request = self.http.request(kind, address).bearer_auth(&self.token);
        request = match body {
            None => request,
            Some(Value::String(text)) if text.starts_with("--") => send_form(request, text),
            Some(body) => request.json(body),
        };
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await?;
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        let body = (!bytes.is_empty()).then(|| serde_json::from_slice(&bytes).unwrap_or_else(|_| text()));
        Ok(Answer { status, body })
    }

    /// Takes the runner's own application out of lists.
    fn hide_own(&self, body: &mut Value) {
        let mut hidden = 0;
        let lists: Vec<&mut Vec<Value>> = match body {
            Value::Object(members) => members.values_mut().filter_map(Value::as_array_mut).collect(),
            Value::Array(items) => vec![items],
            _ => Vec::new(),
        };
        for list in lists {
            let before = list.len();
            list.retain(|row| row["client_id"] != json!(self.own_client));
            hidden += before - list.len();
        }
        if hidden > 0
            && let Some(total) = body.get_mut("total")
        {
            *total = json!(total.as_u64().unwrap_or_default().saturating_sub(hidden as u64));
        }
    }

    /// Ends the tenant.
    pub(super) async fn strike(self) {
        self.running.stop().await;
    }
}

/// A recorded form of several parts begins with its delimiter.
fn send_form(request: RequestBuilder, text: &str) -> RequestBuilder {
    let boundary = text.lines().next().unwrap_or_default().trim_start_matches("--");
    let kind = format!("multipart/form-data; boundary={boundary}");
    request.header("content-type", kind).body(text.to_owned())
}

/// A tenant that was refused what its plan lacks had the smallest plan; of others nothing is known.
fn tier_of(recording: &Recording) -> Tier {
    let lacks = |one: &Interaction| {
        one.answer.as_ref().is_some_and(|answer| answer["errorCode"] == "insufficient_entitlement")
    };
    if recording.interactions.iter().any(lacks) { Tier::Free } else { Tier::Off }
}

/// A recorded "Insufficient scope" tells which scopes the recorded token did not have.
fn withhold_scopes(tenant: &Tenant, client: &str, recording: &Recording) {
    let refused = recording.interactions.iter().filter(|interaction| interaction.status == 403);
    let messages = refused.filter_map(|interaction| interaction.answer.as_ref()?["message"].as_str());
    let missing: Vec<&str> = messages
        .filter_map(|message| message.strip_prefix("Insufficient scope, expected any of: "))
        .flat_map(|scopes| scopes.split([',', ' ']))
        .collect();
    tenant.write(|state| {
        for grant in state.client_grants.iter_mut().filter(|grant| grant.client_id == client) {
            grant.scope.retain(|scope| !missing.contains(&scope.as_str()));
        }
    });
}

async fn token(http: &Client, running: &Running) -> Result<String, StageError> {
    let management = running.announcement().management;
    let wish = json!({
        "grant_type": "client_credentials",
        "client_id": management.credentials.client_id,
        "client_secret": management.credentials.client_secret,
        "audience": management.audience,
    });
    let answer: Value = http.post(management.token_url).json(&wish).send().await?.json().await?;
    answer["access_token"].as_str().map(str::to_owned).ok_or_else(|| StageError::Token(answer.to_string()))
}
