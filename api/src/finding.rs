//! Findings: what the linter has to say, in words the person who can fix it understands.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Must be fixed first: it blocks saving to Auth0 and activation.
    Error,
    /// Works today; look at it before it hurts.
    Warning,
    /// Worth knowing.
    Info,
    /// Checked, and fine.
    Ok,
}

/// One result of the linter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Stable snake_case name, for programs.
    pub code: String,
    /// The fact, as a sentence without a full stop.
    pub title: String,
    /// What it means for people.
    pub detail: String,
    /// What to do, one step a line; empty where nothing needs doing.
    pub fix: String,
    /// Where it was seen, such as an XML path, a JSON pointer or a field; empty when it concerns the whole input.
    #[serde(rename = "where")]
    pub location: String,
    /// The page about this code, relative to this server.
    #[serde(default)]
    pub docs_url: String,
}

impl Finding {
    /// A finding with nothing but its title yet.
    #[must_use]
    pub fn new(severity: Severity, code: &str, title: impl Into<String>) -> Self {
        Self {
            severity,
            code: code.to_owned(),
            title: title.into(),
            detail: String::new(),
            fix: String::new(),
            location: String::new(),
            docs_url: format!("/docs/findings/{code}"),
        }
    }
}

/// Whether what has been read can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Usable, nothing to tell beyond information.
    Accept,
    /// Usable; show the warnings.
    AcceptWithWarnings,
    /// Several identity providers in one document: a person picks.
    Choose,
    /// Not usable: the error findings say why.
    Reject,
}
