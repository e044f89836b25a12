//! Test runs in the database.

use api::{ConnectionId, TestRunId};
use chrono::{DateTime, Utc};
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::{auth::OrgScope, http::list::Window};

pub(super) const PENDING: &str = "pending";
pub(super) const TIMED_OUT: &str = "timed_out";

pub(super) async fn insert(db: &impl ConnectionTrait, run: Model) -> Result<(), DbErr> {
    Entity::insert(ActiveModel::from(run).reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// Ends the runs of a person through a connection that still wait: the newest one counts.
pub(super) async fn supersede(
    db: &impl ConnectionTrait,
    connection: ConnectionId,
    person: &api::Actor,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let waiting = Entity::find()
        .filter(Column::ConnectionId.eq(connection.uuid()))
        .filter(Column::State.eq(PENDING))
        .all(db)
        .await?;
    let theirs =
        waiting.into_iter().filter(|run| run.started_by["id"] == person.id.as_str()).map(|run| run.id);
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(TIMED_OUT))
        .col_expr(Column::FinishedAt, Expr::value(now))
        .filter(Column::Id.is_in(theirs.collect::<Vec<_>>()))
        .filter(Column::State.eq(PENDING));
    update.exec(db).await?;
    Ok(())
}

pub(super) async fn get(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    connection: ConnectionId,
    id: TestRunId,
) -> Result<Option<Model>, DbErr> {
    let query = Entity::find_by_id(id.uuid())
        .filter(Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(Column::ConnectionId.eq(connection.uuid()));
    query.one(db).await
}

/// The newest first; one more than asked for.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    connection: ConnectionId,
    window: Window,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(Column::ConnectionId.eq(connection.uuid()));
    if let Some(after) = window.after {
        query = query.filter(Column::Id.lt(after));
    }
    query.order_by_desc(Column::Id).limit(window.limit + 1).all(db).await
}

/// Whether a run of this revision has succeeded.
pub(super) async fn passed(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    connection: ConnectionId,
    revision: u32,
) -> Result<bool, DbErr> {
    let query = Entity::find()
        .filter(Column::OrganizationId.eq(scope.organization().uuid()))
        .filter(Column::ConnectionId.eq(connection.uuid()))
        .filter(Column::Revision.eq(i32::try_from(revision).unwrap_or(i32::MAX)))
        .filter(Column::State.eq("succeeded"));
    Ok(query.one(db).await?.is_some())
}

/// The run that an answer belongs to: whoever knows the state's secret.
pub(super) async fn by_state(db: &impl ConnectionTrait, state_hash: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::StateHash.eq(state_hash)).one(db).await
}

/// Ends a run that waits or whose watchdog has barked; false when it has ended already.
pub(super) async fn finish(
    db: &impl ConnectionTrait,
    id: Uuid,
    (state, evidence): (&str, Json),
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Evidence, Expr::value(evidence))
        .col_expr(Column::FinishedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::State.is_in([PENDING, TIMED_OUT]));
    Ok(update.exec(db).await?.rows_affected == 1)
}
