//! A client for the Auth0 Management API v2.
//!
//! Requests and the reading of answers are pure values ([`Call`]); one file ([`Client`]) does the IO. Errors are sorted
//! by what the caller should do next. What Auth0 answers is never refused for an unknown member.

mod call;
mod client;
pub mod connections;
mod error;
pub mod logs;
pub mod options;
pub mod organizations;
pub mod people;

pub use call::Call;
pub use client::{Client, Settings};
pub use error::Error;
