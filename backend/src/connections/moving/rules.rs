//! When one connection may take the place of another.

use api::{Activate, FieldProblem, ProblemCode, Replaces, Rollout};

use super::super::domain::{Connection, State};
use crate::problem::Explain;

/// Why a connection does not take the place of another, or does not give it back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum CannotMove {
    #[error("only a connection for everyone takes another one's place")]
    Pilot,
    #[error("the time to keep it is out of bounds")]
    KeepDays,
    #[error("there is no such connection to replace")]
    NoSuch,
    #[error("it cannot replace itself")]
    Itself,
    #[error("a connection is enforced")]
    Enforced,
    #[error("what shall be replaced is not active for everyone")]
    NotForEveryone,
    #[error("it is replaced already")]
    Replaced,
    #[error("it replaces another one itself")]
    Replacing,
    #[error("another connection takes its place")]
    Retiring,
    #[error("one connection takes the place of another")]
    OthersMove,
    #[error("nothing takes its place")]
    NotRetiring,
}

impl CannotMove {
    /// Which part of the body is wrong, and what to do.
    const fn part(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Pilot => Some(("/replaces", "Send rollout everyone, or leave replaces out.")),
            Self::KeepDays => Some(("/replaces/keep_days", "Send 1 to 90; 14 if left out.")),
            Self::NoSuch | Self::Itself => {
                Some(("/replaces/connection_id", "Send the id of another connection of the organization."))
            }
            _ => None,
        }
    }
}

impl Explain for CannotMove {
    fn code(&self) -> ProblemCode {
        if self.part().is_some() { ProblemCode::InvalidRequest } else { ProblemCode::InvalidState }
    }

    fn detail(&self) -> String {
        match self {
            Self::Pilot => "A connection takes another one's place for everyone, not as a pilot.",
            Self::KeepDays => "The connection that is replaced is kept for 1 to 90 days.",
            Self::NoSuch => "The organization has no such connection to replace.",
            Self::Itself => "A connection does not take its own place.",
            Self::Enforced => {
                "A connection of the organization is the only way in. Bring the others back first (unenforce)."
            }
            Self::NotForEveryone => "The connection that is to be replaced is not active for everyone.",
            Self::Replaced => "Another connection takes the place of that one already.",
            Self::Replacing => {
                "The connection that is to be replaced takes the place of another itself. Disable that one, or take it back first (restore)."
            }
            Self::Retiring => {
                "Another connection takes the place of this one. Take this one back first (restore)."
            }
            Self::OthersMove => {
                "One connection of the organization takes the place of another right now. Disable the old one, or take it back first (restore)."
            }
            Self::NotRetiring => "No other connection takes the place of this one.",
        }
        .to_owned()
    }

    fn errors(&self) -> Vec<FieldProblem> {
        let problem = |(pointer, fix): (&str, &str)| FieldProblem {
            pointer: pointer.to_owned(),
            code: "invalid_value".to_owned(),
            detail: self.detail(),
            fix: fix.to_owned(),
        };
        self.part().map(problem).into_iter().collect()
    }
}

/// What the body asks to be replaced.
pub(super) fn asked(wish: &Activate) -> Result<Option<Replaces>, CannotMove> {
    let Some(replaces) = wish.replaces else { return Ok(None) };
    if wish.rollout == Rollout::Pilot {
        return Err(CannotMove::Pilot);
    }
    if (1..=90).contains(&replaces.keep_days) { Ok(Some(replaces)) } else { Err(CannotMove::KeepDays) }
}

/// Whether a connection may be activated once more: not while another one takes its place.
pub(super) fn activate(connection: &Connection) -> Result<(), CannotMove> {
    if connection.retiring.is_some() { Err(CannotMove::Retiring) } else { Ok(()) }
}

/// Whether a connection may become the only way in, among those of the organization that people use.
pub(super) fn enforce(connection: &Connection, live: &[Connection]) -> Result<(), CannotMove> {
    activate(connection)?;
    let others = |one: &Connection| one.retiring.is_some() && !one.is_replaced_by(connection.id);
    if live.iter().any(others) { Err(CannotMove::OthersMove) } else { Ok(()) }
}

/// Whether a connection may take the place of another, among those of the organization that people use.
pub(super) fn take_place(new: &Connection, old: &Connection, live: &[Connection]) -> Result<(), CannotMove> {
    if new.id == old.id {
        return Err(CannotMove::Itself);
    }
    if live.iter().any(|one| matches!(one.state, State::Enforced(_))) {
        return Err(CannotMove::Enforced);
    }
    if !old.state.is_for_everyone() {
        return Err(CannotMove::NotForEveryone);
    }
    if old.retiring.is_some() {
        return Err(CannotMove::Replaced);
    }
    if live.iter().any(|one| one.is_replaced_by(old.id)) { Err(CannotMove::Replacing) } else { Ok(()) }
}
