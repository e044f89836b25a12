//! What a person typed and has not saved yet: kept in this browser tab, so that a reload, a conflict or the end of
//! the session loses nothing. Secrets are never kept.

use crate::browser;

/// Texts longer than this are not kept: the tab's storage is small.
const LIMIT: usize = 1_000_000;

/// Remembers what was typed under a name.
pub(crate) fn keep(name: &str, text: &str) {
    if text.is_empty() || text.len() > LIMIT {
        browser::tab_storage_remove(name);
    } else {
        browser::tab_storage_set(name, text);
    }
}

/// What was typed under a name.
pub(crate) fn kept(name: &str) -> Option<String> {
    browser::tab_storage_get(name)
}

/// Forgets what was typed, once it is saved.
pub(crate) fn forget(name: &str) {
    browser::tab_storage_remove(name);
}
