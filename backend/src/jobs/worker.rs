//! The worker: claims jobs, holds their leases, ends them or puts them back.

use std::time::Duration;

use api::{ConnectionId, DomainId, JobId, JobKind, OrganizationId};
use tokio::{sync::watch, task::JoinSet};

use super::{entity::Model, outbox, rhythm, store};
use crate::{
    auth::session,
    connections, domains,
    http::idempotency,
    organizations,
    problem::chain,
    sign_ins,
    state::AppState,
    upstream::{Failure, Urgency, on_behalf},
    ways_in,
};

/// How many jobs this replica works on at once.
const AT_ONCE: usize = 4;
const MAINTENANCE: Duration = Duration::from_secs(300);
const MAX_WAIT: Duration = Duration::from_secs(60);

/// Works until told to stop; what runs then is finished first.
pub(crate) async fn run(state: AppState, stop: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    for number in 0..AT_ONCE {
        let owner = format!("{}-{number}", state.ids.uuid().simple());
        tasks.spawn(work(state.clone(), owner, stop.clone()));
    }
    tasks.spawn(rhythm::beat(state.clone(), stop.clone()));
    tasks.spawn(maintain(state, stop));
    while tasks.join_next().await.is_some() {}
}

async fn work(state: AppState, owner: String, mut stop: watch::Receiver<bool>) {
    let pause = Duration::from_millis(state.settings.worker.poll_interval_ms);
    while !*stop.borrow() {
        match store::claim(&state.db, &owner, state.clock.now()).await {
            Ok(Some(job)) => {
                // There may be more: another of this replica's workers looks while this one works.
                state.wake.nudge();
                attempt(&state, &owner, job).await;
            }
            Ok(None) => {
                tokio::select! {
                    () = state.wake.nudged() => {}
                    () = tokio::time::sleep(pause) => {}
                    _ = stop.changed() => {}
                }
            }
            Err(error) => {
                tracing::error!(error = %chain(&error), "no job can be claimed");
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// Orders the slow round at the start and every few minutes, and removes what is over.
async fn maintain(state: AppState, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = round(&state).await {
            tracing::error!(error = %chain(&error), "maintenance failed");
        }
        tokio::select! {
            () = tokio::time::sleep(MAINTENANCE) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn round(state: &AppState) -> Result<(), sea_orm::DbErr> {
    let order = outbox::Order {
        kind: JobKind::SyncOrganizations,
        object: state.tenant.id.uuid(),
        organization: None,
    };
    outbox::enqueue(&state.db, state, order).await?;
    connections::activation::sync::look_after_all(state).await?;
    connections::drift::service::compare_some(state).await?;
    state.wake.nudge();
    store::sweep(&state.db, state.clock.now() - chrono::Duration::hours(1)).await?;
    state.limits.sweep();
    sign_ins::sync::sweep(state).await?;
    session::store::sweep(&state.db, state.clock.now()).await?;
    idempotency::sweep(&state.db, state.clock.now()).await
}

async fn attempt(state: &AppState, owner: &str, job: Model) {
    let result = tokio::select! {
        result = on_behalf(urgency(&job), job.organization_id, handle(state, &job)) => result,
        // Whoever has the lease now does the work; what this one has done is found by it.
        () = lose_lease(state, owner, &job) => return,
    };
    if let Err(error) = settle(state, owner, &job, result).await {
        tracing::error!(error = %chain(&error), job = %job.id, "a job's end is not written down; its lease will end");
    }
}

/// A person waits for the first attempt at what they have changed; upkeep takes what is left over.
fn urgency(job: &Model) -> Urgency {
    if job.kind == store::kind_text(JobKind::SyncOrganizations) {
        Urgency::Upkeep
    } else if job.kind == store::kind_text(JobKind::SyncConnection) && job.attempts <= 1 {
        Urgency::SomebodyWaits
    } else {
        Urgency::Ordered
    }
}

async fn handle(state: &AppState, job: &Model) -> Result<(), Failure> {
    let pause = state.settings.worker.pause_before_upstream_ms;
    let progress = Progress { job: JobId::from_uuid(job.id) };
    let connection = ConnectionId::from_uuid(job.object_id);
    match store::kind(&job.kind) {
        Some(JobKind::SyncOrganizations) => organizations::sync::run(state).await,
        Some(JobKind::SurveyOrganization) => {
            ways_in::sync::run(state, &progress, OrganizationId::from_uuid(job.object_id)).await
        }
        Some(JobKind::CompareConnection) => connections::drift::sync::run(state, &progress, connection).await,
        Some(JobKind::WatchConnection) => {
            connections::activation::sync::run(state, &progress, connection).await
        }
        Some(JobKind::SyncConnection) => {
            if pause > 0 {
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            connections::sync::run(state, &progress, connection).await
        }
        Some(JobKind::Preflight) => connections::preflight::sync::run(state, &progress, connection).await,
        Some(JobKind::RefreshMetadata) => connections::certificates::refresh(state, connection).await,
        Some(JobKind::PullSignIns) => sign_ins::sync::run(state).await,
        Some(JobKind::SyncDomain) => {
            domains::sync::run(state, &progress, DomainId::from_uuid(job.object_id)).await
        }
        None => Err(Failure::give_up("A newer version of Latchkey has ordered this job.")),
    }
}

/// Tells which step a job is at.
pub(crate) struct Progress {
    pub(crate) job: JobId,
}

impl Progress {
    pub(crate) async fn step(&self, state: &AppState, words: &str) -> Result<(), Failure> {
        Ok(store::step(&state.db, self.job.uuid(), words).await?)
    }
}

/// Renews the lease again and again; returns when it is lost.
async fn lose_lease(state: &AppState, owner: &str, job: &Model) {
    let third = (store::LEASE / 3).to_std().unwrap_or(Duration::from_secs(3));
    loop {
        tokio::time::sleep(third).await;
        match store::renew(&state.db, job.id, owner, state.clock.now()).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(error = %chain(&error), job = %job.id, "a lease is not renewed"),
        }
    }
}

async fn settle(
    state: &AppState,
    owner: &str,
    job: &Model,
    result: Result<(), Failure>,
) -> Result<(), sea_orm::DbErr> {
    let now = state.clock.now();
    let failure = match result {
        Ok(()) => return store::end(&state.db, job.id, owner, (store::SUCCEEDED, None), now).await,
        Err(failure) => failure,
    };
    let words = failure.words();
    tracing::warn!(error = %chain(&failure), job = %job.id, kind = job.kind, attempts = job.attempts, "a job did not succeed");
    match failure {
        Failure::GiveUp { .. } => {
            if job.kind == store::kind_text(JobKind::SyncConnection) {
                let (id, connection) = (JobId::from_uuid(job.id), ConnectionId::from_uuid(job.object_id));
                connections::sync::gave_up(state, id, connection, &words).await?;
            }
            if job.kind == store::kind_text(JobKind::SyncDomain) {
                let (id, domain) = (JobId::from_uuid(job.id), DomainId::from_uuid(job.object_id));
                domains::service::gave_up(state, id, domain, &words).await?;
            }
            store::end(&state.db, job.id, owner, (store::FAILED, Some(&words)), now).await
        }
        failure => {
            let wait = match failure {
                Failure::Later { after: Some(after), .. } => after.min(MAX_WAIT),
                _ => back_off(job.attempts, job.id.as_u128()),
            };
            let next = now + chrono::Duration::from_std(wait).unwrap_or_default();
            store::put_back(&state.db, job.id, owner, &words, (now, next)).await
        }
    }
}

/// Doubles from 200 ms to a minute, spread so that jobs that failed together do not come back together.
fn back_off(attempts: i32, spread: u128) -> Duration {
    let doubled = Duration::from_millis(200).saturating_mul(1 << attempts.clamp(0, 9));
    let percent = u32::try_from((spread ^ u128::try_from(attempts).unwrap_or(0)) % 50).unwrap_or(0);
    (doubled * (75 + percent) / 100).min(MAX_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_bounded() {
        assert!(back_off(1, 7) < Duration::from_secs(1));
        assert!(back_off(6, 7) > back_off(2, 7));
        assert!(back_off(60, 7) <= MAX_WAIT);
    }
}
