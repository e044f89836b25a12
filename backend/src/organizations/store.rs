//! Organizations in the database.

use api::{OrganizationId, TenantId};
use chrono::{DateTime, Utc};
use sea_orm::{
    Order, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, NullOrdering, OnConflict},
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
        query = query.filter(contains(Column::Name, part).or(contains(Column::DisplayName, part)));
    }
    if let Some(after) = window.after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(window.limit + 1).all(db).await
}

/// Whether a column has this part in it, whatever the case; no character of the part means anything else than itself.
fn contains(column: Column, part: &str) -> Expr {
    let mut pattern = String::from("%");
    for character in part.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern).escape('\\'))
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

/// Notes an organization as Auth0 has it. The id of one that is known stays, and one that is as before stays untouched.
pub(super) async fn mirror(db: &impl ConnectionTrait, organization: Model) -> Result<(), DbErr> {
    let known = Entity::find()
        .filter(Column::TenantId.eq(organization.tenant_id))
        .filter(Column::UpstreamId.eq(&*organization.upstream_id));
    if let Some(known) = known.one(db).await? {
        let same = known.name == organization.name
            && known.display_name == organization.display_name
            && known.branding == organization.branding;
        if same {
            return Ok(());
        }
    }
    let keep = OnConflict::columns([Column::TenantId, Column::UpstreamId])
        .update_columns([Column::Name, Column::DisplayName, Column::Branding, Column::UpdatedAt])
        .to_owned();
    let row = ActiveModel::from(organization).reset_all();
    Entity::insert(row).on_conflict(keep).exec_without_returning(db).await?;
    Ok(())
}

/// The organizations whose members were never counted, then those where it was longest ago.
pub(super) async fn to_be_counted(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().filter(Column::TenantId.eq(tenant.uuid()));
    query.order_by_with_nulls(Column::CountedAt, Order::Asc, NullOrdering::First).limit(limit).all(db).await
}

/// Notes how many members an organization has.
pub(super) async fn counted(
    db: &impl ConnectionTrait,
    organization: &Model,
    members: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut update = Entity::update_many().col_expr(Column::CountedAt, Expr::value(now));
    if members != organization.member_count {
        update = update
            .col_expr(Column::MemberCount, Expr::value(members))
            .col_expr(Column::UpdatedAt, Expr::value(now));
    }
    update.filter(Column::Id.eq(organization.id)).exec(db).await?;
    Ok(())
}
