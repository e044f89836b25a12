//! How far the tenant's log has been read.

use api::TenantId;
use chrono::{DateTime, Utc};
use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "log_checkpoints")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) tenant_id: Uuid,
    /// The last record that was read; none before the first.
    pub(crate) log_id: Option<String>,
    pub(crate) read_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How far it has been read, and when; none when never.
pub(super) async fn get(db: &impl ConnectionTrait, tenant: TenantId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(tenant.uuid()).one(db).await
}

/// Notes that it has been read up to a record, where it still stands at the one that was seen. False when somebody else
/// has moved it.
pub(super) async fn advance(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    (seen, now_at): (Option<&str>, Option<&str>),
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = Model { tenant_id: tenant.uuid(), log_id: None, read_at: at };
    let once = OnConflict::column(Column::TenantId).do_nothing().to_owned();
    match Entity::insert(ActiveModel::from(row).reset_all())
        .on_conflict(once)
        .exec_without_returning(db)
        .await
    {
        Ok(_) | Err(DbErr::RecordNotInserted) => {}
        Err(error) => return Err(error),
    }
    let update = Entity::update_many()
        .col_expr(Column::LogId, Expr::value(now_at.map(str::to_owned)))
        .col_expr(Column::ReadAt, Expr::value(at))
        .filter(Column::TenantId.eq(tenant.uuid()));
    let update = match seen {
        Some(seen) => update.filter(Column::LogId.eq(seen)),
        None => update.filter(Column::LogId.is_null()),
    };
    Ok(update.exec(db).await?.rows_affected == 1)
}
