//! The answer of an identity provider: how it is made, and how it is read.

mod build;
mod read;

pub use build::{BuildError, Failure, NameId, NewResponse, Signed, build, build_assertion, failure};
pub use read::{Assertion, Expectations, parse_and_verify, parse_and_verify_assertion};

#[cfg(test)]
mod tests;
