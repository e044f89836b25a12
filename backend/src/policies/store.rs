//! Policies in the database.

use sea_orm::{entity::prelude::*, sea_query::OnConflict};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::auth::OrgScope;

pub(super) async fn get(db: &impl ConnectionTrait, scope: &OrgScope) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(scope.organization().uuid()).one(db).await
}

pub(super) async fn put(db: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    let replace = OnConflict::column(Column::OrganizationId)
        .update_columns([Column::Policy, Column::UpdatedAt])
        .to_owned();
    let insert = Entity::insert(ActiveModel::from(row).reset_all());
    insert.on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}
