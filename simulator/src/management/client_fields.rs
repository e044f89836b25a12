//! What may be sent to `/clients`

use super::schema::{
    Field,
    Kind::{self, Flag, Integer, List, Map, Nullable, Object, OneOf, Open, Pattern, Record, Text},
    MANY, may, must,
};

const NAME: Kind = Pattern(MANY, "^[^<>]+$", |text| !text.contains(['<', '>']));
const TEXTS: Kind = List(&Text(1, MANY), 0, MANY);
const ADDRESSES: Kind = List(&Text(0, MANY), 0, MANY);
const LOGOUT: Kind =
    Open(&[may("backchannel_logout_urls", ADDRESSES), may("backchannel_logout_initiators", Object)]);
const APP_TYPE: Kind = OneOf(&[
    "native",
    "spa",
    "regular_web",
    "non_interactive",
    "resource_server",
    "express_configuration",
    "rms",
    "box",
    "cloudbees",
    "concur",
    "dropbox",
    "mscrm",
    "echosign",
    "egnyte",
    "newrelic",
    "office365",
    "salesforce",
    "sentry",
    "sharepoint",
    "slack",
    "springcm",
    "zendesk",
    "zoom",
    "sso_integration",
    "oag",
]);
const JWT: Kind = Open(&[
    may("lifetime_in_seconds", Integer(0, 2_592_000)),
    may("secret_encoded", Flag),
    may("scopes", Object),
    may("alg", OneOf(&["HS256", "RS256", "RS512", "PS256"])),
]);
const REFRESH: Kind = Nullable(&Record(&[
    must("rotation_type", OneOf(&["rotating", "non-rotating"])),
    must("expiration_type", OneOf(&["expiring", "non-expiring"])),
    may("leeway", Integer(0, i64::MAX)),
    may("token_lifetime", Integer(1, 157_788_000)),
    may("infinite_token_lifetime", Flag),
    may("idle_token_lifetime", Integer(1, i64::MAX)),
    may("infinite_idle_token_lifetime", Flag),
    may("policies", Nullable(&List(&Object, 1, MANY))),
]));
const SESSION_TRANSFER: Kind = Nullable(&Record(&[
    may("can_create_session_transfer_token", Flag),
    may("enforce_cascade_revocation", Flag),
    may("allowed_authentication_methods", Nullable(&List(&OneOf(&["cookie", "query"]), 0, MANY))),
    may("enforce_device_binding", OneOf(&["ip", "asn", "none"])),
    may("allow_refresh_token", Flag),
    may("enforce_online_refresh_tokens", Flag),
    may("delegation", Nullable(&Object)),
]));
const ORGANIZATION: Kind = Nullable(&Record(&[
    must("organization_id", Text(1, MANY)),
    must("flows", List(&OneOf(&["client_credentials"]), 1, MANY)),
]));
const SOCIAL: Kind = Nullable(&Map(&Nullable(&Record(&[may("enabled", Flag)])), 3));
const QUOTA: Kind = Nullable(&Record(&[must(
    "client_credentials",
    Record(&[
        may("enforce", Flag),
        may("per_day", Integer(1, 2_147_483_647)),
        may("per_hour", Integer(1, 2_147_483_647)),
    ]),
)]));
const COMPLIANCE: Kind = Nullable(&OneOf(&[
    "none",
    "fapi1_adv_pkj_par",
    "fapi1_adv_mtls_par",
    "fapi2_sp_pkj_mtls",
    "fapi2_sp_mtls_mtls",
]));
const MY_ORGANIZATION: Kind = Nullable(&Record(&[
    may("connection_profile_id", Text(1, MANY)),
    may("user_attribute_profile_id", Text(1, MANY)),
    must(
        "allowed_strategies",
        List(&OneOf(&["pingfederate", "adfs", "waad", "google-apps", "okta", "oidc", "samlp"]), 0, MANY),
    ),
    must("connection_deletion_behavior", OneOf(&["allow", "allow_if_empty"])),
    may("invitation_landing_client_id", Text(1, MANY)),
]));

