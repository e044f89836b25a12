//! The budget of requests to Auth0 that replicas share.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(budgets()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("budgets").to_owned()).await
    }
}

fn budgets() -> TableCreateStatement {
    Table::create()
        .table("budgets")
        .col(uuid("tenant_id"))
        .col(text("bucket"))
        // What is left, as of the second `seen` of Auth0's clock.
        .col(big_integer("level"))
        .col(big_integer("seen"))
        .col(big_integer("pause_until"))
        // What the last replica that asked was given: its answer is read from the same statement.
        .col(big_integer("granted"))
        .primary_key(Index::create().col("tenant_id").col("bucket"))
        .foreign_key(ForeignKey::create().from("budgets", "tenant_id").to("tenants", "id"))
        .to_owned()
}
