//! Preflights in the database.

use api::ConnectionId;
use sea_orm::{entity::prelude::*, sea_query::OnConflict};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::auth::OrgScope;

pub(super) async fn get(
    db: &impl ConnectionTrait,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<Option<Model>, DbErr> {
    let query = Entity::find_by_id(id.uuid()).filter(Column::OrganizationId.eq(scope.organization().uuid()));
    query.one(db).await
}

/// Keeps the newest.
pub(super) async fn put(db: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    let newest = OnConflict::column(Column::ConnectionId)
        .update_columns([Column::Revision, Column::CheckedAt, Column::Findings])
        .to_owned();
    Entity::insert(ActiveModel::from(row).reset_all()).on_conflict(newest).exec_without_returning(db).await?;
    Ok(())
}
