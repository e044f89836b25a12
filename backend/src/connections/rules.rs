//! What may be done with a connection in which state.

use api::{FieldProblem, Finding, ProblemCode, Rollout};

use super::{
    domain::{Connection, State, Sync},
    given::Kept,
};
use crate::problem::Explain;

/// Why something may not be done now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotNow {
    #[error("live settings are not edited")]
    Live,
    #[error("it is being deleted")]
    Deleting,
    #[error("something is missing")]
    Incomplete,
    #[error("errors were found")]
    Errors(Vec<Finding>),
    #[error("not in Auth0 yet")]
    NotConfigured,
    #[error("Auth0 has not been told of the last change yet")]
    StillSyncing,
    #[error("no passing test of this revision")]
    NotTested,
    #[error("warnings were not acknowledged")]
    Unacknowledged(Vec<Finding>),
    #[error("nobody is named")]
    NobodyNamed,
    #[error("it is not active")]
    NotActive,
    #[error("untested settings would go live")]
    UntestedLive,
    #[error("it has these settings already")]
    SameSettings,
    #[error("it is enforced")]
    Enforced,
    #[error("it is not enforced")]
    NotEnforced,
    #[error("it is not active for everyone")]
    NotForEveryone,
    #[error("another connection is enforced")]
    AnotherEnforced,
    #[error("the person has not come through it just now")]
    NotThroughIt,
    #[error("the ways in are not known yet")]
    NotSurveyed,
    #[error("nobody of that address can be the emergency way in")]
    NoBreakGlass,
    #[error("a second person has not come through it")]
    MoreTesters,
    #[error("there is no drift")]
    NoDrift,
    #[error("not every field can be ignored")]
    CannotIgnore,
    #[error("{0} cannot be adopted")]
    CannotAdopt(String),
    #[error("live settings do not take over what is untested")]
    AdoptLive,
    #[error("nothing waits for a word")]
    NothingToConfirm,
    #[error("nobody could sign in to {0} any more")]
    LastWayIn(String),
    #[error("another name than {0} was typed")]
    AnotherName(String),
}

impl Explain for NotNow {
    fn code(&self) -> ProblemCode {
        match self {
            Self::Errors(_) => ProblemCode::BlockingFindings,
            Self::NotTested | Self::UntestedLive | Self::NotThroughIt | Self::MoreTesters => {
                ProblemCode::TestRequired
            }
            Self::Unacknowledged(_) => ProblemCode::AcknowledgementRequired,
            Self::NobodyNamed | Self::NoBreakGlass | Self::AnotherName(_) => ProblemCode::InvalidRequest,
            Self::NotSurveyed => ProblemCode::Unavailable,
            Self::LastWayIn(_) => ProblemCode::LastWayIn,
            _ => ProblemCode::InvalidState,
        }
    }

    fn detail(&self) -> String {
        let words = match self {
            Self::Live => {
                "People sign in through these settings right now. Disable the connection first, or make a second one beside it."
            }
            Self::Deleting => "The connection is being deleted.",
            Self::Incomplete => {
                "Something is missing. SAML needs metadata, or a sign-in URL and a certificate; OpenID Connect needs an issuer, a client id and a client secret."
            }
            Self::Errors(_) => "Problems have to be fixed first. They are listed in errors.",
            Self::NotConfigured => "Save the connection to Auth0 first (configure).",
            Self::StillSyncing => {
                "Auth0 has not been told of the last change yet. Wait until sync is in_sync."
            }
            Self::NotTested => "These settings have no passing test. Run a test sign-in first.",
            Self::Unacknowledged(_) => "Read the warnings in errors, and send their codes in acknowledge.",
            Self::NobodyNamed => "A pilot needs at least one e-mail address in pilot_emails.",
            Self::NotActive => "The connection is not active.",
            Self::UntestedLive => {
                "People sign in through this connection right now, and those settings have no passing test of their own, or not all of them can come back. Disable the connection first, or make a second one beside it."
            }
            Self::SameSettings => "The connection has these settings already.",
            Self::Enforced => "The connection is the only way in. Bring the others back first (unenforce).",
            Self::NotEnforced => "The connection is not the only way in.",
            Self::NotForEveryone => "Activate the connection for everyone first.",
            Self::AnotherEnforced => {
                "Another connection is the only way in already. Bring the others back there first (unenforce)."
            }
            Self::NotThroughIt => {
                "Come through the connection yourself before you close the other ways in: run a test sign-in, and repeat this within 5 minutes."
            }
            Self::NotSurveyed => "We are still counting who depends on which way in. Try again in a moment.",
            Self::NoBreakGlass => {
                "Nobody with this e-mail address can be the emergency way in: it takes an owner with an account in another way in that is open now. The impact of enforcing lists who can."
            }
            Self::MoreTesters => {
                "Your organization's policy asks for two different people: a second one has to run a test sign-in with these settings."
            }
            Self::NoDrift => "Auth0 has what was agreed on; there is nothing to decide.",
            Self::CannotIgnore => {
                "A connection that is gone, or its name, is not left to Auth0. Write what is here there again (reapply); a name can also be taken over (adopt)."
            }
            Self::CannotAdopt(field) => {
                return format!(
                    "{field} cannot be taken over as it is. Give the settings anew by their address or metadata, or write what is here again (reapply)."
                );
            }
            Self::AdoptLive => {
                "People sign in through this connection right now, and what Auth0 has was never tested here. Write what is here again (reapply), leave it (ignore), or disable the connection first."
            }
            Self::NothingToConfirm => "Nothing of this connection waits to be confirmed.",
            Self::LastWayIn(name) => {
                return format!(
                    "This is the last open way in: nobody could sign in to {name} any more. If that is meant, send leave_no_way_in_to with the name {name}."
                );
            }
            Self::AnotherName(name) => {
                return format!("leave_no_way_in_to has to be the organization's name, {name}.");
            }
        };
        words.to_owned()
    }

