//! The row of a test run.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "test_runs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organization_id: Uuid,
    pub(crate) connection_id: Uuid,
    pub(crate) revision: i32,
    pub(crate) state: String,
    pub(crate) state_hash: String,
    pub(crate) verifier_sealed: String,
    pub(crate) nonce: String,
    pub(crate) started_by: Json,
    pub(crate) evidence: Json,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) expires_at: DateTimeUtc,
    pub(crate) finished_at: Option<DateTimeUtc>,
    /// Whether what belongs to the person has been removed.
    pub(crate) forgotten: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
