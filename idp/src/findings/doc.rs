//! The page about each finding: one example of what is said.

use std::sync::LazyLock;

use api::Severity;
use serde::{Deserialize, Serialize};

/// What there is to know of a finding, by an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingDoc {
    /// Its code.
    pub code: String,
    /// How severe it is under the lenient policy.
    pub severity: Severity,
    /// How severe it is under the strict policy.
    pub strict_severity: Severity,
    /// Where it is seen; empty when it concerns the whole input.
    pub location: String,
    /// The fact.
    pub title: String,
    /// What it means for people.
    pub detail: String,
    /// What to do, one step a line.
    pub fix: String,
}

// Written by the tests in `tests/findings.rs`, which also notice when it cannot be read.
static DOCS: LazyLock<Vec<FindingDoc>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../catalog/findings.json")).unwrap_or_default());

/// Every finding that the linter can make.
#[must_use]
pub fn finding_docs() -> &'static [FindingDoc] {
    &DOCS
}

/// What there is to know of one.
#[must_use]
pub fn finding_doc(code: &str) -> Option<&'static FindingDoc> {
    DOCS.iter().find(|doc| doc.code == code)
}
