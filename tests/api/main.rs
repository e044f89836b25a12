//! The REST API from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod activation;
mod architecture;
mod authorization;
mod calls;
mod changes;
mod connections;
mod conventions;
mod domains;
mod drift;
mod explain;
mod inputs;
mod lifecycle;
mod moving;
mod revisions;
mod sign_in;
mod sign_ins;
mod strategies;
mod test_runs;
mod tokens;
mod upkeep;
