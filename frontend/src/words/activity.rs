//! Sign-ins through a connection.

use crate::format::counted;

pub(crate) const LOADING: &str = "the sign-ins";
pub(crate) const FAILED: &str = "Failed sign-ins";
pub(crate) const SPAN: &str = "How far back";
pub(crate) const NOTHING_FAILED: &str = "Nobody was refused.";
pub(crate) const ONLY_NEWEST: &str = "Only the newest hundred are counted here.";
pub(crate) const NOT_SEEN: &str = "An answer that we have not seen before";
pub(crate) const NOT_KNOWN: &str = "We do not guess. This is what Auth0 said; the vendor sees it too.";
pub(crate) const ALL: &str = "All sign-ins";
pub(crate) const PERSON_FILTER: &str = "Name or email";
pub(crate) const ANY_RESULT: &str = "Any result";
pub(crate) const SIGNED_IN: &str = "Signed in";
pub(crate) const REFUSED: &str = "Refused";
pub(crate) const TIME: &str = "Time";
pub(crate) const PERSON: &str = "Person";
pub(crate) const RESULT: &str = "Result";
pub(crate) const DETAIL: &str = "Detail";
pub(crate) const SOMEBODY: &str = "Unknown person";
pub(crate) const TEST: &str = "Test sign-in";
pub(crate) const NONE_YET: &str =
    "Nobody has tried yet. A sign-in is shown here about a minute after it happened.";
pub(crate) const NONE_MATCHES: &str = "No sign-in matches.";
pub(crate) const NEWER: &str = "Newer";
pub(crate) const OLDER: &str = "Older";

pub(crate) fn span(days: i64) -> String {
    match days {
        1 => "24 hours".to_owned(),
        days => format!("{days} days"),
    }
}

/// How many sign-ins failed, as a heading.
pub(crate) fn failed(times: u64, causes: usize, days: i64) -> String {
    let span = span(days);
    match (times, u64::try_from(causes).unwrap_or(u64::MAX)) {
        (0, _) => format!("No failed sign-in in {span}"),
        (times, causes) => format!(
            "{} failed in {span}, for {}",
            counted(times, "sign-in", "sign-ins"),
            counted(causes, "reason", "reasons")
        ),
    }
}

pub(crate) fn times(times: u64, last: &str) -> String {
    format!("{}, last {last}", counted(times, "time", "times"))
}
