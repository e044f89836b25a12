//! Domains in the database. Every query of a caller is scoped; a write that meets another version says so.

use api::{ConnectionId, DomainId, DomainState, JobId, OrganizationId, Sync, SyncState, TenantId};
use chrono::{DateTime, Utc};
use sea_orm::{
    QueryOrder, QuerySelect, SqlErr,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    domain::{By, Domain, Leads, Record},
    entity::{ActiveModel, Column, Entity, Model},
};
use crate::{auth::OrgScope, http::list::Window, problem::Explain};

/// How many domains one look at the clock is about.
const AT_ONCE: u64 = 50;

/// Why a domain was not read or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    #[error("domain {0} is not in this organization")]
    NotFound(DomainId),
    #[error("domain {0} has changed in the meantime")]
    Changed(DomainId),
    #[error("the organization claims {0} already")]
    Claimed(String),
    #[error("{0} is another organization's")]
    HeldElsewhere(String),
    #[error("row {0} holds a value the domain does not accept")]
    CorruptRow(Uuid),
    #[error("the database does not answer")]
    Database(#[from] DbErr),
}

impl Explain for StoreError {
    fn code(&self) -> api::ProblemCode {
        match self {
            Self::NotFound(_) => api::ProblemCode::NotFound,
            Self::Changed(_) => api::ProblemCode::PreconditionFailed,
            Self::Claimed(_) | Self::HeldElsewhere(_) => api::ProblemCode::Conflict,
            Self::CorruptRow(_) | Self::Database(_) => api::ProblemCode::Internal,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound(_) => "There is no such object, or it is not one of yours.".to_owned(),
            Self::Changed(_) => {
                "It changed at the same moment. Read it again and repeat your change.".to_owned()
            }
            Self::Claimed(name) => format!("The organization has {name} already."),
            Self::HeldElsewhere(name) => {
                format!("{name} is in use elsewhere. It has to be released there first.")
            }
            Self::CorruptRow(_) | Self::Database(_) => "It is our fault; nothing was changed.".to_owned(),
        }
    }
}

pub(super) async fn get(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: DomainId,
) -> Result<Domain, StoreError> {
    let query = Entity::find_by_id(id.uuid()).filter(Column::OrganizationId.eq(scope.organization().uuid()));
    domain(query.one(db).await?.ok_or(StoreError::NotFound(id))?)
}

/// For jobs, which name an object and no caller.
pub(super) async fn get_for_job(
    db: &impl ConnectionTrait,
    id: DomainId,
) -> Result<Option<Domain>, StoreError> {
    Entity::find_by_id(id.uuid()).one(db).await?.map(domain).transpose()
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    window: Window,
) -> Result<Vec<Domain>, StoreError> {
    let mut query = Entity::find().filter(Column::OrganizationId.eq(scope.organization().uuid()));
    if let Some(after) = window.after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(window.limit + 1).all(db).await?.into_iter().map(domain).collect()
}

/// Every domain of an organization; Auth0 allows a hundred.
pub(super) async fn of_organization(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<Domain>, StoreError> {
    let query = Entity::find().filter(Column::OrganizationId.eq(organization.uuid()));
    query.order_by_asc(Column::Id).all(db).await?.into_iter().map(domain).collect()
}

/// The domains that are looked at now.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, OrganizationId)>, DbErr> {
    let query = Entity::find().filter(Column::NextCheckAt.lte(now)).order_by_asc(Column::NextCheckAt);
    let rows = query.limit(AT_ONCE).all(db).await?.into_iter();
    Ok(rows.map(|row| (row.id, OrganizationId::from_uuid(row.organization_id))).collect())
}

/// Whether another organization of the tenant has a domain of this name.
pub(super) async fn held_elsewhere(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    domain: &Domain,
) -> Result<bool, DbErr> {
    let query = Entity::find()
        .filter(Column::TenantId.eq(tenant.uuid()))
        .filter(Column::HeldName.eq(&*domain.name))
        .filter(Column::Id.ne(domain.id.uuid()));
    Ok(query.one(db).await?.is_some())
}

pub(super) async fn insert(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    new: &Domain,
) -> Result<(), StoreError> {
    let row = ActiveModel::from(model(tenant, new)).reset_all();
    match Entity::insert(row).exec_without_returning(db).await {
        Ok(_) => Ok(()),
        Err(error) if is_unique(&error) => Err(StoreError::Claimed(new.name.clone())),
        Err(error) => Err(error.into()),
    }
}

/// Writes a domain that was read as `before`: refused when anything has been written to it since, and when it would be
/// a second organization's.
pub(super) async fn update(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    before: &Domain,
    after: &Domain,
) -> Result<(), StoreError> {
    let mut row = ActiveModel::from(model(tenant, after)).reset_all();
    row.version = sea_orm::ActiveValue::Set(before.version + 1);
    row.id = sea_orm::ActiveValue::Unchanged(after.id.uuid());
    let update = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(before.id.uuid()))
        .filter(Column::OrganizationId.eq(before.organization.uuid()))
        .filter(Column::Version.eq(before.version));
    match update.exec(db).await {
        Ok(result) if result.rows_affected == 1 => Ok(()),
        Ok(_) => Err(StoreError::Changed(before.id)),
        Err(error) if is_unique(&error) => Err(StoreError::HeldElsewhere(before.name.clone())),
        Err(error) => Err(error.into()),
    }
}

