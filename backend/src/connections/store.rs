//! Connections in the database. Every query is scoped; a write that meets no row says so.

use api::{ConnectionId, DeleteMode, JobId, OrganizationId, Rollout, Strategy};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    domain::{Connection, Secret, State, Sync},
    entity::{self, ActiveModel, Column, Entity, Model, change, revision},
    given::Kept,
};
use crate::{auth::OrgScope, http::list::Window};

/// So that comparing leaves the tenant's budget to people.
const COMPARED_AT_ONCE: u64 = 50;

/// Why a connection was not read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("connection {0} is not in this organization")]
    NotFound(ConnectionId),
    /// Somebody else wrote between our reading and our writing.
    #[error("connection {0} has changed in the meantime")]
    Changed(ConnectionId),
    #[error("row {0} holds a value the domain does not accept")]
    CorruptRow(Uuid),
    #[error("the database does not answer")]
    Database(#[from] DbErr),
}

impl crate::problem::Explain for StoreError {
    fn code(&self) -> api::ProblemCode {
        match self {
            Self::NotFound(_) => api::ProblemCode::NotFound,
            Self::Changed(_) => api::ProblemCode::PreconditionFailed,
            Self::CorruptRow(_) | Self::Database(_) => api::ProblemCode::Internal,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound(_) => "There is no such object, or it is not one of yours.",
            Self::Changed(_) => {
                "Somebody else changed it at the same moment. Read it again and repeat your change."
            }
            Self::CorruptRow(_) | Self::Database(_) => "It is our fault; nothing was changed.",
        }
        .to_owned()
    }
}

