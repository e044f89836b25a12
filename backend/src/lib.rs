//! The Latchkey server: a folder per feature; `server` is the one file that knows them all.

pub mod cli;
pub mod config;
pub mod server;

mod audit;
mod auth;
mod changes;
mod clock;
mod connections;
mod db;
mod docs;
mod domains;
mod explain;
mod http;
mod id;
mod identity_providers;
mod inspect;
mod jobs;
mod me;
mod organizations;
mod outbound;
mod policies;
mod problem;
mod sealed;
mod sign_ins;
mod state;
mod telemetry;
mod tenants;
mod upstream;
mod ways_in;
