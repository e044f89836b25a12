//! Unknown texts in the database.

use sea_orm::{
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::http::list::Window;

/// Counts a text; the first one is written down.
pub(super) async fn count(db: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    let again = OnConflict::column(Column::Digest)
        .value(Column::Count, Expr::col((Entity, Column::Count)).add(1))
        .update_column(Column::LastSeenAt)
        .to_owned();
    let insert = Entity::insert(ActiveModel::from(row).reset_all()).on_conflict(again);
    insert.exec_without_returning(db).await?;
    Ok(())
}

/// The newest first; one more than asked for.
pub(super) async fn list(db: &impl ConnectionTrait, window: Window) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find();
    if let Some(after) = window.after {
        query = query.filter(Column::Id.lt(after));
    }
    query.order_by_desc(Column::Id).limit(window.limit + 1).all(db).await
}

/// Takes a text off the list; false when it is not there.
pub(super) async fn remove(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, DbErr> {
    Ok(Entity::delete_by_id(id).exec(db).await?.rows_affected == 1)
}
