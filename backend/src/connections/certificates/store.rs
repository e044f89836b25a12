//! Connections whose time has come.

use api::ConnectionId;
use chrono::{DateTime, Utc};
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr};

use super::super::entity::{Column, Entity};

/// How many connections one look at the clock is about.
const AT_ONCE: u64 = 50;

/// Connections with a staged certificate that takes over now.
pub(super) async fn with_due_certificate(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<ConnectionId>, DbErr> {
    let query = Entity::find().filter(Column::DueAt.lte(now)).order_by_asc(Column::DueAt).limit(AT_ONCE);
    Ok(query.all(db).await?.into_iter().map(|row| ConnectionId::from_uuid(row.id)).collect())
}

/// Connections whose metadata is read again now.
pub(super) async fn with_due_refresh(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<(ConnectionId, Uuid)>, DbErr> {
    let query = Entity::find()
        .filter(Column::RefreshAt.lte(now))
        .filter(Column::State.ne("deleting"))
        .order_by_asc(Column::RefreshAt)
        .limit(AT_ONCE);
    let rows = query.all(db).await?;
    Ok(rows.into_iter().map(|row| (ConnectionId::from_uuid(row.id), row.organization_id)).collect())
}

/// Notes when metadata is read next. Touches nothing else, so that no other writer has to hold still.
pub(super) async fn refresh_next(
    db: &impl ConnectionTrait,
    id: ConnectionId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::RefreshAt, Expr::value(at));
    update.filter(Column::Id.eq(id.uuid())).exec(db).await?;
    Ok(())
}
