//! The one way a change is written: row, revision, change, order, audit event, in one transaction.

use api::{AuditTarget, ConnectionId, JobId, JobKind, TestRunState};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Value, json};

use super::super::{
    activation::sync::look_again,
    domain::{Connection, State, Sync},
    entity::{change, revision},
    given::Kept,
    moving::released,
    store::{self, StoreError},
};
use super::{leading::domains_changed, rebase::rebase};
use crate::{
    audit::service::{Event, append},
    auth::OrgScope,
    changes::service as changes,
    db::begin_write,
    domains,
    jobs::outbox::{Order, enqueue},
    problem::ApiError,
    state::AppState,
};

/// What a change is called in the audit log, and in words.
pub(in crate::connections) struct Told {
    pub(in crate::connections) action: &'static str,
    pub(in crate::connections) summary: String,
}

/// What changes with a connection.
pub(in crate::connections) struct Change<'a> {
    /// As it was seen; none when it is new.
    pub(in crate::connections) before: Option<&'a Connection>,
    pub(in crate::connections) after: Connection,
    /// Whether the settings are a new revision.
    pub(in crate::connections) new_revision: bool,
    /// Whether Auth0 has to learn of it.
    pub(in crate::connections) reaches_auth0: bool,
    pub(in crate::connections) told: Told,
}

/// What is there after a change, and the job that carries it to Auth0.
type Written = (Connection, Option<JobId>);

/// Writes a change; returns what is there now and the job that carries it to Auth0.
pub(in crate::connections) async fn write(
    state: &AppState,
    scope: &OrgScope,
    change: Change<'_>,
) -> Result<Written, ApiError> {
    let transaction = begin_write(&state.db).await?;
    let written = put(&transaction, state, scope, change).await?;
    commit(transaction, state, scope).await?;
    Ok(written)
}

/// Writes changes of several connections together or not at all.
pub(in crate::connections) async fn write_all(
    state: &AppState,
    scope: &OrgScope,
    changes: Vec<Change<'_>>,
) -> Result<Vec<Written>, ApiError> {
    let transaction = begin_write(&state.db).await?;
    let mut written = Vec::new();
    for change in changes {
        written.push(put(&transaction, state, scope, change).await?);
    }
    commit(transaction, state, scope).await?;
    Ok(written)
}

async fn commit(
    transaction: DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
) -> Result<(), ApiError> {
    if let Some(change) = scope.approves() {
        changes::approved(&transaction, state, scope, change).await?;
    }
    transaction.commit().await?;
    state.wake.nudge();
    Ok(())
}

pub(super) async fn put(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    change: Change<'_>,
) -> Result<Written, ApiError> {
    let Change { before: seen, mut after, new_revision, reaches_auth0, told } = change;
    let mut before = None;
    if let Some(seen) = seen {
        let latest = store::get(transaction, scope, seen.id).await?;
        after = rebase(seen, &latest, after).ok_or(StoreError::Changed(seen.id))?;
        before = Some(latest);
    }
    after.retiring = after.retiring.filter(|_| after.state.is_for_everyone());
    let now = state.clock.now();
    after.updated_at = now;
    let mut job = None;
    if reaches_auth0 {
        let order = Order {
            kind: JobKind::SyncConnection,
            object: after.id.uuid(),
            organization: Some(after.organization),
        };
        let ordered = enqueue(transaction, state, order).await?;
        after.generation += 1;
        after.sync = Sync::Pending { since: now, job: ordered };
        job = Some(ordered);
    }
    match &before {
        None => store::insert(transaction, &after).await?,
        Some(before) => store::update(transaction, scope, before, &after).await?,
    }
    if new_revision {
        store::insert_revision(transaction, revision_row(state, scope, &after, &told.summary)).await?;
    }
    if let Some(job) = job {
        store::insert_change(transaction, change_row(state, scope, &after, told.action, job)).await?;
    }
    let looked_after = |one: &Connection| (one.watch.clone(), one.retiring.clone());
    if before.as_ref().is_none_or(|before| looked_after(before) != looked_after(&after)) {
        look_again(transaction, state, &after).await?;
    }
    audit(transaction, state, scope, before.as_ref(), &after, told).await?;
    if let Some(before) = &before {
        if before.state.is_for_everyone() && !after.state.is_for_everyone() {
            release(transaction, state, scope, &after).await?;
        }
        for other in Box::pin(domains::follow(transaction, state, scope, before, &after)).await? {
            let summary =
                format!("People of domains are led here again, no longer to \"{}\".", after.display_name);
            domains_changed(transaction, state, scope, other, (true, summary)).await?;
        }
    }
    Ok((after, job))
}

