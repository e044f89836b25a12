//! Organizations in the database.

use api::{OrganizationId, TenantId};
use sea_orm::{
    ActiveValue::Set,
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::{
    auth::{ListScope, OrgScope},
    http::list::Window,
};

pub(super) async fn get(db: &impl ConnectionTrait, scope: &OrgScope) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(scope.organization().uuid()).one(db).await
}

/// What a caller may see; one more than asked for.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &ListScope,
    name: Option<&str>,
    window: Window,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find();
    if let ListScope::One(own) = scope {
        query = query.filter(Column::Id.eq(own.organization().uuid()));
    }
    if let Some(part) = name {
        let pattern = part.to_lowercase();
        query = query.filter(Column::Name.contains(&pattern).or(Column::DisplayName.contains(part)));
    }
    if let Some(after) = window.after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(window.limit + 1).all(db).await
}

pub(super) async fn by_upstream(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    upstream: &str,
) -> Result<Option<OrganizationId>, DbErr> {
    let query =
        Entity::find().filter(Column::TenantId.eq(tenant.uuid())).filter(Column::UpstreamId.eq(upstream));
    Ok(query.one(db).await?.map(|row| OrganizationId::from_uuid(row.id)))
}

/// Notes an organization as Auth0 has it; the id of one that is known stays.
pub(super) async fn mirror(db: &impl ConnectionTrait, organization: Model) -> Result<(), DbErr> {
    let keep = OnConflict::columns([Column::TenantId, Column::UpstreamId])
        .update_columns([
            Column::Name,
            Column::DisplayName,
            Column::Branding,
            Column::MemberCount,
            Column::UpdatedAt,
        ])
        .to_owned();
    let row = ActiveModel { id: Set(organization.id), ..ActiveModel::from(organization).reset_all() };
    Entity::insert(row).on_conflict(keep).exec_without_returning(db).await?;
    Ok(())
}
