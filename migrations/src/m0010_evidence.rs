//! Sign-in attempts and how far the log has been read, texts that nobody could explain, preflights; what connections and
//! test runs know besides.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 4] = ["preflights", "unknown_texts", "log_checkpoints", "sign_ins"];
const OF_CONNECTIONS: [&str; 4] = ["offered", "dismissed", "due_at", "refresh_at"];
const INDEXES: [&str; 6] = [
    "CREATE UNIQUE INDEX sign_ins_record ON sign_ins (tenant_id, log_id)",
    "CREATE INDEX sign_ins_of ON sign_ins (organization_id, id)",
    "CREATE INDEX sign_ins_age ON sign_ins (occurred_at)",
    "CREATE INDEX connections_due ON connections (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX connections_refresh ON connections (refresh_at) WHERE refresh_at IS NOT NULL",
    "CREATE INDEX test_runs_personal ON test_runs (created_at) WHERE NOT forgotten",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [sign_ins(), log_checkpoints(), unknown_texts(), preflights()] {
            manager.create_table(table).await?;
        }
        let columns = [
            ("connections", json_binary_null("offered")),
            ("connections", text_null("dismissed")),
            ("connections", timestamp_with_time_zone_null("due_at")),
            ("connections", timestamp_with_time_zone_null("refresh_at")),
            ("test_runs", boolean("forgotten").default(false).take()),
        ];
        // SQLite adds one column at a time.
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in ["test_runs_personal", "connections_refresh", "connections_due"] {
            manager.get_connection().execute_unprepared(&format!("DROP INDEX {index}")).await?;
        }
        manager.alter_table(Table::alter().table("test_runs").drop_column("forgotten").to_owned()).await?;
        for column in OF_CONNECTIONS {
            manager.alter_table(Table::alter().table("connections").drop_column(column).to_owned()).await?;
        }
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn sign_ins() -> TableCreateStatement {
    Table::create()
        .table("sign_ins")
        .col(pk_uuid("id"))
        .col(uuid("tenant_id"))
        .col(text("log_id"))
        .col(uuid_null("organization_id"))
        .col(uuid_null("connection_id"))
        .col(text_null("connection_name"))
        .col(text("outcome"))
        .col(timestamp_with_time_zone("occurred_at"))
        .col(text_null("person"))
        .col(text_null("application"))
        .col(boolean("is_test"))
        .col(text_null("ip"))
        .col(text_null("user_agent"))
        .col(text_null("reason"))
        .col(text_null("cause"))
        .col(json_binary_null("explanation"))
        .to_owned()
}

fn log_checkpoints() -> TableCreateStatement {
    Table::create()
        .table("log_checkpoints")
        .col(pk_uuid("tenant_id"))
        .col(text_null("log_id"))
        .col(timestamp_with_time_zone("read_at"))
        .to_owned()
}

fn unknown_texts() -> TableCreateStatement {
    Table::create()
        .table("unknown_texts")
        .col(pk_uuid("id"))
        .col(text("digest").unique_key())
        .col(text("text"))
        .col(text("source"))
        .col(text_null("provider"))
        .col(big_integer("count"))
        .col(timestamp_with_time_zone("first_seen_at"))
        .col(timestamp_with_time_zone("last_seen_at"))
        .to_owned()
}

fn preflights() -> TableCreateStatement {
    Table::create()
        .table("preflights")
        .col(pk_uuid("connection_id"))
        .col(uuid("organization_id"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("checked_at"))
        .col(json_binary("findings"))
        .foreign_key(
            ForeignKey::create()
                .from("preflights", "connection_id")
                .to("connections", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
