//! The end of a session, and signing in again.

pub(crate) const TITLE: &str = "You will be signed out soon";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const STAYING: &str = "Staying signed in";
pub(crate) const SIGN_IN_AGAIN: &str = "Sign in again";
pub(crate) const NOT_NOW: &str = "Not now";

pub(crate) fn ends_in(left: &str) -> String {
    format!("Nothing was used here for a while. Your session ends in {left}. What you typed is kept.")
}

pub(crate) fn ends_anyway_in(left: &str) -> String {
    format!(
        "Sessions end after eight hours. Yours ends in {left}. What you typed is kept; sign in again to go on."
    )
}

pub(crate) const fn stay(extendable: bool) -> &'static str {
    if extendable { "Stay signed in" } else { SIGN_IN_AGAIN }
}

pub(crate) const fn interrupted(recently: bool) -> &'static str {
    if recently { "Sign in again to do this" } else { "Your session has ended" }
}

pub(crate) const fn interrupted_detail(recently: bool) -> &'static str {
    if recently {
        "This cannot be taken back lightly, so it needs a sign-in of the last five minutes. You come back to this page."
    } else {
        "Sign in again and you come back to this page. What you typed is kept in this tab; secrets are not."
    }
}

pub(crate) const OPENING: &str = "your session";
