//! A run that nobody came back from: what the person's screen says explains it.

use api::{ConnectionId, HopPlace, ProblemCode, TestRun, TestRunId};
use serde_json::json;

use super::{
    super::store as connections,
    service::{Evidence, not_found, wire},
    store,
};
use crate::{auth::OrgScope, db::begin_write, explain, problem::ApiError, state::AppState};

const MAX_TEXT: usize = 20_000;

/// Explains the run by a text. The text is not kept.
pub(super) async fn explain(
    state: &AppState,
    scope: &OrgScope,
    (id, run): (ConnectionId, TestRunId),
    text: &str,
) -> Result<TestRun, ApiError> {
    let connection = connections::get(&state.db, scope, id).await?;
    let run = store::get(&state.db, scope, id, run).await?.ok_or_else(not_found)?;
    let now = state.clock.now();
    let waits = run.state == store::PENDING && now < run.expires_at;
    if waits || run.state == "succeeded" {
        let words =
            "Only a test that nobody came back from, or that failed, is explained by what the screen says.";
        return Err(ApiError::new(ProblemCode::InvalidState, words));
    }
    let text: String = text.chars().take(MAX_TEXT).collect();
    let provider = Some(connection.provider.as_str());
    let request = api::ExplainRequest {
        text: Some(text.clone()),
        provider: Some(connection.provider.clone()),
        ..api::ExplainRequest::default()
    };
    let explanation = idp::explain_request(&request, now).explanation;
    let mut evidence: Evidence = serde_json::from_value(run.evidence.clone()).unwrap_or_default();
    evidence.explanation = Some(explanation.unwrap_or_else(|| idp::unknown(&text)));
    evidence.stopped_at = evidence.stopped_at.or(Some(HopPlace::IdentityProvider));
    let transaction = begin_write(&state.db).await?;
    store::add_evidence(&transaction, run.id, json!(evidence)).await?;
    explain::note_if_unknown(&transaction, state, "test_run", &text, provider).await?;
    transaction.commit().await?;
    let run = store::get(&state.db, scope, id, TestRunId::from_uuid(run.id)).await?.ok_or_else(not_found)?;
    Ok(wire(run, &connection.provider, now))
}
