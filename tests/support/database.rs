//! A database of its own for every portal: SQLite in a folder, or a fresh one on PostgreSQL where the suite says so.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database};

/// The address of an empty database.
pub(crate) async fn fresh(folder: &Path) -> String {
    let Ok(server) = std::env::var("LATCHKEY_TEST_POSTGRES") else {
        return format!("sqlite://{}?mode=rwc", folder.join("latchkey.db").display());
    };
    // The folder's name is unique; in hex it is a name for PostgreSQL too.
    let unique = folder.file_name().unwrap().as_encoded_bytes().iter().map(|byte| format!("{byte:02x}"));
    let name = format!("t{}", unique.collect::<String>());
    let maintenance = Database::connect(format!("{server}/postgres")).await.unwrap();
    maintenance.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    maintenance.close().await.unwrap();
    format!("{server}/{name}")
}
