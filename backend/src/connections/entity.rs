//! The rows of connections, revisions and changes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "connections")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) organization_id: Uuid,
    pub(crate) display_name: String,
    pub(crate) provider: String,
    pub(crate) strategy: String,
    pub(crate) state: String,
    pub(crate) rollout: Option<String>,
    pub(crate) pilot_emails: Json,
    pub(crate) delete_mode: Option<String>,
    pub(crate) settings: Json,
    pub(crate) findings: Json,
    pub(crate) entity_id: Option<String>,
    pub(crate) secret_sealed: Option<String>,
    pub(crate) secret_set_at: Option<DateTimeUtc>,
    pub(crate) secret_expires_at: Option<DateTimeUtc>,
    pub(crate) revision: i32,
    pub(crate) tested_revision: Option<i32>,
    pub(crate) generation: i64,
    pub(crate) version: i64,
    pub(crate) sync_state: String,
    pub(crate) sync_since: DateTimeUtc,
    pub(crate) sync_error: Option<String>,
    pub(crate) job_id: Option<Uuid>,
    pub(crate) enforcement: Option<Json>,
    pub(crate) watch: Option<Json>,
    pub(crate) retiring: Option<Json>,
    pub(crate) no_way_in_asked: bool,
    pub(crate) agreed: Option<Json>,
    pub(crate) drift: Option<Json>,
    pub(crate) checked_at: Option<DateTimeUtc>,
    pub(crate) upstream_name: String,
    pub(crate) upstream_id: Option<String>,
    pub(crate) upstream_digest: Option<String>,
    pub(crate) ticket_url: Option<String>,
    pub(crate) offered: Option<Json>,
    pub(crate) dismissed: Option<String>,
    /// When the next staged certificate takes over.
    pub(crate) due_at: Option<DateTimeUtc>,
    /// When the metadata is read again.
    pub(crate) refresh_at: Option<DateTimeUtc>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) mod revision {
    //! One immutable version of a connection's settings.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revisions")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organization_id: Uuid,
        pub(crate) connection_id: Uuid,
        pub(crate) number: i32,
        pub(crate) display_name: String,
        pub(crate) settings: Json,
        pub(crate) findings: Json,
        pub(crate) secret_set_at: Option<DateTimeUtc>,
        pub(crate) author: Json,
        pub(crate) summary: String,
        pub(crate) created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod change {
    //! What was asked for, by whom, and the job that does it.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "changes")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) organization_id: Uuid,
        pub(crate) connection_id: Uuid,
        pub(crate) kind: String,
        pub(crate) revision: i32,
        pub(crate) requested_by: Json,
        pub(crate) job_id: Uuid,
        pub(crate) created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
