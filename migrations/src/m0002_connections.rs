//! Organizations, connections and what belongs to them; jobs, changes, the audit log.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 8] =
    ["audit_events", "changes", "jobs", "test_runs", "revisions", "connections", "organizations", "tenants"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            tenants(),
            organizations(),
            connections(),
            revisions(),
            test_runs(),
            jobs(),
            changes(),
            audit_events(),
        ] {
            manager.create_table(table).await?;
        }
        let db = manager.get_connection();
        for index in INDEXES {
            db.execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Partial indexes, which the builder does not speak; the same words on SQLite and PostgreSQL.
const INDEXES: [&str; 9] = [
    "CREATE UNIQUE INDEX organizations_upstream ON organizations (tenant_id, upstream_id)",
    "CREATE INDEX connections_of ON connections (organization_id, id)",
    "CREATE UNIQUE INDEX connections_upstream_name ON connections (upstream_name)",
    "CREATE INDEX connections_entity_id ON connections (entity_id)",
    "CREATE UNIQUE INDEX revisions_number ON revisions (connection_id, number)",
    "CREATE INDEX test_runs_of ON test_runs (connection_id, id)",
    "CREATE UNIQUE INDEX test_runs_state ON test_runs (state_hash)",
    // One waits and one runs at most for each object: a newer order joins the one that waits.
    "CREATE UNIQUE INDEX jobs_waiting ON jobs (kind, object_id) WHERE state = 'queued'",
    "CREATE UNIQUE INDEX jobs_running ON jobs (kind, object_id) WHERE state = 'running'",
];

fn owned_by_organization(table: &str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table.to_owned(), "organization_id").to("organizations", "id").to_owned()
}

fn owned_by_connection(table: &str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.to_owned(), "connection_id")
        .to("connections", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn tenants() -> TableCreateStatement {
    Table::create()
        .table("tenants")
        .col(pk_uuid("id"))
        .col(text("name"))
        .col(text("issuer").unique_key())
        .col(timestamp_with_time_zone_null("organizations_read_at"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn organizations() -> TableCreateStatement {
    Table::create()
        .table("organizations")
        .col(pk_uuid("id"))
        .col(uuid("tenant_id"))
        .col(text("upstream_id"))
        .col(text("name"))
        .col(text("display_name"))
        .col(json_binary("branding"))
        .col(big_integer_null("member_count"))
        .col(timestamp_with_time_zone_null("counted_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(ForeignKey::create().from("organizations", "tenant_id").to("tenants", "id"))
        .to_owned()
}

fn connections() -> TableCreateStatement {
    let states = ["draft", "configured", "tested", "active", "disabled", "deleting"];
    Table::create()
        .table("connections")
        .col(pk_uuid("id"))
        .col(uuid("organization_id"))
        .col(text("display_name"))
        .col(text("provider"))
        .col(text("strategy"))
        .col(text("state").check(Expr::col("state").is_in(states)))
        .col(text_null("rollout"))
        .col(json_binary("pilot_emails"))
        .col(text_null("delete_mode"))
        .col(json_binary("settings"))
        .col(json_binary("findings"))
        .col(text_null("entity_id"))
        .col(text_null("secret_sealed"))
        .col(timestamp_with_time_zone_null("secret_set_at"))
        .col(timestamp_with_time_zone_null("secret_expires_at"))
        .col(integer("revision"))
        .col(integer_null("tested_revision"))
        .col(big_integer("generation"))
        .col(big_integer("version"))
        .col(text("sync_state"))
        .col(timestamp_with_time_zone("sync_since"))
        .col(text_null("sync_error"))
        .col(uuid_null("job_id"))
        .col(text("upstream_name"))
        .col(text_null("upstream_id"))
        .col(text_null("upstream_digest"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut owned_by_organization("connections"))
        .to_owned()
}

fn revisions() -> TableCreateStatement {
    Table::create()
        .table("revisions")
        .col(pk_uuid("id"))
        .col(uuid("organization_id"))
        .col(uuid("connection_id"))
        .col(integer("number"))
        .col(text("display_name"))
        .col(json_binary("settings"))
        .col(json_binary("author"))
        .col(text("summary"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut owned_by_connection("revisions"))
        .to_owned()
}

fn test_runs() -> TableCreateStatement {
    Table::create()
        .table("test_runs")
        .col(pk_uuid("id"))
        .col(uuid("organization_id"))
        .col(uuid("connection_id"))
        .col(integer("revision"))
        .col(text("state"))
        .col(text("state_hash"))
        .col(text("verifier_sealed"))
        .col(text("nonce"))
        .col(json_binary("started_by"))
        .col(json_binary("evidence"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .foreign_key(&mut owned_by_connection("test_runs"))
        .to_owned()
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table("jobs")
        .col(pk_uuid("id"))
        .col(text("kind"))
        .col(uuid("object_id"))
        .col(uuid_null("organization_id"))
        .col(integer("lane"))
        .col(text("state"))
        .col(integer("attempts"))
        .col(text_null("lease_owner"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(timestamp_with_time_zone("next_attempt_at"))
        .col(text_null("step"))
        .col(text_null("last_error"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .to_owned()
}

fn changes() -> TableCreateStatement {
    Table::create()
        .table("changes")
        .col(pk_uuid("id"))
        .col(uuid("organization_id"))
        .col(uuid("connection_id"))
        .col(text("kind"))
        .col(integer("revision"))
        .col(json_binary("requested_by"))
        .col(uuid("job_id"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn audit_events() -> TableCreateStatement {
    Table::create()
        .table("audit_events")
        .col(pk_uuid("id"))
        .col(uuid("organization_id"))
        .col(text("action"))
        .col(json_binary("actor"))
        .col(json_binary("target"))
        .col(text("summary"))
        .col(text_null("before_digest"))
        .col(text_null("after_digest"))
        .col(text_null("request_id"))
        .col(text_null("ip"))
        .col(timestamp_with_time_zone("occurred_at"))
        .foreign_key(&mut owned_by_organization("audit_events"))
        .to_owned()
}
