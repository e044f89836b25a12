//! States in one word.

pub(crate) const ACTIVE: &str = "Active";
pub(crate) const PILOT: &str = "Active by link";
pub(crate) const IN_SETUP: &str = "In setup";
pub(crate) const ATTENTION: &str = "Attention";
pub(crate) const FAILING: &str = "Failing";
pub(crate) const OFF: &str = "Off";
pub(crate) const SAVING: &str = "Writing to Auth0";
pub(crate) const NOT_SAVED: &str = "Not in Auth0";
pub(crate) const DELETING: &str = "Being deleted";
