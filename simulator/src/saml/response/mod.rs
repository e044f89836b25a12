//! The answer of an identity provider: how it is made, and how it is read.

mod build;
mod read;

pub use build::{Failure, NameId, NewResponse, Signed, build, failure};
pub use read::{Assertion, Expectations, parse_and_verify};

#[cfg(test)]
mod tests;
