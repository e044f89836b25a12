//! The only place that changes tables. Expand first, contract in a later release.

mod m0001_platform;
mod m0002_connections;
mod m0005_ticket;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Every migration, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_platform::Migration),
            Box::new(m0002_connections::Migration),
            Box::new(m0005_ticket::Migration),
        ]
    }
}
