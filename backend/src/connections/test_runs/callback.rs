//! The end of a test sign-in: Auth0 sends the person's browser here with a code or with an error.

use api::{Certainty, Explanation, HopPlace, Side, TestRunState, TestTimings};
use chrono::Duration;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    super::{domain::Connection, service::record_test, store as connections},
    claims,
    entity::Model,
    facts,
    service::{Evidence, callback_url, purpose},
    store,
};
use crate::{
    auth::{
        OrgScope,
        caller::RequestMeta,
        session::oidc::{self, TokenError, Tokens},
    },
    db::begin_write,
    explain,
    problem::{ApiError, chain},
    sealed::digest,
    state::AppState,
};

/// An answer counts this long; the page may have stopped waiting before.
const ANSWER_LIFE: Duration = Duration::minutes(15);
const MAX_RAW: usize = 1000;
const USERINFO_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// What Auth0 sends the browser back with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Notes what a test sign-in found. False when the answer belongs to no run that waits.
pub(super) async fn finish(state: &AppState, answer: Answer, request: RequestMeta) -> Result<bool, ApiError> {
    let Some(key) = &answer.state else { return Ok(false) };
    let now = state.clock.now();
    let found = store::by_state(&state.db, &digest(key.as_bytes())).await?;
    let waits = |run: &Model| {
        [store::PENDING, store::TIMED_OUT].contains(&run.state.as_str()) && now < run.created_at + ANSWER_LIFE
    };
    let Some(run) = found.filter(waits) else { return Ok(false) };
    let scope = OrgScope::of_test_answer(api::OrganizationId::from_uuid(run.organization_id), request);
    let id = api::ConnectionId::from_uuid(run.connection_id);
    let connection = connections::get(&state.db, &scope, id).await?;
    let mut evidence = judge(state, &run, answer, &connection).await?;
    evidence.timings = Some(TestTimings {
        sign_in_ms: milliseconds(now - run.created_at),
        result_ms: milliseconds(state.clock.now() - now),
    });
    let (outcome, text) = match evidence.explanation {
        None => (TestRunState::Succeeded, "succeeded"),
        Some(_) => (TestRunState::Failed, "failed"),
    };
    let transaction = begin_write(&state.db).await?;
    if !store::finish(&transaction, run.id, (text, json!(evidence)), now).await? {
        return Ok(false);
    }
    let revision = u32::try_from(run.revision).unwrap_or(0);
    record_test(&transaction, state, &scope, id, revision, outcome).await?;
    transaction.commit().await?;
    Ok(true)
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.num_milliseconds()).unwrap_or(0)
}

async fn judge(
    state: &AppState,
    run: &Model,
    answer: Answer,
    connection: &Connection,
) -> Result<Evidence, ApiError> {
    let provider = &connection.provider;
    let Some(code) = answer.code else {
        let raw = answer.error_description.or(answer.error).unwrap_or_default();
        explain::note_if_unknown(&state.db, state, "test_run", &raw, Some(provider)).await?;
        return Ok(failed_with(&raw, provider));
    };
    let verifier = state.sealer.open_text(&purpose(&run.state_hash), &run.verifier_sealed)?;
    let application = &state.settings.test_application;
    let credentials = (application.client_id.as_str(), &application.client_secret);
    let tokens = match oidc::exchange(state, credentials, &callback_url(state), &code, &verifier).await {
        Ok(tokens) => tokens,
        Err(error) => {
            tracing::warn!(error = %chain(&error), "test sign-in: code not exchanged");
            return Ok(ours(match error {
                TokenError::Unreachable(_) => {
                    "Auth0 did not answer when we asked for the result. Run the test again."
                }
                TokenError::Refused { .. } => {
                    "Auth0 did not accept the result of the test sign-in. Run the test again."
                }
            }));
        }
    };
    let Some(received) = received(state, &tokens, &run.nonce).await else {
        return Ok(ours("The result of the test sign-in is not signed as it should be. Run the test again."));
    };
    let claims = claims::compare(&received);
    let explanation = claims::missing(&claims, provider);
    let stopped_at = explanation.as_ref().map(|_| HopPlace::Claims);
    let facts = facts::of(connection, &received, state.clock.now());
    let subject = claims::subject(&received);
    Ok(Evidence { subject, claims, explanation, stopped_at, facts, ..Evidence::default() })
}

/// What Auth0 or the identity provider said, explained; honestly unknown where it is.
fn failed_with(raw: &str, provider: &str) -> Evidence {
    let raw = &printable(raw);
    let explanation = idp::explain(raw, Some(provider)).unwrap_or_else(|| idp::unknown(raw));
    let stopped_at =
        if explanation.code == "user_not_assigned" { HopPlace::IdentityProvider } else { HopPlace::Auth0 };
    Evidence { stopped_at: Some(stopped_at), explanation: Some(explanation), ..Evidence::default() }
}

/// As much of a text from outside as a page bears.
fn printable(raw: &str) -> String {
    raw.chars().filter(|character| !character.is_control()).take(MAX_RAW).collect()
}

fn ours(detail: &str) -> Evidence {
    let explanation = Explanation {
        code: "result_not_readable".to_owned(),
        title: "We could not read the result of the test".to_owned(),
        detail: detail.to_owned(),
        side: Side::Latchkey,
        certainty: Certainty::Certain,
        fix: vec!["Run the test again.".to_owned()],
        fix_key: String::new(),
        fixed_when: "The next test shows a result.".to_owned(),
        evidence: Vec::new(),
        raw: None,
    };
    Evidence { stopped_at: Some(HopPlace::Claims), explanation: Some(explanation), ..Evidence::default() }
}

/// The claims of the ID token and of `/userinfo`; none when the token is not Auth0's answer to this run.
async fn received(state: &AppState, tokens: &Tokens, nonce: &str) -> Option<Map<String, Value>> {
    let id_token = tokens.id_token.as_ref()?;
    let audience = &state.settings.test_application.client_id;
    let verified = state.verifier.verify::<Map<String, Value>>(id_token.expose_secret(), audience).await;
    let mut claims = match verified {
        Ok(claims) if claims.get("nonce").and_then(Value::as_str) == Some(nonce) => claims,
        Ok(_) => return None,
        Err(refused) => {
            tracing::warn!(reason = %refused, "test sign-in: ID token refused");
            return None;
        }
    };
    if let Some(more) = userinfo(state, tokens).await.filter(|more| more.get("sub") == claims.get("sub")) {
        claims.extend(more);
    }
    Some(claims)
}

async fn userinfo(state: &AppState, tokens: &Tokens) -> Option<Map<String, Value>> {
    let request = state.http.get(state.tenant.endpoint("userinfo")).timeout(USERINFO_TIMEOUT);
    let response = request.bearer_auth(tokens.access_token.expose_secret()).send().await.ok()?;
    response.error_for_status().ok()?.json().await.ok()
}
