//! The tenant's log, read by checkpoint.

use http::Method;
use serde_json::Value;

use crate::{Call, call::json};

/// How many records a page holds at most (auth0-facts section 2.8).
pub const PAGE: usize = 100;

/// The records after the one of this id, oldest first; from the beginning of what Auth0 keeps where none is named. A
/// page that holds fewer than [`PAGE`] is the last one for now.
pub fn after(log_id: Option<&str>) -> Call<Vec<Value>> {
    let call = Call::new(Method::GET, "logs", &[], json).query("take", PAGE.to_string());
    match log_id {
        Some(log_id) => call.query("from", log_id),
        None => call,
    }
}
