//! The row of a text that nobody could explain yet.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unknown_texts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    /// The same text is one row however often it comes.
    pub(crate) digest: String,
    pub(crate) text: String,
    pub(crate) source: String,
    pub(crate) provider: Option<String>,
    pub(crate) count: i64,
    pub(crate) first_seen_at: DateTimeUtc,
    pub(crate) last_seen_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
