//! Test runs in the database.

use api::{ConnectionId, TestRunId};
use chrono::{DateTime, Utc};
use sea_orm::{
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

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

/// How many runs one look at the clock is about.
const AT_ONCE: u64 = 100;

/// Runs that wait and whose time is over.
pub(super) async fn overdue(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::State.eq(PENDING)).filter(Column::ExpiresAt.lte(now));
    query.order_by_asc(Column::Id).limit(AT_ONCE).all(db).await
}

/// Notes that nobody came back; false when somebody has.
pub(super) async fn time_out(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(TIMED_OUT))
        .col_expr(Column::FinishedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(PENDING));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Runs that began before a moment and still hold what belongs to a person.
pub(super) async fn with_personal_data(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::CreatedAt.lt(before)).filter(Column::Forgotten.eq(false));
    query.order_by_asc(Column::Id).limit(AT_ONCE).all(db).await
}

/// Replaces the evidence by what is left of it; the keys of the sign-in go too.
pub(super) async fn forget(db: &impl ConnectionTrait, id: Uuid, evidence: Json) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Evidence, Expr::value(evidence))
        .col_expr(Column::VerifierSealed, Expr::value(""))
        .col_expr(Column::Nonce, Expr::value(""))
        .col_expr(Column::Forgotten, Expr::value(true))
        .filter(Column::Id.eq(id));
    update.exec(db).await?;
    Ok(())
}

/// The runs of a connection that ended in a span of time, the newest first.
pub(super) async fn ended_near(
    db: &impl ConnectionTrait,
    connection: ConnectionId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::ConnectionId.eq(connection.uuid()))
        .filter(Column::Forgotten.eq(false))
        .filter(Column::FinishedAt.is_not_null().and(Column::FinishedAt.between(from, to)));
    query.order_by_desc(Column::Id).limit(AT_ONCE).all(db).await
}

/// Writes more evidence to a run that has ended.
pub(super) async fn add_evidence(db: &impl ConnectionTrait, id: Uuid, evidence: Json) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Evidence, Expr::value(evidence))
        .filter(Column::Id.eq(id))
        .filter(Column::Forgotten.eq(false));
    update.exec(db).await?;
    Ok(())
}
