//! Starting test runs and looking at them.

use std::collections::BTreeSet;

use api::{
    ConnectionId, Explanation, HopPlace, HopState, ProblemCode, TestClaim, TestFact, TestHop, TestRun,
    TestRunId, TestRunState, TestTimings,
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::{
    super::{domain::Connection, rules, store as connections},
    entity::Model,
    store,
};
use crate::{
    auth::{OrgScope, session::oidc},
    db::begin_write,
    http::list::Window,
    problem::ApiError,
    sealed::{digest, random_text},
    state::AppState,
};

/// What a run has found out. Tokens are never part of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Evidence {
    pub(super) subject: Option<String>,
    pub(super) claims: Vec<TestClaim>,
    pub(super) explanation: Option<Explanation>,
    pub(super) stopped_at: Option<HopPlace>,
    pub(super) facts: Vec<TestFact>,
    pub(super) timings: Option<TestTimings>,
    /// Auth0's record of it, once it has been read.
    pub(super) log_id: Option<String>,
    pub(super) personal_data_removed_at: Option<DateTime<Utc>>,
}

pub(super) fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "There is no such object, or it is not one of yours.")
}

/// What a run's verifier is sealed for.
pub(super) fn purpose(state_hash: &str) -> String {
    format!("test run {state_hash}")
}

/// Where Auth0 sends a test sign-in back to.
pub(super) fn callback_url(state: &AppState) -> String {
    format!("{}/test-callback", state.settings.origin())
}

/// Begins a test of the current revision.
pub(super) async fn start(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<TestRun, ApiError> {
    let connection = connections::get(&state.db, scope, id).await?;
    rules::test(&connection)?;
    let (key, nonce, verifier) = (random_text()?, random_text()?, random_text()?);
    let state_hash = digest(key.as_bytes());
    let now = state.clock.now();
    let run = Model {
        id: state.ids.uuid(),
        organization_id: scope.organization().uuid(),
        connection_id: id.uuid(),
        revision: i32::try_from(connection.revision).unwrap_or(i32::MAX),
        state: store::PENDING.to_owned(),
        verifier_sealed: state.sealer.seal(&purpose(&state_hash), verifier.as_bytes())?,
        state_hash,
        nonce: nonce.clone(),
        started_by: json!(scope.actor()),
        evidence: json!(Evidence::default()),
        created_at: now,
        expires_at: now + Duration::seconds(i64::from(state.settings.worker.test_watchdog_s)),
        finished_at: None,
        forgotten: false,
    };
    let transaction = begin_write(&state.db).await?;
    store::supersede(&transaction, id, scope.actor(), now).await?;
    store::insert(&transaction, run.clone()).await?;
    transaction.commit().await?;
    let open_url = open_url(state, &connection, &key, &nonce, &verifier);
    Ok(TestRun { open_url: Some(open_url.into()), ..wire(run, &connection.provider, now) })
}

/// A sign-in through this connection alone, as the test application.
fn open_url(state: &AppState, connection: &Connection, key: &str, nonce: &str, verifier: &str) -> Url {
    let mut url = state.tenant.endpoint("authorize");
    let challenge = oidc::challenge(verifier);
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &state.settings.test_application.client_id)
        .append_pair("connection", &connection.upstream_name)
        .append_pair("redirect_uri", &callback_url(state))
        .append_pair("scope", "openid profile email")
        .append_pair("prompt", "login")
        .append_pair("state", key)
        .append_pair("nonce", nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    url
}

/// One run as it is now.
pub(super) async fn get(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    run: TestRunId,
) -> Result<TestRun, ApiError> {
    let connection = connections::get(&state.db, scope, id).await?;
    let run = store::get(&state.db, scope, id, run).await?.ok_or_else(not_found)?;
    Ok(wire(run, &connection.provider, state.clock.now()))
}

/// A page of runs, the newest first.
pub(super) async fn list(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    window: Window,
) -> Result<Vec<TestRun>, ApiError> {
    let connection = connections::get(&state.db, scope, id).await?;
    let runs = store::list(&state.db, scope, id, window).await?;
    Ok(runs.into_iter().map(|run| wire(run, &connection.provider, state.clock.now())).collect())
}

/// What came in the last test that came to an end.
pub(crate) struct LastClaims {
    pub(crate) run: TestRunId,
    pub(crate) revision: u32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) claims: Vec<TestClaim>,
}

