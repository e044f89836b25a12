//! The only place that changes tables. Expand first, contract in a later release.

mod m0001_platform;
mod m0002_connections;
mod m0005_ticket;
mod m0006_revisions;
mod m0007_life;
mod m0008_drift;
mod m0009_changes;
mod m0010_evidence;
mod m0011_budgets;
mod m0012_moving;
mod m0013_domains;

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
            Box::new(m0006_revisions::Migration),
            Box::new(m0007_life::Migration),
            Box::new(m0008_drift::Migration),
            Box::new(m0009_changes::Migration),
            Box::new(m0010_evidence::Migration),
            Box::new(m0011_budgets::Migration),
            Box::new(m0012_moving::Migration),
            Box::new(m0013_domains::Migration),
        ]
    }
}
