//! Sessions, sign-ins under way, idempotency keys.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sessions = Table::create()
            .table("sessions")
            .col(text("id_hash").primary_key())
            .col(text("subject"))
            .col(text_null("name"))
            .col(text_null("email"))
            .col(text("access_token_sealed"))
            .col(text_null("refresh_token_sealed"))
            .col(text("id_token_sealed"))
            .col(timestamp_with_time_zone("access_expires_at"))
            .col(timestamp_with_time_zone_null("refreshing_until"))
            .col(timestamp_with_time_zone("authenticated_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("idle_expires_at"))
            .col(timestamp_with_time_zone("absolute_expires_at"))
            .to_owned();
        manager.create_table(sessions).await?;
        let attempts = Table::create()
            .table("login_attempts")
            .col(text("state_hash").primary_key())
            .col(text("browser_hash"))
            .col(text("verifier_sealed"))
            .col(text("nonce"))
            .col(text("return_to"))
            .col(timestamp_with_time_zone("expires_at"))
            .to_owned();
        manager.create_table(attempts).await?;
        let keys = Table::create()
            .table("idempotency_keys")
            .col(text("scope").primary_key())
            .col(text("request_hash"))
            .col(timestamp_with_time_zone_null("running_until"))
            .col(integer_null("status"))
            .col(json_binary_null("headers"))
            .col(text_null("body_sealed"))
            .col(timestamp_with_time_zone("expires_at"))
            .to_owned();
        manager.create_table(keys).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["idempotency_keys", "login_attempts", "sessions"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
