//! Sign-in attempts in the database.

use api::{ConnectionId, SignInId};
use chrono::{DateTime, Utc};
use sea_orm::{QueryOrder, QuerySelect, Select, entity::prelude::*, sea_query::OnConflict};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::{auth::OrgScope, http::list::Window};

/// Which attempts.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) outcome: Option<&'static str>,
    pub(super) connection: Option<ConnectionId>,
    /// Part of the person's name or address.
    pub(super) person: Option<String>,
    /// The code of an explanation.
    pub(super) cause: Option<String>,
    pub(super) since: Option<DateTime<Utc>>,
    pub(super) until: Option<DateTime<Utc>>,
}

/// Writes an attempt down once, however often it is told. False when it was known already.
pub(super) async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<bool, DbErr> {
    let once = OnConflict::columns([Column::TenantId, Column::LogId]).do_nothing().to_owned();
    let insert = Entity::insert(ActiveModel::from(row).reset_all()).on_conflict(once);
    match insert.exec_without_returning(db).await {
        Ok(rows) => Ok(rows == 1),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The attempts of an organization, the newest first; one more than asked for.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    wanted: &Wanted,
    window: Window,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::OrganizationId.eq(scope.organization().uuid()));
    page(narrowed(query, wanted), window).all(db).await
}

/// The attempts that name no organization, the newest first; one more than asked for.
pub(super) async fn list_aside(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    window: Window,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::OrganizationId.is_null());
    page(narrowed(query, wanted), window).all(db).await
}

fn narrowed(mut query: Select<Entity>, wanted: &Wanted) -> Select<Entity> {
    if let Some(outcome) = wanted.outcome {
        query = query.filter(Column::Outcome.eq(outcome));
    }
    if let Some(connection) = wanted.connection {
        query = query.filter(Column::ConnectionId.eq(connection.uuid()));
    }
    if let Some(person) = &wanted.person {
        query = query.filter(Column::Person.contains(person));
    }
    if let Some(cause) = &wanted.cause {
        query = query.filter(Column::Cause.eq(cause));
    }
    if let Some(since) = wanted.since {
        query = query.filter(Column::OccurredAt.gte(since));
    }
    if let Some(until) = wanted.until {
        query = query.filter(Column::OccurredAt.lt(until));
    }
    query
}

fn page(mut query: Select<Entity>, window: Window) -> Select<Entity> {
    if let Some(after) = window.after {
        query = query.filter(Column::Id.lt(after));
    }
    query.order_by_desc(Column::Id).limit(window.limit + 1)
}

pub(super) async fn get(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: SignInId,
) -> Result<Option<Model>, DbErr> {
    let query = Entity::find_by_id(id.uuid()).filter(Column::OrganizationId.eq(scope.organization().uuid()));
    query.one(db).await
}

/// Removes what is older than it is kept.
pub(super) async fn sweep(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::OccurredAt.lt(before)).exec(db).await?.rows_affected)
}
