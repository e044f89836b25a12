//! What create and update take.

use serde_json::Value;

use super::super::schema::{Field, Kind, optional, required};

/// Every strategy that a connection can be made with.
pub(in crate::management) const STRATEGIES: &[&str] = &[
    "ad",
    "adfs",
    "amazon",
    "apple",
    "dropbox",
    "bitbucket",
    "auth0-oidc",
    "auth0",
    "baidu",
    "bitly",
    "box",
    "custom",
    "daccount",
    "dwolla",
    "email",
    "evernote-sandbox",
    "evernote",
    "exact",
    "facebook",
    "fitbit",
    "github",
    "google-apps",
    "google-oauth2",
    "instagram",
    "ip",
    "line",
    "linkedin",
    "oauth1",
    "oauth2",
    "office365",
    "oidc",
    "okta",
    "paypal",
    "paypal-sandbox",
    "pingfederate",
    "planningcenter",
    "salesforce-community",
    "salesforce-sandbox",
    "salesforce",
    "samlp",
    "sharepoint",
    "shopify",
    "shop",
    "sms",
    "soundcloud",
    "thirtysevensignals",
    "twitter",
    "untappd",
    "vkontakte",
    "waad",
    "weibo",
    "windowslive",
    "wordpress",
    "yahoo",
    "yandex",
];

const NAME_PATTERN: &str = "^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$";
const ACTIVE: &[Field] = &[required("active", "", Kind::Flag)];
const CONNECTED: &[Field] =
    &[required("active", "", Kind::Flag), optional("cross_app_access", "", Kind::Flag)];
const DISPLAY_NAME: &str = "Connection name used in the new universal login experience";

/// What a connection is made from.
pub(super) const CREATE: &[Field] = &[
    required(
        "name",
        "The name of the connection. Must start and end with an alphanumeric character and can only contain \
         alphanumeric characters and '-'. Max length 128",
        Kind::Pattern(128, NAME_PATTERN, is_name),
    ),
    required("strategy", "The identity provider identifier for the connection", Kind::OneOf(STRATEGIES)),
    optional("display_name", DISPLAY_NAME, Kind::Text(0, 128)),
    optional("options", "", Kind::Object),
    optional("enabled_clients", "", Kind::List(&Kind::Text(1, 255), 0, 1000)),
    optional("is_domain_connection", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("realms", "", Kind::List(&Kind::Text(1, 255), 0, 1000)),
    optional("metadata", "", Kind::Texts(10, 255)),
    optional("authentication", "", Kind::Record(ACTIVE)),
    optional("connected_accounts", "", Kind::Record(CONNECTED)),
    optional("cross_app_access_requesting_app", "", Kind::Record(ACTIVE)),
];

/// What of a connection can be changed.
pub(super) const PATCH: &[Field] = &[
    optional("display_name", DISPLAY_NAME, Kind::Text(0, 128)),
    optional("options", "", Kind::Nullable(&Kind::Object)),
    optional("enabled_clients", "", Kind::Nullable(&Kind::List(&Kind::Text(1, 255), 0, 1000))),
    optional("is_domain_connection", "", Kind::Flag),
    optional("show_as_button", "", Kind::Flag),
    optional("realms", "", Kind::List(&Kind::Text(1, 255), 0, 1000)),
    optional("metadata", "", Kind::Nullable(&Kind::Texts(10, 255))),
    optional("authentication", "", Kind::Record(ACTIVE)),
    optional("connected_accounts", "", Kind::Record(CONNECTED)),
    optional("cross_app_access_requesting_app", "", Kind::Record(ACTIVE)),
];

fn is_name(text: &str) -> bool {
    !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

/// The flag of a purpose such as `{"active": true}`.
pub(super) fn flag(wish: &serde_json::Map<String, Value>, purpose: &str, name: &str) -> Option<bool> {
    wish.get(purpose)?.get(name)?.as_bool()
}
