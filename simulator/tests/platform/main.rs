//! The platform under the tenant's APIs: budgets, faults, several tenants, its clock, memory and HTTPS, and the
//! name server; over HTTP, and over UDP and TCP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod budgets;
mod dns;
mod dns_orders;
mod faults;
mod log;
mod memory;
mod program;
mod tenants;
mod world;
