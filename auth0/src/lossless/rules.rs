//! What is known of how Auth0 keeps members of `options`, as data.

use serde_json::{Map, Value};

use crate::strategies;

/// Members that Auth0 derives from others, and from which: recorded for every strategy.
pub(super) const DERIVED: &[(&str, &[&str])] = &[
    ("cert", CERTIFICATE_SOURCES),
    ("thumbprints", CERTIFICATE_SOURCES),
    ("expires", CERTIFICATE_SOURCES),
    ("subject", CERTIFICATE_SOURCES),
    ("bindingMethod", &["metadataXml", "metadataUrl"]),
    ("oidc_metadata", DISCOVERY_SOURCES),
    ("schema_version", DISCOVERY_SOURCES),
];

const CERTIFICATE_SOURCES: &[&str] =
    &["signingCert", "metadataXml", "metadataUrl", "fedMetadataXml", "adfs_server"];

const DISCOVERY_SOURCES: &[&str] = &[
    "discovery_url",
    "domain",
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
];

/// Members that Auth0 takes and does not show as they were given: metadata is read and forgotten, and `pingfederate`
/// shows its certificate under another name.
pub(super) const NOT_SHOWN: &[&str] = &["metadataXml", "signingCert"];

/// Members that are secrets. Their values are in no difference, no digest and no log.
const SECRETS: &[&str] =
    &["client_secret", "signing_key", "decryptionKey", "admin_access_token", "admin_refresh_token"];

/// Known members that may be null by Auth0's own schemas. Any other known member is shown as null by some connections
/// (`ips` of `ad`), and refused when that null is sent back.
pub(super) const NULLABLE: &[&str] = &[
    "federated_connections_access_tokens",
    "id_token_signed_response_algs",
    "token_endpoint_auth_method",
    "token_endpoint_auth_signing_alg",
    "upstream_params",
];

/// Whether a member's value is a secret.
pub fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// Whether a text stands in place of a secret: stars, dots, or a word in brackets that says so.
pub fn is_mask(text: &str) -> bool {
    let text = text.trim();
    let only = |marks: &[char]| text.chars().count() > 2 && text.chars().all(|mark| marks.contains(&mark));
    let word = text.trim_matches(['[', ']', '<', '>']).to_lowercase();
    only(&['*', '•', '·', '●'])
        || (word.len() + 2 == text.len()
            && ["redacted", "masked", "hidden", "secret"].contains(&word.as_str()))
}

/// Whether Auth0 is known to refuse the member as null. Members that are not known stay as they are.
pub(super) fn breaks_as_null(strategy: &str, name: &str) -> bool {
    let is_known = strategies::known(strategy).iter().any(|known| known.name == name)
        || (strategy == "waad" && name.starts_with("ext_"));
    is_known && !NULLABLE.contains(&name)
}

/// Takes masks out of the secrets; says of which.
pub(super) fn take_masks(options: &mut Map<String, Value>) -> Vec<String> {
    let mut taken = Vec::new();
    for name in SECRETS {
        let masked = match options.get(*name) {
            Some(Value::String(text)) => is_mask(text),
            // A key with its certificate: half of it would be of no use.
            Some(Value::Object(pair)) => pair.get("key").and_then(Value::as_str).is_some_and(is_mask),
            _ => false,
        };
        if masked {
            options.remove(*name);
            taken.push((*name).to_owned());
        }
    }
    taken
}
