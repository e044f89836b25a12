//! Looking at jobs, waiting for them, and deciding about them.

use std::time::Duration;

use api::{ConnectionId, DomainId, Job, JobId, JobKind, JobState, OrganizationId, ProblemCode};
use tokio::time::Instant;

use super::{entity::Model, store};
use crate::{
    auth::ListScope, connections::service as connections, db::begin_write, domains, problem::ApiError,
    state::AppState,
};

const LOOK_EVERY: Duration = Duration::from_millis(50);

fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "There is no such object, or it is not one of yours.")
}

/// One job.
pub(crate) async fn get(state: &AppState, scope: &ListScope, id: JobId) -> Result<Job, ApiError> {
    store::get(&state.db, scope, id.uuid()).await?.and_then(wire).ok_or_else(not_found)
}

/// Waits until a job has ended or the time is over.
pub(crate) async fn wait(state: &AppState, id: JobId, limit: Duration) -> Result<(), ApiError> {
    let until = Instant::now() + limit;
    while Instant::now() < until {
        let job = store::get(&state.db, &ListScope::All, id.uuid()).await?;
        if job.is_none_or(|job| job.finished_at.is_some()) {
            break;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// Tries a job again now that was given up or waits.
pub(crate) async fn retry(state: &AppState, scope: &ListScope, id: JobId) -> Result<Job, ApiError> {
    decide(state, scope, id, (&[store::FAILED, store::QUEUED], store::QUEUED)).await
}

/// Takes a job out of the queue. What it has done already stays.
pub(crate) async fn cancel(state: &AppState, scope: &ListScope, id: JobId) -> Result<Job, ApiError> {
    decide(state, scope, id, (&[store::QUEUED], store::CANCELLED)).await
}

async fn decide(
    state: &AppState,
    scope: &ListScope,
    id: JobId,
    change: (&[&str], &str),
) -> Result<Job, ApiError> {
    let job = get(state, scope, id).await?;
    let transaction = begin_write(&state.db).await?;
    if !store::decide(&transaction, id.uuid(), change, state.clock.now()).await? {
        return Err(ApiError::new(
            ProblemCode::InvalidState,
            "The job is in a state in which this cannot be done. Read it again.",
        ));
    }
    let cancelled = change.1 == store::CANCELLED;
    match (job.connection_id, job.domain_id) {
        (Some(connection), _) if cancelled => {
            connections::job_cancelled(&transaction, state, connection, id).await?;
        }
        (Some(connection), _) => connections::job_retried(&transaction, state, connection, id).await?,
        (None, Some(domain)) => {
            domains::service::job_decided(&transaction, state, (domain, id), cancelled).await?;
        }
        (None, None) => {}
    }
    transaction.commit().await?;
    state.wake.nudge();
    get(state, scope, id).await
}

fn wire(row: Model) -> Option<Job> {
    let kind = store::kind(&row.kind)?;
    let about_connection = !matches!(
        kind,
        JobKind::SyncOrganizations | JobKind::SurveyOrganization | JobKind::PullSignIns | JobKind::SyncDomain
    );
    let state = match row.state.as_str() {
        store::QUEUED => JobState::Queued,
        store::RUNNING => JobState::Running,
        store::SUCCEEDED => JobState::Succeeded,
        store::CANCELLED => JobState::Cancelled,
        _ => JobState::Failed,
    };
    Some(Job {
        id: JobId::from_uuid(row.id),
        kind,
        state,
        organization_id: row.organization_id.map(OrganizationId::from_uuid),
        connection_id: about_connection.then(|| ConnectionId::from_uuid(row.object_id)),
        domain_id: (kind == JobKind::SyncDomain).then(|| DomainId::from_uuid(row.object_id)),
        step: row.step,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        next_attempt_at: (state == JobState::Queued).then_some(row.next_attempt_at),
        last_error: row.last_error,
        created_at: row.created_at,
        finished_at: row.finished_at,
    })
}
