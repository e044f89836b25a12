//! The row of an audit event.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organization_id: Uuid,
    pub(crate) action: String,
    pub(crate) actor: Json,
    pub(crate) target: Json,
    pub(crate) summary: String,
    pub(crate) before_digest: Option<String>,
    pub(crate) after_digest: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) ip: Option<String>,
    pub(crate) occurred_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
