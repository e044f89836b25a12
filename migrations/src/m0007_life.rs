//! Ways in of organizations and who depends on them; enforcement, and steps that undo themselves.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 4] = ["set_aside", "owners", "ways_in", "surveys"];
const COLUMNS: [&str; 3] = ["enforcement", "watch", "no_way_in_asked"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [surveys(), ways_in(), owners(), set_aside()] {
            manager.create_table(table).await?;
        }
        // SQLite takes one change at a time.
        for column in [
            json_binary_null("enforcement"),
            json_binary_null("watch"),
            boolean("no_way_in_asked").default(false).to_owned(),
        ] {
            manager.alter_table(Table::alter().table("connections").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            manager.alter_table(Table::alter().table("connections").drop_column(column).to_owned()).await?;
        }
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn owned_by_organization(table: &str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table.to_owned(), "organization_id").to("organizations", "id").to_owned()
}

fn surveys() -> TableCreateStatement {
    Table::create()
        .table("surveys")
        .col(pk_uuid("organization_id"))
        .col(boolean("everybody_seen"))
        .col(timestamp_with_time_zone("surveyed_at"))
        .foreign_key(&mut owned_by_organization("surveys"))
        .to_owned()
}

fn ways_in() -> TableCreateStatement {
    Table::create()
        .table("ways_in")
        .col(uuid("organization_id"))
        .col(text("upstream_id"))
        .col(text("name"))
        .col(text("strategy"))
        .col(boolean("is_open"))
        .col(boolean("has_button"))
        .col(big_integer_null("people"))
        .primary_key(Index::create().col("organization_id").col("upstream_id"))
        .foreign_key(&mut owned_by_organization("ways_in"))
        .to_owned()
}

fn owners() -> TableCreateStatement {
    Table::create()
        .table("owners")
        .col(uuid("organization_id"))
        .col(text("user_id"))
        .col(text_null("name"))
        .col(text_null("email"))
        .col(json_binary("connections"))
        .primary_key(Index::create().col("organization_id").col("user_id"))
        .foreign_key(&mut owned_by_organization("owners"))
        .to_owned()
}

/// Not deleted with the connection that set them aside: what was switched off has to come back first.
fn set_aside() -> TableCreateStatement {
    Table::create()
        .table("set_aside")
        .col(uuid("organization_id"))
        .col(text("upstream_id"))
        .col(uuid("connection_id"))
        .col(boolean("was_open"))
        .col(boolean("had_button"))
        .col(timestamp_with_time_zone("set_aside_at"))
        .primary_key(Index::create().col("organization_id").col("upstream_id"))
        .foreign_key(&mut owned_by_organization("set_aside"))
        .to_owned()
}
