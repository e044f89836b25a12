//! The overview of an organization.

use api::ReadinessCode;

use crate::format;

pub(crate) const NEXT_STEPS: &str = "Next steps";
pub(crate) const LOADING_STEPS: &str = "the next steps";
pub(crate) const LOADING_CHANGES: &str = "recent changes";
pub(crate) const RECENT: &str = "Recent changes";
pub(crate) const NO_CHANGES: &str = "Nothing was changed yet.";
pub(crate) const SINGLE_SIGN_ON: &str = "Single sign-on";
pub(crate) const STEP_DONE: &str = ", done";
pub(crate) const REPAIR: &str = "Have a look";

pub(crate) fn done(count: usize, all: usize) -> String {
    format!("{count} of {all} done")
}

/// A step of the checklist: what, why and how long, and the button.
pub(crate) const fn step(code: ReadinessCode) -> (&'static str, &'static str, &'static str) {
    match code {
        ReadinessCode::ConnectIdentityProvider => (
            "Connect your identity provider",
            "About 10 minutes. You create an app there and give us its metadata.",
            "Start",
        ),
        ReadinessCode::ConfigureConnection => {
            ("Write the connection to Auth0", "One click. Only test sign-ins use it then.", "Continue")
        }
        ReadinessCode::TestConnection => (
            "Test sign-in",
            "About 2 minutes. You sign in once in a window of its own and see what arrives.",
            "Test",
        ),
        ReadinessCode::ActivateConnection => {
            ("Activate", "About a minute. You choose who gets it first. Nobody is signed out.", "Choose")
        }
    }
}

/// Who the organization is, in a sentence.
pub(crate) fn members(organization: &str, count: Option<u64>) -> String {
    match count {
        Some(count) => format!("{} of {organization} in Auth0.", format::counted(count, "member", "members")),
        None => format!("The members of {organization} are being counted."),
    }
}
