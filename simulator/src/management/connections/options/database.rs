//! Databases of users and passwords.

use serde_json::json;

use super::{super::super::ApiError, Occasion, Options, add_missing};

/// Options of `auth0`.
pub(super) fn complete(mut options: Options, occasion: Occasion<'_>) -> Result<Options, ApiError> {
    if options.contains_key("attributes") && options.contains_key("validation") {
        return Err(ApiError::invalid_body("Cannot set both options.attributes and options.validation"));
    }
    if occasion.is_create() {
        add_missing(
            &mut options,
            &json!({
                "mfa": { "active": true, "return_enroll_settings": true },
                "passwordPolicy": "good",
                "strategy_version": 2,
                "brute_force_protection": true,
                "passkey_options": {
                    "challenge_ui": "both", "local_enrollment_enabled": true, "progressive_enrollment_enabled": true,
                },
                "authentication_methods": {
                    "passkey": { "enabled": false }, "password": { "enabled": true, "api_behavior": "required", "signup_behavior": "allow" },
                },
            }),
        );
    }
    Ok(options)
}
