//! Audit events in the database.

use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::{auth::OrgScope, http::list::Window};

pub(super) async fn append(db: &impl ConnectionTrait, event: Model) -> Result<(), DbErr> {
    Entity::insert(ActiveModel::from(event).reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// The newest first; one more than asked for, so that it is known whether there are more.
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
