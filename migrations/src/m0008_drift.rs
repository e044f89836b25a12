//! What Auth0 had when it last agreed, and what somebody has changed there since.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one change at a time.
        for column in [
            json_binary_null("agreed"),
            json_binary_null("drift"),
            timestamp_with_time_zone_null("checked_at"),
        ] {
            manager.alter_table(Table::alter().table("connections").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["agreed", "drift", "checked_at"] {
            manager.alter_table(Table::alter().table("connections").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
