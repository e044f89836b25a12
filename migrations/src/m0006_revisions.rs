//! Revisions remember what the linter said of them, and when the secret of their time was given.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes one change at a time.
        for column in
            [json_binary("findings").default("[]").to_owned(), timestamp_with_time_zone_null("secret_set_at")]
        {
            manager.alter_table(Table::alter().table("revisions").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["findings", "secret_set_at"] {
            manager.alter_table(Table::alter().table("revisions").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
