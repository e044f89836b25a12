//! Policies of organizations, and steps that wait for a second person.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let organization = |table: &str| {
            ForeignKey::create()
                .from(table.to_owned(), "organization_id")
                .to("organizations", "id")
                .to_owned()
        };
        let policies = Table::create()
            .table("policies")
            .col(pk_uuid("organization_id"))
            .col(json_binary("policy"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut organization("policies"))
            .to_owned();
        manager.create_table(policies).await?;
        // Not deleted with its connection: who asked for the deletion, and who approved it, stays known.
        let changes = Table::create()
            .table("change_requests")
            .col(pk_uuid("id"))
            .col(uuid("organization_id"))
            .col(uuid("connection_id"))
            .col(text("step"))
            .col(json_binary("wish"))
            .col(big_integer("generation"))
            .col(integer("revision"))
            .col(text("state"))
            .col(text("summary"))
            .col(json_binary("requested_by"))
            .col(json_binary_null("decided_by"))
            .col(text_null("reason"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .foreign_key(&mut organization("change_requests"))
            .to_owned();
        manager.create_table(changes).await?;
        let db = manager.get_connection();
        for index in [
            "CREATE INDEX change_requests_of ON change_requests (organization_id, id)",
            // The same step of a connection waits once.
            "CREATE UNIQUE INDEX change_requests_waiting ON change_requests (connection_id, step) WHERE state = 'waiting'",
        ] {
            db.execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["change_requests", "policies"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