/// Gives the connections back whose place this one takes: it is no longer there for everyone.
async fn release(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    by: &Connection,
) -> Result<(), ApiError> {
    for old in store::live(transaction, scope.organization()).await? {
        if old.is_replaced_by(by.id) {
            Box::pin(put(transaction, state, scope, released(&old, by))).await?;
        }
    }
    Ok(())
}

async fn audit(
    db: &impl ConnectionTrait,
    state: &AppState,
    scope: &OrgScope,
    before: Option<&Connection>,
    after: &Connection,
    told: Told,
) -> Result<(), ApiError> {
    let (before, after_value) = (before.map(digestible), digestible(after));
    let target = AuditTarget {
        kind: "connection".to_owned(),
        id: after.id.to_string(),
        name: Some(after.display_name.clone()),
    };
    let event = Event {
        action: told.action,
        target,
        summary: told.summary,
        before: before.as_ref(),
        after: Some(&after_value),
    };
    Ok(append(db, state, scope, event).await?)
}

/// What the audit log's digests are made of: no secret.
fn digestible(connection: &Connection) -> Value {
    let (state, rollout) = match &connection.state {
        State::Active { rollout, pilot_emails } => ("active", json!([rollout, pilot_emails])),
        State::Enforced(break_glass) => ("enforced", json!(break_glass)),
        State::Draft => ("draft", Value::Null),
        State::Configured => ("configured", Value::Null),
        State::Tested => ("tested", Value::Null),
        State::Disabled => ("disabled", Value::Null),
        State::Deleting(mode) => ("deleting", json!(mode)),
    };
    json!({
        "id": connection.id,
        "display_name": connection.display_name,
        "provider": connection.provider,
        "settings": Kept::of(connection),
        "secret_set_at": connection.secret.set_at,
        "state": state,
        "rollout": rollout,
        "retiring": connection.retiring,
        "revision": connection.revision,
    })
}

fn revision_row(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
    summary: &str,
) -> revision::Model {
    revision::Model {
        id: state.ids.uuid(),
        organization_id: connection.organization.uuid(),
        connection_id: connection.id.uuid(),
        number: i32::try_from(connection.revision).unwrap_or(i32::MAX),
        display_name: connection.display_name.clone(),
        settings: json!(Kept::of(connection)),
        findings: json!(connection.findings),
        secret_set_at: connection.secret.set_at,
        author: json!(scope.actor()),
        summary: summary.to_owned(),
        created_at: state.clock.now(),
    }
}

fn change_row(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
    kind: &str,
    job: JobId,
) -> change::Model {
    change::Model {
        id: state.ids.uuid(),
        organization_id: connection.organization.uuid(),
        connection_id: connection.id.uuid(),
        kind: kind.to_owned(),
        revision: i32::try_from(connection.revision).unwrap_or(i32::MAX),
        requested_by: json!(scope.actor()),
        job_id: job.uuid(),
        created_at: state.clock.now(),
    }
}

/// Notes how a test of a revision ended, in the transaction that ends the run. Only a pass of the current revision
/// changes the connection.
pub(crate) async fn record_test(
    transaction: &DatabaseTransaction,
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
    revision: u32,
    outcome: TestRunState,
) -> Result<(), ApiError> {
    let passed = outcome == TestRunState::Succeeded;
    let before = store::get(transaction, scope, id).await?;
    if passed {
        store::record_pass(transaction, scope, id, revision, state.clock.now()).await?;
    }
    let after = store::get(transaction, scope, id).await?;
    let (action, how) = match outcome {
        TestRunState::Succeeded => ("connection.test_run.succeeded", "succeeded"),
        TestRunState::TimedOut => ("connection.test_run.timed_out", "ended without an answer"),
        TestRunState::Failed | TestRunState::Pending => ("connection.test_run.failed", "failed"),
    };
    let summary = format!("A test sign-in through \"{}\" {how}.", before.display_name);
    audit(transaction, state, scope, Some(&before), &after, Told { action, summary }).await
}

/// Notes that a job which had given up is tried again, in the transaction that puts it back.
pub(crate) async fn job_retried(
    transaction: &DatabaseTransaction,
    state: &AppState,
    id: ConnectionId,
    job: JobId,
) -> Result<(), ApiError> {
    let pending = Sync::Pending { since: state.clock.now(), job };
    Ok(store::set_sync(transaction, id, &pending).await?)
}

/// Notes that nobody works on a connection any more, in the transaction that takes its job out of the queue.
pub(crate) async fn job_cancelled(
    transaction: &DatabaseTransaction,
    state: &AppState,
    id: ConnectionId,
    job: JobId,
) -> Result<(), ApiError> {
    let reason = "The job was cancelled before Auth0 had learned of the last change.".to_owned();
    let failed = Sync::Failed { since: state.clock.now(), job: Some(job), reason };
    Ok(store::set_sync(transaction, id, &failed).await?)
}
