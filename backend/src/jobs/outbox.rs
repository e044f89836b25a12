//! Ordering work in the transaction that wants it.

use api::{JobId, JobKind, OrganizationId};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{entity::Model, store};
use crate::state::AppState;

const ATTEMPTS: usize = 5;

/// An object that shall be brought into agreement. Which steps that takes is found out when it is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub(crate) kind: JobKind,
    pub(crate) object: Uuid,
    pub(crate) organization: Option<OrganizationId>,
}

impl Order {
    /// Somebody waits for a connection; the vendor's own work goes after it.
    const fn lane(self) -> i32 {
        match self.kind {
            JobKind::SyncConnection
            | JobKind::WatchConnection
            | JobKind::SurveyOrganization
            | JobKind::Preflight => 0,
            JobKind::SyncOrganizations
            | JobKind::RefreshMetadata
            | JobKind::PullSignIns
            | JobKind::SyncDomain => 1,
            JobKind::CompareConnection => 2,
        }
    }
}

/// Orders work. An order for the same object that still waits serves this one too.
pub(crate) async fn enqueue(
    db: &impl ConnectionTrait,
    state: &AppState,
    order: Order,
) -> Result<JobId, DbErr> {
    enqueue_at(db, state, order, state.clock.now()).await
}

/// Orders work that nobody waits for: not where an order for the same object waits or is being done.
pub(crate) async fn enqueue_quietly(
    db: &impl ConnectionTrait,
    state: &AppState,
    order: Order,
) -> Result<(), DbErr> {
    if is_under_way(db, order.kind, order.object).await? {
        return Ok(());
    }
    enqueue(db, state, order).await.map(drop)
}

/// Whether an order for an object waits or is being done.
pub(crate) async fn is_under_way(
    db: &impl ConnectionTrait,
    kind: JobKind,
    object: Uuid,
) -> Result<bool, DbErr> {
    store::is_under_way(db, store::kind_text(kind), object).await
}

/// The order for an object that is being done right now.
pub(crate) async fn being_done(
    db: &impl ConnectionTrait,
    kind: JobKind,
    object: Uuid,
) -> Result<Option<JobId>, DbErr> {
    Ok(store::running(db, store::kind_text(kind), object).await?.map(JobId::from_uuid))
}

/// Orders work for a time that comes. One that waits already is moved to it, unless it is due before.
pub(crate) async fn enqueue_at(
    db: &impl ConnectionTrait,
    state: &AppState,
    order: Order,
    due: DateTime<Utc>,
) -> Result<JobId, DbErr> {
    // Between looking and writing, another order may appear and a waiting one may be taken.
    for _ in 0..ATTEMPTS {
        let now = state.clock.now();
        if let Some(waiting) =
            store::hurry_waiting(db, store::kind_text(order.kind), order.object, due).await?
        {
            return Ok(JobId::from_uuid(waiting));
        }
        let job = waiting(order, state.ids.uuid(), (now, due));
        let id = JobId::from_uuid(job.id);
        if store::insert(db, job).await? {
            return Ok(id);
        }
    }
    Err(DbErr::RecordNotInserted)
}

fn waiting(order: Order, id: Uuid, (now, due): (DateTime<Utc>, DateTime<Utc>)) -> Model {
    Model {
        id,
        kind: store::kind_text(order.kind).to_owned(),
        object_id: order.object,
        organization_id: order.organization.map(OrganizationId::uuid),
        lane: order.lane(),
        state: store::QUEUED.to_owned(),
        attempts: 0,
        lease_owner: None,
        lease_until: None,
        next_attempt_at: due,
        step: None,
        last_error: None,
        created_at: now,
        finished_at: None,
    }
}