/// Writes where a domain leads, and nothing else: a look at DNS that goes on meanwhile does not stand in the way.
pub(super) async fn lead(
    db: &impl ConnectionTrait,
    seen: &Domain,
    leads: Option<Leads>,
) -> Result<(), StoreError> {
    let was = match seen.leads {
        Some(leads) => Column::ConnectionId.eq(leads.to.uuid()),
        None => Column::ConnectionId.is_null(),
    };
    let update = Entity::update_many()
        .col_expr(Column::ConnectionId, Expr::value(leads.map(|leads| leads.to.uuid())))
        .col_expr(Column::MovedFrom, Expr::value(leads.and_then(|leads| leads.from).map(ConnectionId::uuid)))
        .col_expr(Column::LedBy, Expr::value(leads.map(|leads| word(&leads.by))))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(seen.id.uuid()))
        .filter(Column::State.ne(word(&DomainState::Deleting)))
        .filter(was);
    if update.exec(db).await?.rows_affected == 1 { Ok(()) } else { Err(StoreError::Changed(seen.id)) }
}

/// Notes what became of the job that a domain waits for.
pub(super) async fn set_sync(
    db: &impl ConnectionTrait,
    (id, job): (DomainId, JobId),
    (state, error): (SyncState, Option<&str>),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::SyncState, Expr::value(word(&state)))
        .col_expr(Column::SyncError, Expr::value(error.map(str::to_owned)))
        .col_expr(Column::SyncSince, Expr::value(now))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::JobId.eq(job.uuid()));
    update.exec(db).await.map(drop)
}

/// Puts the next look at a domain off, if one would come before.
pub(super) async fn put_off(
    db: &impl ConnectionTrait,
    id: DomainId,
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::NextCheckAt, Expr::value(until))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::NextCheckAt.lt(until));
    update.exec(db).await.map(drop)
}

pub(super) async fn remove(db: &impl ConnectionTrait, domain: &Domain) -> Result<(), DbErr> {
    let delete = Entity::delete_many()
        .filter(Column::Id.eq(domain.id.uuid()))
        .filter(Column::State.eq(word(&DomainState::Deleting)));
    delete.exec(db).await.map(drop)
}

fn is_unique(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// A value in its JSON text, as our enums with one word each are stored.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn of_word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(text.into()).ok()
}

fn model(tenant: TenantId, domain: &Domain) -> Model {
    let record = domain.record.as_ref();
    Model {
        id: domain.id.uuid(),
        tenant_id: tenant.uuid(),
        organization_id: domain.organization.uuid(),
        name: domain.name.clone(),
        state: word(&domain.state),
        held_name: domain.is_held().then(|| domain.name.clone()),
        upstream_id: domain.upstream_id.clone(),
        upstream_verified: domain.upstream_verified,
        record_host: record.map(|record| record.host.clone()),
        record_value: record.map(|record| record.value.clone()),
        zone: domain.zone.clone(),
        last_check: domain.last_check.as_ref().and_then(|check| serde_json::to_value(check).ok()),
        next_check_at: domain.next_check_at,
        checked_until: domain.checked_until,
        lapsing_since: domain.lapsing_since,
        verified_at: domain.verified_at,
        disputed_at: domain.disputed_at,
        override_reason: domain.override_reason.clone(),
        connection_id: domain.leads.map(|leads| leads.to.uuid()),
        moved_from: domain.leads.and_then(|leads| leads.from).map(ConnectionId::uuid),
        led_by: domain.leads.map(|leads| word(&leads.by)),
        sync_state: word(&domain.sync.state),
        sync_since: domain.sync.since,
        sync_error: domain.sync.last_error.clone(),
        job_id: domain.sync.job_id.map(JobId::uuid),
        version: domain.version,
        created_at: domain.created_at,
        updated_at: domain.updated_at,
    }
}

fn domain(row: Model) -> Result<Domain, StoreError> {
    let corrupt = || StoreError::CorruptRow(row.id);
    let leads = row.connection_id.map(|to| Leads {
        to: ConnectionId::from_uuid(to),
        from: row.moved_from.map(ConnectionId::from_uuid),
        by: row.led_by.as_deref().and_then(of_word).unwrap_or(By::Hand),
    });
    Ok(Domain {
        id: DomainId::from_uuid(row.id),
        organization: OrganizationId::from_uuid(row.organization_id),
        state: of_word(&row.state).ok_or_else(corrupt)?,
        sync: Sync {
            state: of_word(&row.sync_state).ok_or_else(corrupt)?,
            since: row.sync_since,
            job_id: row.job_id.map(JobId::from_uuid),
            last_error: row.sync_error,
        },
        name: row.name,
        upstream_id: row.upstream_id,
        upstream_verified: row.upstream_verified,
        record: row.record_host.zip(row.record_value).map(|(host, value)| Record { host, value }),
        zone: row.zone,
        // An older check that no longer reads is looked at anew.
        last_check: row.last_check.and_then(|check| serde_json::from_value(check).ok()),
        next_check_at: row.next_check_at,
        checked_until: row.checked_until,
        lapsing_since: row.lapsing_since,
        verified_at: row.verified_at,
        disputed_at: row.disputed_at,
        override_reason: row.override_reason,
        leads,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
