//! One line per interaction, and a total.

use std::fmt;

use super::comparison::Difference;

/// How one interaction went.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The method.
    pub method: String,
    /// The recorded path.
    pub path: String,
    /// The recorded status.
    pub recorded: u16,
    /// The status that was answered.
    pub actual: u16,
    /// Differences that are not accepted.
    pub found: Vec<Difference>,
    /// Accepted differences, with the reason.
    pub accepted: Vec<(Difference, String)>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match (self.found.is_empty(), self.accepted.is_empty()) {
            (false, _) => "DIFFERS",
            (true, false) => "accepted",
            (true, true) => "same",
        };
        write!(formatter, "{verdict:<8} {} {} {}", self.method, self.path, self.actual)
    }
}

/// How a recording went.
#[derive(Debug, Clone)]
pub struct RecordingReport {
    /// The recording.
    pub name: String,
    /// What could not be put into the tenant beforehand.
    pub complaints: Vec<String>,
    /// Every interaction, in order.
    pub outcomes: Vec<Outcome>,
}

impl RecordingReport {
    /// Whether nothing differs that is not accepted.
    pub fn agrees(&self) -> bool {
        self.outcomes.iter().all(|outcome| outcome.found.is_empty())
    }
}

/// The sum of several recordings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Recordings.
    pub recordings: usize,
    /// Recordings in which something differs.
    pub differing_recordings: usize,
    /// Interactions that are the same.
    pub same: usize,
    /// Interactions whose differences are all accepted.
    pub accepted: usize,
    /// Interactions that differ.
    pub differing: usize,
}

impl Total {
    /// Adds a recording.
    pub fn add(&mut self, report: &RecordingReport) {
        self.recordings += 1;
        self.differing_recordings += usize::from(!report.agrees());
        for outcome in &report.outcomes {
            match (outcome.found.is_empty(), outcome.accepted.is_empty()) {
                (false, _) => self.differing += 1,
                (true, false) => self.accepted += 1,
                (true, true) => self.same += 1,
            }
        }
    }
}

impl fmt::Display for Total {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} recordings, {} of them differ; {} interactions: {} same, {} with accepted differences, {} differ",
            self.recordings,
            self.differing_recordings,
            self.same + self.accepted + self.differing,
            self.same,
            self.accepted,
            self.differing,
        )
    }
}
