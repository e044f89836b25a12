//! Differences that are accepted, each with the reason why Auth0 itself is inconsistent there.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::comparison::{Difference, Kind};

/// The exceptions that come with the runner.
const KNOWN: &str = include_str!("exceptions.toml");

/// A list of exceptions.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    #[serde(default, rename = "exception")]
    list: Vec<Exception>,
}

/// An accepted difference.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// Which kinds of difference.
    kinds: Vec<Kind>,
    /// Any method when absent.
    method: Option<String>,
    /// Path under the API's base; `*` stands for one segment, `**` at the end for any number. Any when absent.
    path: Option<String>,
    /// JSON pointer into the answer, with the same stars. Anywhere when absent.
    at: Option<String>,
    /// A piece of the recording's name. Any when absent.
    recording: Option<String>,
    /// The recorded status and the one that was answered. Any when absent.
    statuses: Option<[u16; 2]>,
    /// Only where the recorded answer breaks the document in the same place.
    #[serde(default)]
    recorded_too: bool,
    /// Why.
    reason: String,
}

/// The exceptions cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableExceptions {
    /// The file cannot be read.
    #[error("{path}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// The text is no list of exceptions.
    #[error("this is no list of exceptions")]
    Content(#[from] toml::de::Error),
}

/// Where a difference was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The recording.
    pub(super) recording: &'a str,
    /// The method.
    pub(super) method: &'a str,
    /// The path.
    pub(super) path: &'a str,
    /// The recorded status and the one that was answered.
    pub(super) statuses: [u16; 2],
    /// Whether the recorded answer breaks the document in the same place.
    pub(super) recorded_too: bool,
}

impl Exceptions {
    /// The known ones.
    pub fn known() -> Result<Self, UnreadableExceptions> {
        Ok(toml::from_str(KNOWN)?)
    }

    /// Reads a file of them.
    pub fn read(path: &Path) -> Result<Self, UnreadableExceptions> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| UnreadableExceptions::Io { path: path.to_owned(), source })?;
        Ok(toml::from_str(&text)?)
    }

    /// Why a difference is accepted, if it is.
    pub(super) fn reason(&self, place: Place<'_>, difference: &Difference) -> Option<&str> {
        self.list.iter().find(|exception| exception.covers(place, difference)).map(|one| one.reason.as_str())
    }
}

impl Exception {
    fn covers(&self, place: Place<'_>, difference: &Difference) -> bool {
        self.kinds.contains(&difference.kind)
            && self.method.as_deref().is_none_or(|method| method == place.method)
            && self.path.as_deref().is_none_or(|pattern| fits(pattern, place.path))
            && self.at.as_deref().is_none_or(|pattern| fits(pattern, &difference.at))
            && self.recording.as_deref().is_none_or(|piece| place.recording.contains(piece))
            && self.statuses.is_none_or(|statuses| statuses == place.statuses)
            && (!self.recorded_too || place.recorded_too)
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = text.split('/');
    for wanted in pattern.split('/') {
        match (wanted, parts.next()) {
            ("**", _) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_exception_gives_a_reason() {
        let known = Exceptions::known().unwrap();
        assert!(known.list.iter().all(|exception| exception.reason.len() > 20));
    }

    #[test]
    fn stars_stand_for_segments() {
        assert!(fits("/connections/*/keys", "/connections/con_1/keys"));
        assert!(!fits("/connections/*", "/connections/con_1/keys"));
        assert!(fits("/connections/**", "/connections/con_1/keys"));
        assert!(fits("", ""));
    }
}
