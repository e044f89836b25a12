//! Google Workspace.

use serde_json::json;

use super::{Occasion, Options, add_missing};

/// What stays when the options are replaced.
const SURVIVORS: [&str; 4] = ["map_user_id_to_id", "email", "profile", "scope"];

/// Options of `google-apps`.
pub(super) fn complete(mut options: Options, occasion: Occasion<'_>) -> Options {
    if let Occasion::Update { before } = occasion {
        for name in SURVIVORS {
            if let Some(value) = before.get(name) {
                options.entry(name).or_insert_with(|| value.clone());
            }
        }
    }
    let defaults = json!({
        "email": true, "profile": true, "scope": ["email", "profile"], "handle_login_from_social": true,
    });
    add_missing(&mut options, &defaults);
    options
}
