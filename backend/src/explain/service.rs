//! Explaining, and keeping what could not be explained.

use api::{ExplainAnswer, ExplainRequest, Explanation, ProblemCode, UnknownText, UnknownTextId};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;

use super::{entity::Model, store};
use crate::{http::list::Window, problem::ApiError, sealed::digest, state::AppState};

/// Explains whatever a request holds. Nothing of it is kept, but a text that nobody knows.
pub(in crate::explain) async fn explain(
    state: &AppState,
    request: &ExplainRequest,
) -> Result<ExplainAnswer, ApiError> {
    let answer = idp::explain_request(request, state.clock.now());
    let text =
        request.text.as_deref().filter(|_| answer.saml_response.is_none() && answer.findings.is_empty());
    if let (None, Some(text)) = (&answer.explanation, text) {
        note(&state.db, state, "pasted", text, request.provider.as_deref()).await?;
    }
    Ok(answer)
}

/// Explains a failed sign-in of the tenant's log; honestly unknown where it is.
pub(crate) fn of_log(record: &Value, reason: Option<&str>, provider: Option<&str>) -> Explanation {
    idp::LogRecord::of(record)
        .and_then(|record| idp::explain_log(&record, provider))
        .unwrap_or_else(|| idp::unknown(reason.unwrap_or_default()))
}

/// Keeps a text for operators when nobody knows it.
pub(crate) async fn note_if_unknown(
    db: &impl ConnectionTrait,
    state: &AppState,
    source: &str,
    text: &str,
    provider: Option<&str>,
) -> Result<(), DbErr> {
    if idp::explain(text, provider).is_some() {
        return Ok(());
    }
    note(db, state, source, text, provider).await
}

async fn note(
    db: &impl ConnectionTrait,
    state: &AppState,
    source: &str,
    text: &str,
    provider: Option<&str>,
) -> Result<(), DbErr> {
    let text = idp::scrubbed(text);
    if text.is_empty() {
        return Ok(());
    }
    let now = state.clock.now();
    let row = Model {
        id: state.ids.uuid(),
        digest: digest(text.as_bytes()),
        text,
        source: source.to_owned(),
        // Whatever a caller calls the provider, only known names are kept.
        provider: provider.and_then(idp::provider).map(|provider| provider.id.clone()),
        count: 1,
        first_seen_at: now,
        last_seen_at: now,
    };
    store::count(db, row).await
}

/// A page of the texts that nobody knows yet.
pub(in crate::explain) async fn unknown_texts(
    state: &AppState,
    window: Window,
) -> Result<Vec<UnknownText>, ApiError> {
    let wire = |row: Model| UnknownText {
        id: UnknownTextId::from_uuid(row.id),
        text: row.text,
        source: row.source,
        provider: row.provider,
        count: u64::try_from(row.count).unwrap_or(0),
        first_seen_at: row.first_seen_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(store::list(&state.db, window).await?.into_iter().map(wire).collect())
}

/// Takes a text off the list: it has been looked at.
pub(in crate::explain) async fn dismiss(state: &AppState, id: UnknownTextId) -> Result<(), ApiError> {
    if store::remove(&state.db, id.uuid()).await? {
        Ok(())
    } else {
        Err(ApiError::new(ProblemCode::NotFound, "There is no such text."))
    }
}
