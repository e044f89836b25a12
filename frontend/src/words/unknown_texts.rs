//! Texts that nobody could explain yet, for operators.

use crate::format::counted;

pub(crate) const TITLE: &str = "Unexplained texts";
pub(crate) const LEDE: &str = "What identity providers and Auth0 said that the catalogue does not know yet. Names of people \
     and secrets were taken out. Add a cause to the catalogue, then take the text off the list.";
pub(crate) const LOADING: &str = "unexplained texts";
pub(crate) const TEXT: &str = "Text";
pub(crate) const SOURCE: &str = "Came from";
pub(crate) const COUNT: &str = "Seen";
pub(crate) const LAST: &str = "Last seen";
pub(crate) const DISMISS: &str = "Take off the list";
pub(crate) const DISMISSING: &str = "Taking off";
pub(crate) const DISMISSED: &str = "Taken off the list. Should the text come again, it is back.";
pub(crate) const NEEDS_ROLE: &str = "Your role can look at this, but not change it.";
pub(crate) const EMPTY: &str = "Every text so far was explained";
pub(crate) const EMPTY_DETAIL: &str =
    "When a sign-in fails with words that the catalogue does not know, they are listed here.";

/// Where a text came from.
pub(crate) fn source(source: &str) -> &'static str {
    match source {
        "pasted" => "Pasted by a person",
        "test_run" => "A test sign-in",
        _ => "The tenant’s log",
    }
}

pub(crate) fn times(count: u64) -> String {
    counted(count, "time", "times")
}
