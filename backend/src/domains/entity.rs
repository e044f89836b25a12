//! The row of a domain.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "domains")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) organization_id: Uuid,
    pub(crate) name: String,
    pub(crate) state: String,
    /// The name while the domain is the organization's; unique in the tenant.
    pub(crate) held_name: Option<String>,
    pub(crate) upstream_id: Option<String>,
    pub(crate) upstream_verified: bool,
    pub(crate) record_host: Option<String>,
    pub(crate) record_value: Option<String>,
    pub(crate) zone: Option<String>,
    pub(crate) last_check: Option<Json>,
    pub(crate) next_check_at: Option<DateTimeUtc>,
    pub(crate) checked_until: Option<DateTimeUtc>,
    pub(crate) lapsing_since: Option<DateTimeUtc>,
    pub(crate) verified_at: Option<DateTimeUtc>,
    pub(crate) disputed_at: Option<DateTimeUtc>,
    pub(crate) override_reason: Option<String>,
    pub(crate) connection_id: Option<Uuid>,
    pub(crate) moved_from: Option<Uuid>,
    pub(crate) led_by: Option<String>,
    pub(crate) sync_state: String,
    pub(crate) sync_since: DateTimeUtc,
    pub(crate) sync_error: Option<String>,
    pub(crate) job_id: Option<Uuid>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
