//! The platform under the tenant's APIs: budgets, faults, several tenants, its clock, memory and HTTPS; over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod budgets;
mod faults;
mod log;
mod memory;
mod program;
mod tenants;
mod world;
