//! A client for the Auth0 Management API v2.
//!
//! Requests and the reading of answers are pure values ([`Call`]), a module per resource; one file ([`Client`]) does the
//! IO. Errors are sorted by what the caller should do next. What Auth0 answers is never refused for an unknown member.

#[cfg(test)]
mod arbitrary;
pub mod attack_protection;
pub mod branding;
pub mod budget;
mod call;
mod client;
pub mod client_grants;
pub mod clients;
mod clock;
pub mod connection_profiles;
pub mod connections;
pub mod custom_domains;
pub mod emails;
mod error;
pub mod event_streams;
pub mod groups;
mod limits;
pub mod log_streams;
pub mod logs;
pub mod lossless;
mod members;
pub mod network_acls;
mod open_enum;
pub mod organizations;
mod page;
pub mod prompts;
pub mod resource_servers;
pub mod roles;
pub mod self_service_profiles;
pub mod stats;
pub mod strategies;
pub mod tenant;
pub mod tickets;
pub mod user_attribute_profiles;
pub mod users;
mod writer;

pub use call::{Answer, Call};
pub use client::{Builder, Client, Observer, Sample, Settings};
pub use clock::{Clock, SystemClock};
pub use error::{Error, Remedy};
pub use members::Members;
pub use page::{Checkpoint, Offset, Page};
pub use writer::{Created, Written};
