//! The row of a sign-in attempt.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ins")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) log_id: String,
    pub(crate) organization_id: Option<Uuid>,
    pub(crate) connection_id: Option<Uuid>,
    pub(crate) connection_name: Option<String>,
    pub(crate) outcome: String,
    pub(crate) occurred_at: DateTimeUtc,
    pub(crate) person: Option<String>,
    pub(crate) application: Option<String>,
    pub(crate) is_test: bool,
    pub(crate) ip: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) cause: Option<String>,
    pub(crate) explanation: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