/// The connection of a scope.
pub(super) async fn get(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<Connection, StoreError> {
    let query = Entity::find_by_id(id.uuid()).filter(Column::OrganizationId.eq(scope.organization().uuid()));
    domain(query.one(db).await?.ok_or(StoreError::NotFound(id))?)
}

/// For jobs, which name an object and no caller.
pub(super) async fn get_for_job(
    db: &impl ConnectionTrait,
    id: ConnectionId,
) -> Result<Option<Connection>, StoreError> {
    Entity::find_by_id(id.uuid()).one(db).await?.map(domain).transpose()
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    state: Option<&str>,
    window: Window,
) -> Result<Vec<Connection>, StoreError> {
    let mut query = Entity::find().filter(Column::OrganizationId.eq(scope.organization().uuid()));
    query = match state {
        None => query,
        // Enforced is active and more.
        Some("enforced") => query.filter(Column::Enforcement.is_not_null()),
        Some(state) => query.filter(Column::State.eq(state)).filter(Column::Enforcement.is_null()),
    };
    if let Some(after) = window.after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(window.limit + 1).all(db).await?.into_iter().map(domain).collect()
}

/// Every connection of a scope that Auth0 has.
pub(super) async fn in_auth0(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
) -> Result<Vec<Connection>, StoreError> {
    upstream_of(db, scope.organization()).await
}

/// Every connection of an organization that Auth0 has, for jobs.
pub(super) async fn upstream_of(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<Connection>, StoreError> {
    let query = Entity::find()
        .filter(Column::OrganizationId.eq(organization.uuid()))
        .filter(Column::UpstreamId.is_not_null());
    query.order_by_asc(Column::Id).all(db).await?.into_iter().map(domain).collect()
}

/// Every connection of an organization that people use, for jobs.
pub(super) async fn live(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<Connection>, StoreError> {
    let query = Entity::find()
        .filter(Column::OrganizationId.eq(organization.uuid()))
        .filter(Column::State.eq("active"));
    query.order_by_asc(Column::Id).all(db).await?.into_iter().map(domain).collect()
}

/// The connections that are looked after, whatever their organization.
pub(super) async fn watched(db: &impl ConnectionTrait) -> Result<Vec<Connection>, StoreError> {
    let looked_after = Column::Watch.is_not_null().or(Column::Retiring.is_not_null());
    let query = Entity::find().filter(looked_after).order_by_asc(Column::Id);
    query.all(db).await?.into_iter().map(domain).collect()
}

/// Connections that Auth0 has and that were not compared since a moment: those that wait longest, not too many at once.
pub(super) async fn to_be_compared(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
) -> Result<Vec<(Uuid, OrganizationId)>, DbErr> {
    let stale = Column::CheckedAt.is_null().or(Column::CheckedAt.lt(before));
    let query = Entity::find()
        .filter(Column::Agreed.is_not_null())
        .filter(Column::SyncState.is_in(["in_sync", "drifted"]))
        .filter(stale)
        .order_by_with_nulls(Column::CheckedAt, sea_orm::Order::Asc, sea_orm::sea_query::NullOrdering::First)
        .limit(COMPARED_AT_ONCE);
    let rows = query.all(db).await?.into_iter();
    Ok(rows.map(|row| (row.id, OrganizationId::from_uuid(row.organization_id))).collect())
}

/// Another connection, of whatever organization, whose identity provider has this entity ID.
pub(super) async fn other_with_entity_id(
    db: &impl ConnectionTrait,
    id: ConnectionId,
    entity_id: &str,
) -> Result<Option<Connection>, StoreError> {
    let query = Entity::find()
        .filter(Column::EntityId.eq(entity_id))
        .filter(Column::Id.ne(id.uuid()))
        .filter(Column::State.ne("deleting"))
        .order_by_asc(Column::Id);
    query.one(db).await?.map(domain).transpose()
}

pub(super) async fn insert(db: &impl ConnectionTrait, connection: &Connection) -> Result<(), StoreError> {
    let row = ActiveModel::from(model(connection)).reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a connection that was read as `before`: refused when anything has been written to it since.
pub(super) async fn update(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    before: &Connection,
    after: &Connection,
) -> Result<(), StoreError> {
    let mut row = ActiveModel::from(model(after)).reset_all();
    row.id = Unchanged(after.id.uuid());
    row.version = Set(before.version + 1);
    let update = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(before.id.uuid()))
        .filter(Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(Column::Version.eq(before.version));
    if update.exec(db).await?.rows_affected == 1 { Ok(()) } else { Err(StoreError::Changed(before.id)) }
}

/// Notes that a revision has passed its test. Touches nothing else, so that no other writer has to hold still.
pub(super) async fn record_pass(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
    revision: u32,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let revision = i32::try_from(revision).unwrap_or(i32::MAX);
    let tested = Expr::case(Column::State.eq("configured"), "tested").finally(Expr::col(Column::State));
    let update = Entity::update_many()
        .col_expr(Column::TestedRevision, Expr::value(revision))
        .col_expr(Column::State, tested.into())
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(Column::Revision.eq(revision));
    update.exec(db).await?;
    Ok(())
}

/// Notes what a job found, where nothing has been written since `seen` was read. False when something has.
pub(super) async fn record_sync(
    db: &impl ConnectionTrait,
    seen: &Connection,
    after: &Connection,
) -> Result<bool, StoreError> {
    let row = model(after);
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(row.state))
        .col_expr(Column::SyncState, Expr::value(row.sync_state))
        .col_expr(Column::SyncSince, Expr::value(row.sync_since))
        .col_expr(Column::SyncError, Expr::value(row.sync_error))
        .col_expr(Column::JobId, Expr::value(row.job_id))
        .col_expr(Column::UpstreamId, Expr::value(row.upstream_id))
        .col_expr(Column::UpstreamDigest, Expr::value(row.upstream_digest))
        .col_expr(Column::TicketUrl, Expr::value(row.ticket_url))
        .col_expr(Column::SecretSealed, Expr::value(row.secret_sealed))
        .col_expr(Column::Agreed, Expr::value(row.agreed))
        .col_expr(Column::Drift, Expr::value(row.drift))
        .col_expr(Column::CheckedAt, Expr::value(row.checked_at))
        .col_expr(Column::UpdatedAt, Expr::value(row.updated_at))
        .col_expr(Column::Version, Expr::value(seen.version + 1))
        .filter(Column::Id.eq(seen.id.uuid()))
        .filter(Column::Version.eq(seen.version));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Notes what became of a connection's job, where the connection waits for it or has given it up.
pub(super) async fn set_sync(
    db: &impl ConnectionTrait,
    id: ConnectionId,
    sync: &Sync,
) -> Result<(), StoreError> {
    let (state, since, error, job) = sync_columns(sync);
    let update = Entity::update_many()
        .col_expr(Column::SyncState, Expr::value(state))
        .col_expr(Column::SyncSince, Expr::value(since))
        .col_expr(Column::SyncError, Expr::value(error))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::JobId.eq(job));
    update.exec(db).await?;
    Ok(())
}

/// Removes a connection; its revisions and test runs go with it.
pub(super) async fn remove(db: &impl ConnectionTrait, connection: &Connection) -> Result<(), StoreError> {
    let delete = Entity::delete_many()
        .filter(Column::Id.eq(connection.id.uuid()))
        .filter(Column::State.eq("deleting"));
    delete.exec(db).await?;
    Ok(())
}

pub(super) async fn insert_revision(
    db: &impl ConnectionTrait,
    row: revision::Model,
) -> Result<(), StoreError> {
    let row = revision::ActiveModel::from(row).reset_all();
    revision::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The newest first.
pub(super) async fn revisions(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
    window: Window,
) -> Result<Vec<revision::Model>, StoreError> {
    let mut query = revision::Entity::find()
        .filter(revision::Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(revision::Column::ConnectionId.eq(id.uuid()));
    if let Some(after) = window.after {
        query = query.filter(revision::Column::Id.lt(after));
    }
    Ok(query.order_by_desc(revision::Column::Id).limit(window.limit + 1).all(db).await?)
}

pub(super) async fn revision(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
    revision: api::RevisionId,
) -> Result<revision::Model, StoreError> {
    let query = revision::Entity::find_by_id(revision.uuid())
        .filter(revision::Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(revision::Column::ConnectionId.eq(id.uuid()));
    query.one(db).await?.ok_or(StoreError::NotFound(id))
}

/// The revision of this number, while it is kept.
pub(super) async fn revision_numbered(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
    number: u32,
) -> Result<Option<revision::Model>, StoreError> {
    let query = revision::Entity::find()
        .filter(revision::Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(revision::Column::ConnectionId.eq(id.uuid()))
        .filter(revision::Column::Number.eq(number));
    Ok(query.one(db).await?)
}

/// The revision that came before the one of this number.
pub(super) async fn revision_before(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
    number: i32,
) -> Result<Option<revision::Model>, StoreError> {
    let query = revision::Entity::find()
        .filter(revision::Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(revision::Column::ConnectionId.eq(id.uuid()))
        .filter(revision::Column::Number.lt(number));
    Ok(query.order_by_desc(revision::Column::Number).one(db).await?)
}

pub(super) async fn insert_change(db: &impl ConnectionTrait, row: change::Model) -> Result<(), StoreError> {
    change::Entity::insert(change::ActiveModel::from(row).reset_all()).exec_without_returning(db).await?;
    Ok(())
}

fn state_text(state: &State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Configured => "configured",
        State::Tested => "tested",
        State::Active { .. } | State::Enforced(_) => "active",
        State::Disabled => "disabled",
        State::Deleting(_) => "deleting",
    }
}

/// A value in its JSON text, as our enums with one word each are stored.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn of_word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(text.into()).ok()
}

fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn sync_columns(sync: &Sync) -> (&'static str, DateTime<Utc>, Option<String>, Option<Uuid>) {
    match sync {
        Sync::Agreed { since } => ("in_sync", *since, None, None),
        Sync::Drifted { since } => ("drifted", *since, None, None),
        Sync::Pending { since, job } => ("pending", *since, None, Some(job.uuid())),
        Sync::Failed { since, job, reason } => ("failed", *since, Some(reason.clone()), job.map(JobId::uuid)),
    }
}

/// Metadata with an address is read again a day after it was read.
fn refresh_at(connection: &Connection) -> Option<DateTime<Utc>> {
    let saml = connection.settings.saml()?;
    saml.metadata_url.as_ref().map(|_| saml.read_at + Duration::hours(24))
}

fn model(connection: &Connection) -> Model {
    let (rollout, pilots) = match &connection.state {
        State::Active { rollout, pilot_emails } => (Some(word(rollout)), pilot_emails.clone()),
        State::Enforced(_) => (Some(word(&Rollout::Everyone)), Vec::new()),
        _ => (None, Vec::new()),
    };
    let enforcement = match &connection.state {
        State::Enforced(break_glass) => Some(json(break_glass)),
        _ => None,
    };
    let delete_mode = match &connection.state {
        State::Deleting(mode) => Some(word(mode)),
        _ => None,
    };
    let (sync_state, sync_since, sync_error, job_id) = sync_columns(&connection.sync);
    Model {
        id: connection.id.uuid(),
        organization_id: connection.organization.uuid(),
        display_name: connection.display_name.clone(),
        provider: connection.provider.clone(),
        strategy: word(&connection.strategy),
        state: state_text(&connection.state).to_owned(),
        rollout,
        pilot_emails: json(&pilots),
        delete_mode,
        settings: json(&Kept::of(connection)),
        findings: json(&connection.findings),
        entity_id: connection.settings.entity_id().map(str::to_owned),
        secret_sealed: connection.secret.sealed.clone(),
        secret_set_at: connection.secret.set_at,
        secret_expires_at: connection.secret.expires_at,
        revision: i32::try_from(connection.revision).unwrap_or(i32::MAX),
        tested_revision: connection.tested_revision.and_then(|number| i32::try_from(number).ok()),
        generation: connection.generation,
        version: connection.version,
        sync_state: sync_state.to_owned(),
        sync_since,
        sync_error,
        job_id,
        enforcement,
        watch: connection.watch.as_ref().map(json),
        retiring: connection.retiring.as_ref().map(json),
        no_way_in_asked: connection.no_way_in_asked,
        agreed: connection.agreed.as_ref().map(json),
        drift: connection.drift.as_ref().map(json),
        checked_at: connection.checked_at,
        upstream_name: connection.upstream_name.clone(),
        upstream_id: connection.upstream_id.clone(),
        upstream_digest: connection.upstream_digest.clone(),
        ticket_url: connection.ticket_url.clone(),
        offered: connection.offered.as_ref().map(json),
        dismissed: connection.dismissed.clone(),
        due_at: connection.tuning.staged.iter().map(|staged| staged.effective_at).min(),
        refresh_at: refresh_at(connection),
        created_at: connection.created_at,
        updated_at: connection.updated_at,
    }
}

fn domain(row: entity::Model) -> Result<Connection, StoreError> {
    let id = row.id;
    parts(row).ok_or(StoreError::CorruptRow(id))
}

fn parts(row: Model) -> Option<Connection> {
    let state = match row.state.as_str() {
        "draft" => State::Draft,
        "configured" => State::Configured,
        "tested" => State::Tested,
        "active" if row.enforcement.is_some() => {
            State::Enforced(serde_json::from_value(row.enforcement?).ok()?)
        }
        "active" => State::Active {
            rollout: of_word::<Rollout>(row.rollout.as_deref()?)?,
            pilot_emails: serde_json::from_value(row.pilot_emails).ok()?,
        },
        "disabled" => State::Disabled,
        "deleting" => State::Deleting(of_word::<DeleteMode>(row.delete_mode.as_deref()?)?),
        _ => return None,
    };
    let job = row.job_id.map(JobId::from_uuid);
    let sync = match row.sync_state.as_str() {
        "in_sync" => Sync::Agreed { since: row.sync_since },
        "drifted" => Sync::Drifted { since: row.sync_since },
        "pending" => Sync::Pending { since: row.sync_since, job: job? },
        "failed" => Sync::Failed { since: row.sync_since, job, reason: row.sync_error.unwrap_or_default() },
        _ => return None,
    };
    let kept: Kept = serde_json::from_value(row.settings).ok()?;
    Some(Connection {
        id: ConnectionId::from_uuid(row.id),
        organization: OrganizationId::from_uuid(row.organization_id),
        display_name: row.display_name,
        provider: row.provider,
        strategy: of_word::<Strategy>(&row.strategy)?,
        state,
        settings: kept.settings,
        tuning: kept.tuning,
        findings: serde_json::from_value(row.findings).ok()?,
        secret: Secret {
            sealed: row.secret_sealed,
            set_at: row.secret_set_at,
            expires_at: row.secret_expires_at,
        },
        revision: u32::try_from(row.revision).ok()?,
        tested_revision: row.tested_revision.and_then(|number| u32::try_from(number).ok()),
        generation: row.generation,
        version: row.version,
        sync,
        watch: row.watch.map(serde_json::from_value).transpose().ok()?,
        retiring: row.retiring.map(serde_json::from_value).transpose().ok()?,
        no_way_in_asked: row.no_way_in_asked,
        agreed: row.agreed.map(serde_json::from_value).transpose().ok()?,
        drift: row.drift.map(serde_json::from_value).transpose().ok()?,
        checked_at: row.checked_at,
        upstream_name: row.upstream_name,
        upstream_id: row.upstream_id,
        upstream_digest: row.upstream_digest,
        ticket_url: row.ticket_url,
        offered: row.offered.map(serde_json::from_value).transpose().ok()?,
        dismissed: row.dismissed,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The connection that Auth0 calls by this id, whatever its organization.
pub(super) async fn by_upstream(
    db: &impl ConnectionTrait,
    upstream: &str,
) -> Result<Option<Connection>, StoreError> {
    Entity::find().filter(Column::UpstreamId.eq(upstream)).one(db).await?.map(domain).transpose()
}
