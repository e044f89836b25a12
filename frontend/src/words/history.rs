//! The history of a connection.

use crate::format::counted;

pub(crate) const LOADING_REVISIONS: &str = "the revisions";
pub(crate) const LOADING_DIFFERENCES: &str = "the differences";
pub(crate) const COMPARE_WITH: &str = "Compare with the current revision";
pub(crate) const ONLY_ONE: &str = "One revision so far";
pub(crate) const CURRENT: &str = "Current";
pub(crate) const REVISION: &str = "Revision";
pub(crate) const CHANGES: &str = "Changes and who made them";
pub(crate) const SETTING: &str = "Setting";
pub(crate) const BEFORE: &str = "Before:";
pub(crate) const AFTER: &str = "After:";
pub(crate) const NOTHING: &str = "Nothing";
pub(crate) const MASKED: &str = "Only when it was given is shown.";
pub(crate) const SAME: &str = "Every setting is the same.";

pub(crate) fn since(number: u32) -> String {
    format!("Changed since revision {number}")
}

/// How many settings differ, as a heading.
pub(crate) fn differences(count: usize, number: u32) -> String {
    match u64::try_from(count).unwrap_or(u64::MAX) {
        0 => format!("Nothing changed since revision {number}"),
        count => format!("{} changed since revision {number}", counted(count, "setting", "settings")),
    }
}

pub(crate) fn column(number: u32, date: &str) -> String {
    format!("Revision {number}, {date}")
}

pub(crate) fn column_current(number: u32) -> String {
    format!("Revision {number}, current")
}

pub(crate) fn caption(from: u32, to: u32) -> String {
    format!("Differences between revision {from} and the current revision {to}")
}

// Going back.
pub(crate) const PEOPLE_LIVE: (&str, &str) =
    ("People sign in with the older settings", "as soon as Auth0 has them. Nobody is signed out.");
pub(crate) const PEOPLE_NOT_LIVE: (&str, &str) =
    ("Nobody notices.", "Nobody signs in through this connection today.");
pub(crate) const SECRET_STAYS: (&str, &str) =
    ("The client secret stays as it is now.", "Secrets are not kept, so an older one cannot come back.");
pub(crate) const ASK_AGAIN: &str = "We ask once more before anything changes.";
pub(crate) const NEEDS_ACTIVATOR: &str = "Your role does not include going back. An owner can do it.";
pub(crate) const QUESTION_DETAIL: &str =
    "It makes a new revision. What is no longer safe to use is left out, and you are told what.";
pub(crate) const GOING_BACK: &str = "Going back";
pub(crate) const WAITS: (&str, &str) =
    ("It waits for a second person", "Somebody else has to approve it. Nothing has changed until then.");
pub(crate) const LEFT_OUT: &str = "Not everything came back";
pub(crate) const SEEN: &str = "Show the new revision";

pub(crate) fn if_you_roll_back(number: u32) -> String {
    format!("If you go back to revision {number}")
}

pub(crate) fn roll_back_to(number: u32) -> String {
    format!("Go back to revision {number}")
}

pub(crate) fn question(number: u32) -> String {
    format!("Go back to revision {number}?")
}

pub(crate) fn went_back(number: u32) -> String {
    format!("The settings of revision {number} are back")
}

pub(crate) fn certificate_stays(number: u32, ended: &str) -> (String, String) {
    (
        "A certificate is left out.".into(),
        format!("The one of revision {number} ended on {ended}. The present one stays where it can."),
    )
}

pub(crate) fn becomes(number: u32) -> (String, String) {
    (format!("It becomes revision {number}."), "Nothing is deleted, so you can return the same way.".into())
}
