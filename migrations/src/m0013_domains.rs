//! Domains of organizations, and how many people have addresses of them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const INDEXES: [&str; 4] = [
    "CREATE UNIQUE INDEX domains_claimed ON domains (organization_id, name)",
    // A domain is one organization's at a time, whichever replica writes.
    "CREATE UNIQUE INDEX domains_held ON domains (tenant_id, held_name)",
    "CREATE INDEX domains_due ON domains (next_check_at) WHERE next_check_at IS NOT NULL",
    "CREATE INDEX domains_of_connection ON domains (connection_id) WHERE connection_id IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(domains()).await?;
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        let column = json_binary_null("people_by_domain");
        manager.alter_table(Table::alter().table("surveys").add_column(column).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("surveys").drop_column("people_by_domain").to_owned();
        manager.alter_table(column).await?;
        manager.drop_table(Table::drop().table("domains").to_owned()).await
    }
}

fn domains() -> TableCreateStatement {
    Table::create()
        .table("domains")
        .col(pk_uuid("id"))
        .col(uuid("tenant_id"))
        .col(uuid("organization_id"))
        .col(text("name"))
        .col(text("state"))
        // The name while the domain is the organization's; unique in the tenant.
        .col(text_null("held_name"))
        .col(text_null("upstream_id"))
        .col(boolean("upstream_verified"))
        .col(text_null("record_host"))
        .col(text_null("record_value"))
        .col(text_null("zone"))
        .col(json_binary_null("last_check"))
        .col(timestamp_with_time_zone_null("next_check_at"))
        .col(timestamp_with_time_zone_null("checked_until"))
        .col(timestamp_with_time_zone_null("lapsing_since"))
        .col(timestamp_with_time_zone_null("verified_at"))
        .col(timestamp_with_time_zone_null("disputed_at"))
        .col(text_null("override_reason"))
        .col(uuid_null("connection_id"))
        .col(uuid_null("moved_from"))
        // What has led its people to the connection: they go back with it.
        .col(text_null("led_by"))
        .col(text("sync_state"))
        .col(timestamp_with_time_zone("sync_since"))
        .col(text_null("sync_error"))
        .col(uuid_null("job_id"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(ForeignKey::create().from("domains", "organization_id").to("organizations", "id"))
        .to_owned()
}
