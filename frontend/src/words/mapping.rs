//! Attribute mapping.

pub(crate) const LOADING: &str = "the attribute mapping";
pub(crate) const TITLE: &str = "Where each attribute comes from";
pub(crate) const LEDE: &str = "Applications read the attributes on the left. Name what your provider calls them, one \
     name a line; the first that arrives counts. Leave a field empty for the usual names.";
pub(crate) const BY_ITSELF: &str = "Auth0 reads the attributes of this kind of provider by itself";
pub(crate) const BY_ITSELF_DETAIL: &str =
    "There is nothing to map. The last test sign-in shows below what arrived.";
pub(crate) const ATTRIBUTE: &str = "Attribute";
pub(crate) const TAKEN_FROM: &str = "Taken from";
pub(crate) const LAST_TEST: &str = "In the last test";
pub(crate) const NEEDED: &str = "needed";
pub(crate) const USUALLY: &str = "Usually";
pub(crate) const NOTHING: &str = "did not arrive";
pub(crate) const VALUE_REMOVED: &str = "arrived; its value was removed";
pub(crate) const NO_TEST: &str = "Run a test sign-in to see here what your provider sends.";
pub(crate) const GO_TEST: &str = "Test sign-in";
pub(crate) const ADD_LABEL: &str = "Another attribute";
pub(crate) const ADD_HINT: &str = "As applications read it: letters, digits and _.";
pub(crate) const ADD: &str = "Add it";
pub(crate) const ALREADY: &str = "That attribute is in the list.";
pub(crate) const ADD_WRONG: &str = "Use letters, digits and _ only.";
pub(crate) const SAVE: &str = "Save the mapping";
pub(crate) const SAVED: &str = "Mapping saved. Test it before people use it.";
pub(crate) const DISCARD: &str = "Discard changes";
pub(crate) const UNCHANGED: &str = "Nothing has been changed.";
pub(crate) const THEN: &str =
    "Saving makes a new revision. It has to pass a test sign-in before people use it.";

pub(crate) fn compared(when: &str) -> String {
    format!("Compared with the test sign-in of {when}.")
}

pub(crate) fn from(name: &str) -> String {
    format!("from {name}")
}

pub(crate) fn take(name: &str) -> String {
    format!("Take it from {name}")
}

pub(crate) fn names_of(target: &str) -> String {
    format!("Names of {target} at your provider")
}
