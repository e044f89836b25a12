//! Changes in the database. A change is decided once: by compare-and-swap.

use api::ChangeId;
use chrono::{DateTime, Utc};
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::{auth::OrgScope, http::list::Window};

pub(super) const WAITING: &str = "waiting";

/// Writes a change down. False when the same step of the same connection waits already.
pub(super) async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<bool, DbErr> {
    let insert = Entity::insert(ActiveModel::from(row).reset_all());
    match insert.exec_without_returning(db).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) async fn get(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ChangeId,
) -> Result<Option<Model>, DbErr> {
    let query = Entity::find_by_id(id.uuid()).filter(Column::OrganizationId.eq(scope.organization().uuid()));
    query.one(db).await
}

/// The newest first; one more than asked for.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    window: Window,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrganizationId.eq(scope.organization().uuid()));
    if let Some(after) = window.after {
        query = query.filter(Column::Id.lt(after));
    }
    query.order_by_desc(Column::Id).limit(window.limit + 1).all(db).await
}

/// Decides a change that waits. False when it was decided already.
pub(super) async fn decide(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ChangeId,
    (state, by, reason): (&str, Json, Option<&str>),
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DecidedBy, Expr::value(Some(by)))
        .col_expr(Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(Column::DecidedAt, Expr::value(now))
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(Column::State.eq(WAITING));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Changes that waited too long make room for new ones.
pub(super) async fn outdate(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value("outdated"))
        .col_expr(Column::DecidedAt, Expr::value(now))
        .filter(Column::State.eq(WAITING))
        .filter(Column::ExpiresAt.lte(now));
    update.exec(db).await?;
    Ok(())
}
