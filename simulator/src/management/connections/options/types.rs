//! Which options Auth0's validator looks at, whatever the strategy. It lets every other one pass.

use super::{
    super::super::{
        ApiError,
        schema::{Field, Kind, MANY, check_at, may, must},
    },
    Options,
};

const ALGORITHMS: &[&str] = &["ES256", "ES384", "PS256", "PS384", "RS256", "RS384", "RS512"];
const ACTIVE: &[Field] = &[may("active", Kind::Flag)];
const ENABLED: Kind = Kind::Record(&[may("enabled", Kind::Flag)]);
const PARAMETER: Kind = Kind::Either(&[
    Kind::Record(&[must(
        "alias",
        Kind::OneOf(&[
            "acr_values",
            "audience",
            "client_id",
            "display",
            "id_token_hint",
            "login_hint",
            "max_age",
            "prompt",
            "resource",
            "response_mode",
            "response_type",
            "ui_locales",
        ]),
    )]),
    Kind::Record(&[must("value", Kind::Text(0, MANY))]),
]);
const USERNAME_LENGTH: &[Field] =
    &[must("min", Kind::Integer(1, i64::MAX)), must("max", Kind::Integer(i64::MIN, 128))];
const METHODS: &[Field] = &[
    may(
        "password",
        Kind::Record(&[
            may("enabled", Kind::Flag),
            may("api_behavior", Kind::OneOf(&["required", "optional"])),
            may("signup_behavior", Kind::OneOf(&["allow", "block"])),
        ]),
    ),
    may("passkey", ENABLED),
    may("email_otp", ENABLED),
    may("phone_otp", ENABLED),
];
const PASSKEYS: &[Field] = &[
    may("challenge_ui", Kind::OneOf(&["both", "autofill", "button"])),
    may("progressive_enrollment_enabled", Kind::Flag),
    may("local_enrollment_enabled", Kind::Flag),
];
const DECRYPTION: &[Field] = &[
    must("algorithm_profile", Kind::OneOf(&["v2026-1"])),
    may("algorithm_exceptions", Kind::List(&Kind::Text(1, 100), 0, MANY)),
];
const OPTIONS: Kind = Kind::Open(&[
    may(
        "validation",
        Kind::Nullable(&Kind::Record(&[may("username", Kind::Nullable(&Kind::Record(USERNAME_LENGTH)))])),
    ),
    may("non_persistent_attrs", Kind::Nullable(&Kind::List(&Kind::Text(0, MANY), 0, MANY))),
    may("precedence", Kind::List(&Kind::OneOf(&["email", "phone_number", "username"]), 3, MANY)),
    may("enable_script_context", Kind::Flag),
    may("enabledDatabaseCustomization", Kind::Flag),
    may("import_mode", Kind::Flag),
    may("configuration", Kind::Nullable(&Kind::Texts(MANY, MANY))),
    may("authentication_methods", Kind::Nullable(&Kind::Record(METHODS))),
    may("passkey_options", Kind::Nullable(&Kind::Record(PASSKEYS))),
    may("passwordPolicy", Kind::Nullable(&Kind::OneOf(&["none", "low", "fair", "good", "excellent"]))),
    may("api_enable_users", Kind::Flag),
    may("api_enable_groups", Kind::Flag),
    may("basic_profile", Kind::Flag),
    may("ext_admin", Kind::Flag),
    may("ext_is_suspended", Kind::Flag),
    may("ext_agreed_terms", Kind::Flag),
    may("ext_groups", Kind::Flag),
    may("ext_assigned_plans", Kind::Flag),
    may("ext_profile", Kind::Flag),
    may("disable_self_service_change_password", Kind::Flag),
    may("upstream_params", Kind::Nullable(&Kind::Map(&Kind::Nullable(&PARAMETER), MANY))),
    may("set_user_root_attributes", Kind::OneOf(&["on_each_login", "on_first_login", "never_on_login"])),
    may("federated_connections_access_tokens", Kind::Nullable(&Kind::Record(ACTIVE))),
    may("assertion_decryption_settings", Kind::Record(DECRYPTION)),
    may("id_token_signed_response_algs", Kind::Nullable(&Kind::List(&Kind::OneOf(ALGORITHMS), 0, MANY))),
    may("dpop_signing_alg", Kind::OneOf(&["ES256", "ES384", "ES512", "Ed25519"])),
    may(
        "token_endpoint_auth_method",
        Kind::Nullable(&Kind::OneOf(&["client_secret_post", "private_key_jwt"])),
    ),
    may("token_endpoint_auth_signing_alg", Kind::Nullable(&Kind::OneOf(ALGORITHMS))),
    may("token_endpoint_jwtca_aud_format", Kind::OneOf(&["issuer", "token_endpoint"])),
    may("id_token_session_expiry_supported", Kind::Flag),
]);

/// Checks what the validator knows.
pub(super) fn check(options: &Options) -> Result<(), ApiError> {
    check_at(&serde_json::Value::Object(options.clone()), &OPTIONS, "options")
}
