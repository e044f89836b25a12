//! Connecting, migrating, and transactions that write.

use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

/// Names the one advisory lock under which replicas migrate on `PostgreSQL`.
const MIGRATION_LOCK: i64 = 0x6c61_7463_686b_6579;

/// Opens the pool. `SQLite` runs in WAL mode with foreign keys on.
pub(crate) async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(8)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
    });
    Database::connect(options).await
}

/// Brings the tables up to date; on `PostgreSQL` one replica at a time.
pub(crate) async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(db, None).await;
    }
    let transaction = db.begin().await?;
    transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// A transaction that will write. `SQLite` takes the write lock at its start: a later upgrade would fail at once.
pub(crate) async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return db.begin().await;
    }
    let mode = Some(SqliteTransactionMode::Immediate);
    db.begin_with_options(TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() }).await
}

/// The address of an empty database: in a folder that goes with the test, or fresh on the server that
/// `LATCHKEY_TEST_POSTGRES` names.
#[cfg(test)]
pub(crate) async fn address_for_test() -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let Ok(server) = std::env::var("LATCHKEY_TEST_POSTGRES") else {
        return (format!("sqlite://{}?mode=rwc", folder.path().join("t.db").display()), folder);
    };
    let unique = crate::sealed::digest(folder.path().as_os_str().as_encoded_bytes());
    let name = format!("t{}", &unique[..24]);
    let maintenance = Database::connect(format!("{server}/postgres")).await.unwrap();
    maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    maintenance.close().await.unwrap();
    (format!("{server}/{name}"), folder)
}