    fn retry_after(&self) -> Option<std::time::Duration> {
        (*self == Self::NotSurveyed).then_some(std::time::Duration::from_secs(5))
    }

    fn errors(&self) -> Vec<FieldProblem> {
        match self {
            Self::Errors(findings) | Self::Unacknowledged(findings) => {
                findings.iter().map(field_problem).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A finding as part of a problem document.
pub(super) fn field_problem(finding: &Finding) -> FieldProblem {
    FieldProblem {
        pointer: String::new(),
        code: finding.code.clone(),
        detail: format!("{}. {}", finding.title.trim_end_matches('.'), finding.detail).trim().to_owned(),
        fix: if finding.fix.is_empty() {
            "See the findings of the connection.".to_owned()
        } else {
            finding.fix.clone()
        },
    }
}

/// Whether settings may be changed.
pub(super) fn edit_settings(connection: &Connection) -> Result<(), NotNow> {
    match connection.state {
        State::Active { .. } | State::Enforced(_) => Err(NotNow::Live),
        State::Deleting(_) => Err(NotNow::Deleting),
        _ => Ok(()),
    }
}

/// The state after settings were changed: what was tested is no longer what there is.
pub(super) fn after_edit(state: &State) -> State {
    match state {
        State::Tested => State::Configured,
        other => other.clone(),
    }
}

/// Whether it may be written to Auth0.
pub(super) fn configure(connection: &Connection) -> Result<(), NotNow> {
    if let State::Deleting(_) = connection.state {
        return Err(NotNow::Deleting);
    }
    no_errors(connection)?;
    if connection.settings.is_complete(&connection.secret) { Ok(()) } else { Err(NotNow::Incomplete) }
}

/// Whether a test sign-in makes sense.
pub(super) fn test(connection: &Connection) -> Result<(), NotNow> {
    match connection.state {
        State::Deleting(_) => Err(NotNow::Deleting),
        State::Draft => Err(NotNow::NotConfigured),
        _ if matches!(connection.sync, Sync::Agreed { .. }) => Ok(()),
        _ => Err(NotNow::StillSyncing),
    }
}

/// Whether older settings may come back. Live ones only give way to settings that have passed a test as they are.
pub(super) fn roll_back(connection: &Connection, kept: &Kept, proven: bool) -> Result<(), NotNow> {
    match connection.state {
        State::Deleting(_) => Err(NotNow::Deleting),
        _ if *kept == Kept::of(connection) => Err(NotNow::SameSettings),
        State::Active { .. } | State::Enforced(_) if !proven => Err(NotNow::UntestedLive),
        _ => Ok(()),
    }
}

/// Whether people may be let in.
pub(super) fn activate(
    connection: &Connection,
    rollout: Rollout,
    pilots: &[String],
    acknowledged: &[String],
) -> Result<(), NotNow> {
    match connection.state {
        State::Deleting(_) => return Err(NotNow::Deleting),
        State::Draft => return Err(NotNow::NotTested),
        State::Enforced(_) => return Err(NotNow::Enforced),
        _ => {}
    }
    no_errors(connection)?;
    if !connection.is_tested() {
        return Err(NotNow::NotTested);
    }
    if rollout == Rollout::Pilot && pilots.is_empty() {
        return Err(NotNow::NobodyNamed);
    }
    let open: Vec<Finding> =
        connection.warnings().filter(|finding| !acknowledged.contains(&finding.code)).cloned().collect();
    if open.is_empty() { Ok(()) } else { Err(NotNow::Unacknowledged(open)) }
}

/// Whether it may be taken out of use.
pub(super) fn disable(connection: &Connection) -> Result<(), NotNow> {
    // One whose end Auth0 has not been told of may be asked for again, in other words.
    let again = connection.state == State::Disabled && matches!(connection.sync, Sync::Failed { .. });
    if connection.state.is_live() || again { Ok(()) } else { Err(NotNow::NotActive) }
}

/// Whether it may become the only way in.
pub(super) fn enforce(connection: &Connection) -> Result<(), NotNow> {
    match &connection.state {
        State::Deleting(_) => return Err(NotNow::Deleting),
        State::Enforced(_) => return Err(NotNow::Enforced),
        State::Active { rollout: Rollout::Everyone, .. } => {}
        _ => return Err(NotNow::NotForEveryone),
    }
    no_errors(connection)?;
    if !connection.is_tested() {
        return Err(NotNow::NotTested);
    }
    if matches!(connection.sync, Sync::Agreed { .. }) { Ok(()) } else { Err(NotNow::StillSyncing) }
}

/// Whether the other ways in may come back.
pub(super) fn unenforce(connection: &Connection) -> Result<(), NotNow> {
    if matches!(connection.state, State::Enforced(_)) { Ok(()) } else { Err(NotNow::NotEnforced) }
}

fn no_errors(connection: &Connection) -> Result<(), NotNow> {
    let errors: Vec<Finding> = connection.errors().cloned().collect();
    if errors.is_empty() { Ok(()) } else { Err(NotNow::Errors(errors)) }
}

#[cfg(test)]
mod tests {
    use api::{DeleteMode, Severity};

    use super::{super::domain::*, *};

    fn connection(state: State) -> Connection {
        Connection::for_test(state)
    }

    fn finding(severity: Severity) -> Finding {
        Finding::new(severity, "expired", "")
    }

    #[test]
    fn nothing_is_activated_without_a_passing_test_of_this_revision() {
        for state in [State::Draft, State::Configured, State::Tested, State::Disabled] {
            let mut untested = connection(state);
            assert_eq!(activate(&untested, Rollout::Everyone, &[], &[]), Err(NotNow::NotTested));
            untested.tested_revision = Some(1);
            assert_eq!(activate(&untested, Rollout::Everyone, &[], &[]), Err(NotNow::NotTested));
        }
        let mut tested = connection(State::Tested);
        tested.tested_revision = Some(2);
        assert_eq!(activate(&tested, Rollout::Everyone, &[], &[]), Ok(()));
        assert_eq!(activate(&tested, Rollout::Pilot, &[], &[]), Err(NotNow::NobodyNamed));
    }

    #[test]
    fn warnings_are_acknowledged_by_name_and_errors_cannot_be() {
        let mut tested = connection(State::Tested);
        tested.tested_revision = Some(2);
        tested.findings = vec![finding(Severity::Warning)];
        assert!(matches!(activate(&tested, Rollout::Everyone, &[], &[]), Err(NotNow::Unacknowledged(_))));
        assert_eq!(activate(&tested, Rollout::Everyone, &[], &["expired".to_owned()]), Ok(()));
        tested.findings = vec![finding(Severity::Error)];
        assert!(matches!(
            activate(&tested, Rollout::Everyone, &[], &["expired".to_owned()]),
            Err(NotNow::Errors(_))
        ));
    }

    #[test]
    fn live_settings_are_not_edited_and_an_edit_undoes_the_test() {
        let live = connection(State::Active { rollout: Rollout::Everyone, pilot_emails: Vec::new() });
        assert_eq!(edit_settings(&live), Err(NotNow::Live));
        assert_eq!(edit_settings(&connection(State::Deleting(DeleteMode::Detach))), Err(NotNow::Deleting));
        assert_eq!(after_edit(&State::Tested), State::Configured);
        assert_eq!(after_edit(&State::Disabled), State::Disabled);
    }

    #[test]
    fn an_empty_draft_cannot_be_configured() {
        assert_eq!(configure(&connection(State::Draft)), Err(NotNow::Incomplete));
    }
}
