//! Tells whoever wants to measure what was asked of Auth0.

use std::time::Duration;

use http::Method;

use crate::budget::{Class, Lane};

/// One attempt at a request, with nothing in it that is secret or names anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The method.
    pub method: Method,
    /// The path with `{id}` in place of ids.
    pub route: &'static str,
    /// The limit that it counts against.
    pub class: Class,
    /// How urgent it was.
    pub lane: Lane,
    /// The status of the answer; none when there was no answer.
    pub status: Option<u16>,
    /// How long it waited for its turn.
    pub waited: Duration,
    /// How long Auth0 took.
    pub took: Duration,
}

/// Hears of every attempt.
pub trait Observer: Send + Sync {
    /// One attempt is over.
    fn observe(&self, sample: &Sample);
}

/// Hears nothing.
pub(crate) struct Nobody;

impl Observer for Nobody {
    fn observe(&self, _: &Sample) {}
}