/// What came in the last test in which anything came; none where there was none.
pub(crate) async fn last_claims(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<Option<LastClaims>, ApiError> {
    let runs = store::list(&state.db, scope, id, Window { limit: 20, after: None }).await?;
    let found = runs.into_iter().find_map(|run| {
        let evidence: Evidence = serde_json::from_value(run.evidence).ok()?;
        let claims = Some(evidence.claims).filter(|claims| !claims.is_empty())?;
        let revision = u32::try_from(run.revision).ok()?;
        Some(LastClaims { run: TestRunId::from_uuid(run.id), revision, at: run.finished_at?, claims })
    });
    Ok(found)
}

/// How the newest run of a revision went.
pub(crate) async fn last_state(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    revision: u32,
) -> Result<Option<TestRunState>, ApiError> {
    let newest =
        store::list(&state.db, scope, id, Window { limit: 1, after: None }).await?.into_iter().next();
    let current = newest.filter(|run| u32::try_from(run.revision) == Ok(revision));
    Ok(current.map(|run| run_state(&run, state.clock.now())))
}

/// Whether a revision has a passing run.
pub(crate) async fn passed(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    revision: u32,
) -> Result<bool, ApiError> {
    Ok(store::passed(&state.db, scope, id, revision).await?)
}

/// Whether the caller has come through this revision since a moment.
pub(crate) async fn passed_by(
    state: &AppState,
    scope: &OrgScope,
    (id, revision): (ConnectionId, u32),
    since: DateTime<Utc>,
) -> Result<bool, ApiError> {
    let runs = store::list(&state.db, scope, id, Window { limit: 100, after: None }).await?;
    Ok(runs.iter().any(|run| {
        let theirs = run.started_by["id"] == scope.actor().id.as_str();
        let current = u32::try_from(run.revision) == Ok(revision);
        theirs && current && run.state == "succeeded" && run.finished_at.is_some_and(|at| at >= since)
    }))
}

/// How many different people have come through a revision.
pub(crate) async fn testers(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    revision: u32,
) -> Result<usize, ApiError> {
    let runs = store::list(&state.db, scope, id, Window { limit: 100, after: None }).await?;
    let passed =
        runs.iter().filter(|run| run.state == "succeeded" && u32::try_from(run.revision) == Ok(revision));
    let people: BTreeSet<String> = passed.map(|run| run.started_by["id"].to_string()).collect();
    Ok(people.len())
}

fn run_state(run: &Model, now: DateTime<Utc>) -> TestRunState {
    match run.state.as_str() {
        "succeeded" => TestRunState::Succeeded,
        "failed" => TestRunState::Failed,
        store::PENDING if now < run.expires_at => TestRunState::Pending,
        _ => TestRunState::TimedOut,
    }
}

pub(super) fn wire(run: Model, provider: &str, now: DateTime<Utc>) -> TestRun {
    let state = run_state(&run, now);
    let evidence: Evidence = serde_json::from_value(run.evidence).unwrap_or_default();
    let actor: Option<api::Actor> = serde_json::from_value(run.started_by).ok();
    let explanation = match state {
        // What the person's screen said explains more.
        TestRunState::TimedOut => evidence.explanation.or_else(|| Some(idp::explain_timeout(Some(provider)))),
        _ => evidence.explanation,
    };
    TestRun {
        id: TestRunId::from_uuid(run.id),
        connection_id: ConnectionId::from_uuid(run.connection_id),
        revision: u32::try_from(run.revision).unwrap_or(0),
        state,
        open_url: None,
        expires_at: run.expires_at,
        started_by: actor.and_then(|actor| actor.name),
        created_at: run.created_at,
        finished_at: run.finished_at,
        subject: evidence.subject,
        claims: evidence.claims,
        facts: evidence.facts,
        timings: evidence.timings,
        personal_data_removed_at: evidence.personal_data_removed_at,
        hops: hops(state, evidence.stopped_at, (run.created_at, run.finished_at)),
        explanation,
    }
}

/// What the run passed through: everything before the place where it stopped.
fn hops(
    state: TestRunState,
    stopped_at: Option<HopPlace>,
    (began, ended): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Vec<TestHop> {
    let places = [HopPlace::Latchkey, HopPlace::IdentityProvider, HopPlace::Auth0, HopPlace::Claims];
    let stop = stopped_at.and_then(|place| places.iter().position(|other| *other == place));
    let hop = |(index, place): (usize, HopPlace)| {
        let state = match (state, stop) {
            (TestRunState::Succeeded, _) => HopState::Passed,
            (TestRunState::Failed, Some(stop)) if index < stop => HopState::Passed,
            (TestRunState::Failed, Some(stop)) if index == stop => HopState::Failed,
            (TestRunState::Failed, _) => HopState::Unknown,
            _ if index == 0 => HopState::Passed,
            (TestRunState::TimedOut, _) => HopState::Unknown,
            _ => HopState::Waiting,
        };
        TestHop {
            place,
            state,
            at: if index == 0 { Some(began) } else { ended.filter(|_| state != HopState::Waiting) },
        }
    };
    places.into_iter().enumerate().map(hop).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hops_end_where_the_run_stopped() {
        let at = DateTime::from_timestamp(0, 0).unwrap();
        let states = |state, stop| {
            hops(state, stop, (at, Some(at))).into_iter().map(|hop| hop.state).collect::<Vec<_>>()
        };
        use HopState::{Failed, Passed, Unknown, Waiting};
        assert_eq!(states(TestRunState::Failed, Some(HopPlace::Auth0)), [Passed, Passed, Failed, Unknown]);
        assert_eq!(states(TestRunState::Succeeded, None), [Passed; 4]);
        assert_eq!(states(TestRunState::Pending, None), [Passed, Waiting, Waiting, Waiting]);
    }
}
