//! The operators' list of organizations.

pub(crate) const FILTER: &str = "Filter by name";
pub(crate) const LOADING: &str = "organizations";
pub(crate) const CAPTION: &str = "Organizations by name";
pub(crate) const NAME: &str = "Organization";
pub(crate) const SHORT_NAME: &str = "Short name";
pub(crate) const MEMBERS: &str = "Members";
pub(crate) const CHANGED: &str = "Last change here";
pub(crate) const NOT_COUNTED: &str = "not counted yet";
pub(crate) const PAGES: &str = "Pages";
pub(crate) const NEWER: &str = "First page";
pub(crate) const OLDER: &str = "Next page";
pub(crate) const NO_MORE: &str = "This is the last page.";
pub(crate) const EMPTY: &str = "No organizations yet";
pub(crate) const EMPTY_DETAIL: &str =
    "Latchkey reads the organizations of the Auth0 tenant. It finds a new one within minutes.";
pub(crate) const NONE_MATCH: &str = "No organization has this in its name";
pub(crate) const NONE_MATCH_DETAIL: &str = "The filter looks at display names and short names.";
pub(crate) const CLEAR: &str = "Show all";

pub(crate) fn rows(first: usize, last: usize) -> String {
    if last < first { "No rows".into() } else { format!("Rows {first} to {last}") }
}
