//! The row of a change.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_requests")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organization_id: Uuid,
    pub(crate) connection_id: Uuid,
    pub(crate) step: String,
    pub(crate) wish: Json,
    /// What the connection was at: another generation or revision outdates the change.
    pub(crate) generation: i64,
    pub(crate) revision: i32,
    pub(crate) state: String,
    pub(crate) summary: String,
    pub(crate) requested_by: Json,
    pub(crate) decided_by: Option<Json>,
    pub(crate) reason: Option<String>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) decided_at: Option<DateTimeUtc>,
    pub(crate) expires_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
