//! Tenants in the database.

use api::TenantId;
use chrono::{DateTime, Utc};
use sea_orm::{
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenants")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) issuer: String,
    pub(crate) organizations_read_at: Option<DateTimeUtc>,
    pub(crate) created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Makes the row unless there is one of that issuer; says which it is.
pub(super) async fn ensure(db: &impl ConnectionTrait, wanted: Model) -> Result<TenantId, DbErr> {
    let issuer = wanted.issuer.clone();
    let keep = OnConflict::column(Column::Issuer).update_column(Column::Name).to_owned();
    Entity::insert(ActiveModel::from(wanted).reset_all())
        .on_conflict(keep)
        .exec_without_returning(db)
        .await?;
    let row = Entity::find().filter(Column::Issuer.eq(&*issuer)).one(db).await?;
    row.map(|row| TenantId::from_uuid(row.id)).ok_or(DbErr::RecordNotFound(issuer))
}

/// When the tenant's organizations were read the last time.
pub(crate) async fn organizations_read_at(
    db: &impl ConnectionTrait,
    id: TenantId,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    Ok(Entity::find_by_id(id.uuid()).one(db).await?.and_then(|tenant| tenant.organizations_read_at))
}

/// Notes that the tenant's organizations have been read.
pub(crate) async fn organizations_were_read(
    db: &impl ConnectionTrait,
    id: TenantId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::OrganizationsReadAt, Expr::value(at));
    update.filter(Column::Id.eq(id.uuid())).exec(db).await?;
    Ok(())
}