/// A new credential of an application.
pub(super) const CREDENTIAL: &[Field] = &[
    must("credential_type", OneOf(&["public_key", "cert_subject_dn", "x509_cert"])),
    may("name", Text(0, 128)),
    may("subject_dn", Text(1, 256)),
    may("pem", Text(0, 8192)),
    may("alg", OneOf(&["RS256", "RS384", "PS256"])),
    may("parse_expiry_from_cert", Flag),
    may("expires_at", Text(0, MANY)),
    may("kid", Text(10, 64)),
];
const NEW_CREDENTIALS: Kind = Record(&[must("credentials", List(&Record(CREDENTIAL), 0, 2))]);
const NAMED_CREDENTIALS: Kind =
    Record(&[must("credentials", List(&Record(&[must("id", Text(1, MANY))]), 0, 2))]);

/// What creation and change take, with the methods of proof that differ between them.
macro_rules! settings {
    ($credentials:expr, $($first:expr),* $(,)?) => {
        &[
            $($first,)*
            may("description", Text(0, 140)),
            may("logo_uri", Text(0, MANY)),
            may("callbacks", ADDRESSES),
            may("oidc_logout", LOGOUT),
            may("oidc_backchannel_logout", LOGOUT),
            may("session_transfer", SESSION_TRANSFER),
            may("allowed_origins", ADDRESSES),
            may("web_origins", ADDRESSES),
            may("client_aliases", TEXTS),
            may("allowed_clients", TEXTS),
            may("allowed_logout_urls", ADDRESSES),
            may("grant_types", TEXTS),
            may(
                "token_endpoint_auth_method",
                Nullable(&OneOf(&["none", "client_secret_post", "client_secret_basic"])),
            ),
            may("is_token_endpoint_ip_header_trusted", Flag),
            may("app_type", APP_TYPE),
            may("is_first_party", Flag),
            may("oidc_conformant", Flag),
            may("jwt_configuration", JWT),
            may("encryption_key", Nullable(&Object)),
            may("sso", Flag),
            may("cross_origin_authentication", Flag),
            may("cross_origin_loc", Nullable(&Text(0, MANY))),
            may("sso_disabled", Flag),
            may("custom_login_page_on", Flag),
            may("custom_login_page", Text(0, MANY)),
            may("custom_login_page_preview", Text(0, MANY)),
            may("form_template", Text(0, MANY)),
            may("addons", Map(&Object, 50)),
            may("client_metadata", Map(&Nullable(&Text(0, 255)), 10)),
            may("mobile", Object),
            may("initiate_login_uri", Text(0, MANY)),
            may("native_social_login", SOCIAL),
            may("fedcm_login", Nullable(&Object)),
            may("refresh_token", REFRESH),
            may("default_organization", ORGANIZATION),
            may("organization_usage", Nullable(&OneOf(&["deny", "allow", "require"]))),
            may(
                "organization_require_behavior",
                Nullable(&OneOf(&["no_prompt", "pre_login_prompt", "post_login_prompt"])),
            ),
            may(
                "organization_discovery_methods",
                Nullable(&List(&OneOf(&["email", "organization_name"]), 1, MANY)),
            ),
            may(
                "client_authentication_methods",
                Nullable(&Record(&[
                    may("private_key_jwt", $credentials),
                    may("tls_client_auth", $credentials),
                    may("self_signed_tls_client_auth", $credentials),
                ])),
            ),
            may("require_pushed_authorization_requests", Flag),
            may("require_proof_of_possession", Flag),
            may("signed_request_object", Object),
            may("token_vault_privileged_access", Object),
            may("compliance_level", COMPLIANCE),
            may("skip_non_verifiable_callback_uri_confirmation_prompt", Nullable(&Flag)),
            may("token_exchange", Nullable(&Object)),
            may("par_request_expiry", Nullable(&Integer(10, 600))),
            may("token_quota", QUOTA),
            may("third_party_security_mode", OneOf(&["strict", "permissive"])),
            may("redirection_policy", OneOf(&["allow_always", "open_redirect_protection"])),
            may("express_configuration", Nullable(&Object)),
            may("my_organization_configuration", MY_ORGANIZATION),
            may(
                "async_approval_notification_channels",
                Nullable(&List(&OneOf(&["guardian-push", "email"]), 1, MANY)),
            ),
        ]
    };
}

/// Of a new application.
pub(super) const CREATE: &[Field] =
    settings!(NEW_CREDENTIALS, must("name", NAME), may("resource_server_identifier", Text(1, 600)));
/// Of a change.
pub(super) const CHANGE: &[Field] =
    settings!(NAMED_CREDENTIALS, may("name", NAME), may("client_secret", Text(1, MANY)));
