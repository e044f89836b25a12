//! Ordering a preflight, and what it says.

use std::time::Duration;

use api::{ConnectionId, Finding, JobId, JobKind, Preflight, PreflightState, Severity};

use super::{
    super::{domain::Connection, store as connections},
    store,
};
use crate::{
    auth::OrgScope,
    db::begin_write,
    jobs::{
        self,
        outbox::{Order, enqueue},
    },
    problem::ApiError,
    state::AppState,
};

/// Looks at everything anew; waits for the end so long.
pub(super) async fn run(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    wait: Duration,
) -> Result<Preflight, ApiError> {
    let connection = connections::get(&state.db, scope, id).await?;
    let order =
        Order { kind: JobKind::Preflight, object: id.uuid(), organization: Some(connection.organization) };
    let transaction = begin_write(&state.db).await?;
    let job = enqueue(&transaction, state, order).await?;
    transaction.commit().await?;
    state.wake.nudge();
    jobs::service::wait(state, job, wait).await?;
    let mut told = get(state, scope, id).await?;
    if told.state == PreflightState::Pending {
        told.job_id = Some(job);
    }
    Ok(told)
}

/// What the last one said, and what the linter says now.
pub(super) async fn get(state: &AppState, scope: &OrgScope, id: ConnectionId) -> Result<Preflight, ApiError> {
    let connection = connections::get(&state.db, scope, id).await?;
    let last = store::get(&state.db, scope, id).await?;
    let current = last.filter(|row| u32::try_from(row.revision) == Ok(connection.revision));
    let Some(row) = current else {
        let (state, findings) = (PreflightState::Pending, connection.findings);
        return Ok(Preflight { state, job_id: None::<JobId>, revision: None, checked_at: None, findings });
    };
    let upstream: Vec<Finding> = serde_json::from_value(row.findings).unwrap_or_default();
    let mut findings = connection.findings;
    findings.extend(upstream);
    findings.sort_by_key(|finding| finding.severity);
    let blocked = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(Preflight {
        state: if blocked { PreflightState::Blocked } else { PreflightState::Clear },
        job_id: None,
        revision: Some(connection.revision),
        checked_at: Some(row.checked_at),
        findings,
    })
}

/// What the last preflight of the current revision has found wrong: people are not let in while there is something.
pub(in crate::connections) async fn standing_in_the_way(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
) -> Result<Vec<Finding>, ApiError> {
    let last = store::get(&state.db, scope, connection.id).await?;
    let current = last.filter(|row| u32::try_from(row.revision) == Ok(connection.revision));
    let findings: Vec<Finding> =
        current.and_then(|row| serde_json::from_value(row.findings).ok()).unwrap_or_default();
    Ok(findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect())
}
