//! The mirror of ways in, in the database.

use api::{ConnectionId, OrganizationId};
use sea_orm::{
    QueryOrder,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

use super::entity::{aside, owner, survey, way};
use crate::auth::OrgScope;

/// What is known of an organization.
pub(super) type Rows = (survey::Model, Vec<way::Model>, Vec<owner::Model>);

/// What the last survey found; none when there was none.
pub(super) async fn get(db: &impl ConnectionTrait, scope: &OrgScope) -> Result<Option<Rows>, DbErr> {
    let organization = scope.organization().uuid();
    let Some(found) = survey::Entity::find_by_id(organization).one(db).await? else { return Ok(None) };
    let ways = way::Entity::find().filter(way::Column::OrganizationId.eq(organization));
    let owners = owner::Entity::find().filter(owner::Column::OrganizationId.eq(organization));
    let ways = ways.order_by_asc(way::Column::Name).all(db).await?;
    Ok(Some((found, ways, owners.order_by_asc(owner::Column::UserId).all(db).await?)))
}

/// Puts a new survey in place of the one before.
pub(super) async fn put(db: &impl ConnectionTrait, (survey, ways, owners): Rows) -> Result<(), DbErr> {
    let organization = survey.organization_id;
    way::Entity::delete_many().filter(way::Column::OrganizationId.eq(organization)).exec(db).await?;
    owner::Entity::delete_many().filter(owner::Column::OrganizationId.eq(organization)).exec(db).await?;
    survey::Entity::delete_many().filter(survey::Column::OrganizationId.eq(organization)).exec(db).await?;
    survey::Entity::insert(survey::ActiveModel::from(survey).reset_all()).exec_without_returning(db).await?;
    for way in ways {
        way::Entity::insert(way::ActiveModel::from(way).reset_all()).exec_without_returning(db).await?;
    }
    for owner in owners {
        owner::Entity::insert(owner::ActiveModel::from(owner).reset_all()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Notes how many people have an address of each domain.
pub(super) async fn note_people(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    people: serde_json::Value,
) -> Result<(), DbErr> {
    let update = survey::Entity::update_many().col_expr(survey::Column::PeopleByDomain, Expr::value(people));
    update.filter(survey::Column::OrganizationId.eq(organization.uuid())).exec(db).await.map(drop)
}

/// Remembers how a way in was, before it is switched off. What is remembered already stays: it is older.
pub(super) async fn remember(db: &impl ConnectionTrait, row: aside::Model) -> Result<(), DbErr> {
    let insert = aside::Entity::insert(aside::ActiveModel::from(row).reset_all());
    let inserted =
        insert.on_conflict(OnConflict::new().do_nothing().to_owned()).exec_without_returning(db).await;
    match inserted {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The ways in that a connection has set aside.
pub(super) async fn remembered(
    db: &impl ConnectionTrait,
    connection: ConnectionId,
) -> Result<Vec<aside::Model>, DbErr> {
    aside::Entity::find().filter(aside::Column::ConnectionId.eq(connection.uuid())).all(db).await
}

/// Whether a way in is set aside.
pub(super) async fn is_set_aside(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    upstream: &str,
) -> Result<bool, DbErr> {
    let found = aside::Entity::find_by_id((organization.uuid(), upstream.to_owned())).one(db).await?;
    Ok(found.is_some())
}

/// Forgets a way in that is back.
pub(super) async fn forget(db: &impl ConnectionTrait, row: &aside::Model) -> Result<(), DbErr> {
    let this = (row.organization_id, row.upstream_id.clone());
    aside::Entity::delete_by_id(this).exec(db).await?;
    Ok(())
}
