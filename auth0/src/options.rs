//! Connection options: what we own of them is set, everything else stays as it is.
//!
//! `PATCH /connections/{id}` replaces `options` as a whole, so a write is always a merge of what is there with what we
//! own (docs/adr/0001, PRODUCT "Writing to Auth0 is lossless").

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// Members that Auth0 derives from others; a stale copy must not be written back beside new sources.
const DERIVED: &[&str] =
    &["cert", "thumbprints", "expires", "subject", "bindingMethod", "oidc_metadata", "schema_version"];

/// Members that are secrets: their values appear in no difference and no digest.
const SECRETS: &[&str] =
    &["client_secret", "signing_key", "decryptionKey", "admin_access_token", "admin_refresh_token"];

/// Whether a member of the options is a secret, whose value is never kept or shown.
pub fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name)
}

/// What we own of the options of a `samlp` connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samlp<'a> {
    /// Where people are sent to sign in.
    pub sign_in_endpoint: &'a str,
    /// Where people are sent to sign out; without one, sign-out stays local.
    pub sign_out_endpoint: Option<&'a str>,
    /// The certificate that verifies answers, in PEM.
    pub signing_certificate: &'a str,
    /// Whether requests travel by HTTP-POST instead of HTTP-Redirect.
    pub post_binding: bool,
    /// Whether requests are signed.
    pub sign_requests: bool,
}

impl Samlp<'_> {
    /// The members of `options` that say this.
    pub fn owned(&self) -> Map<String, Value> {
        let binding = if self.post_binding { "HTTP-POST" } else { "HTTP-Redirect" };
        object(json!({
            "signInEndpoint": self.sign_in_endpoint,
            "signOutEndpoint": self.sign_out_endpoint.unwrap_or(self.sign_in_endpoint),
            "disableSignout": self.sign_out_endpoint.is_none(),
            // Auth0 documents the base64 of the whole PEM file.
            "signingCert": STANDARD.encode(self.signing_certificate),
            "signSAMLRequest": self.sign_requests,
            "protocolBinding": format!("urn:oasis:names:tc:SAML:2.0:bindings:{binding}"),
        }))
    }
}

/// What we own of the options of an `oidc` connection.
#[derive(Clone, PartialEq, Eq)]
pub struct Oidc<'a> {
    /// The issuer.
    pub issuer: &'a str,
    /// The discovery address.
    pub discovery_url: &'a str,
    /// Where people are sent to sign in.
    pub authorization_endpoint: &'a str,
    /// Where codes become tokens.
    pub token_endpoint: &'a str,
    /// Where the signing keys are.
    pub jwks_uri: &'a str,
    /// Where claims can be asked for.
    pub userinfo_endpoint: Option<&'a str>,
    /// The client id that the identity provider issued.
    pub client_id: &'a str,
    /// The client secret; left out when it stays as it is.
    pub client_secret: Option<&'a str>,
    /// The scopes, separated by spaces.
    pub scope: &'a str,
}

impl Oidc<'_> {
    /// The members of `options` that say this.
    pub fn owned(&self) -> Map<String, Value> {
        let mut owned = object(json!({
            "type": "back_channel",
            "issuer": self.issuer,
            "discovery_url": self.discovery_url,
            "authorization_endpoint": self.authorization_endpoint,
            "token_endpoint": self.token_endpoint,
            "jwks_uri": self.jwks_uri,
            "client_id": self.client_id,
            "scope": self.scope,
        }));
        if let Some(endpoint) = self.userinfo_endpoint {
            owned.insert("userinfo_endpoint".to_owned(), endpoint.into());
        }
        if let Some(secret) = self.client_secret {
            owned.insert("client_secret".to_owned(), secret.into());
        }
        owned
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// What to write: everything that is there, with what we own set, without what Auth0 derives anew. What we own as null
/// is taken away: Auth0 takes no empty value for it.
pub fn merge(current: &Map<String, Value>, owned: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = current.clone();
    for (name, value) in owned {
        if merged.get(name).unwrap_or(&Value::Null) != value {
            // A changed source: what was derived from the old one would contradict it.
            DERIVED.iter().for_each(|derived| drop(merged.remove(*derived)));
        }
    }
    merged.extend(owned.iter().map(|(name, value)| (name.clone(), value.clone())));
    merged.retain(|_, value| !value.is_null());
    merged
}

/// The names of owned members that Auth0 holds with another value; of secrets only the name is known.
pub fn differences(owned: &Map<String, Value>, actual: &Map<String, Value>) -> Vec<String> {
    let differs = |name: &str, value: &Value| match actual.get(name) {
        None if value.is_null() => false,
        // Auth0 may mask or leave out a secret: its absence says nothing.
        None => !SECRETS.contains(&name),
        Some(found) => found != value,
    };
    owned.iter().filter(|(name, value)| differs(name, value)).map(|(name, _)| name.clone()).collect()
}

/// A text that is the same for the same options, whatever the order of their members, and holds no secret's value.
pub fn canonical(options: &Map<String, Value>) -> String {
    let mut names: Vec<&String> = options.keys().filter(|name| !SECRETS.contains(&name.as_str())).collect();
    names.sort();
    let members = names.iter().map(|name| format!("{}:{}", json!(name), canonical_value(&options[*name])));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn canonical_value(value: &Value) -> String {
    match value {
        Value::Object(members) => canonical(members),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical_value).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-zA-Z_]{1,8}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_we_do_not_own_comes_out_unchanged(
            current in prop::collection::btree_map("[a-z_]{1,10}", any_json(), 0..12),
        ) {
            let current: Map<String, Value> = current.into_iter().collect();
            let owned = Samlp {
                sign_in_endpoint: "https://idp.example/sso",
                sign_out_endpoint: None,
                signing_certificate: "pem",
                post_binding: false,
                sign_requests: false,
            }
            .owned();
            let merged = merge(&current, &owned);
            for (name, value) in &current {
                if !owned.contains_key(name) && !DERIVED.contains(&name.as_str()) {
                    prop_assert_eq!(merged.get(name), Some(value));
                }
            }
            prop_assert!(differences(&owned, &merged).is_empty());
            prop_assert_eq!(merge(&merged, &owned), merged);
        }
    }

    #[test]
    fn what_is_derived_goes_only_when_its_source_changes() {
        let current =
            object(json!({ "signInEndpoint": "https://a.example", "thumbprints": ["aa"], "note": 1 }));
        let same = object(json!({ "signInEndpoint": "https://a.example" }));
        assert_eq!(merge(&current, &same), current);
        let other = object(json!({ "signInEndpoint": "https://b.example" }));
        assert_eq!(
            Value::Object(merge(&current, &other)),
            json!({ "signInEndpoint": "https://b.example", "note": 1 })
        );
    }

    #[test]
    fn what_we_own_as_null_is_taken_away() {
        let current = object(json!({ "icon_url": "https://a.example/b.png", "note": 1 }));
        let owned = object(json!({ "icon_url": null }));
        assert_eq!(differences(&owned, &current), ["icon_url"]);
        let merged = merge(&current, &owned);
        assert_eq!(Value::Object(merged.clone()), json!({ "note": 1 }));
        assert!(differences(&owned, &merged).is_empty());
    }

    #[test]
    fn a_masked_secret_is_no_difference_and_no_secret_is_in_the_digest() {
        let owned = object(json!({ "client_id": "a", "client_secret": "hush" }));
        assert!(differences(&owned, &object(json!({ "client_id": "a" }))).is_empty());
        assert_eq!(
            differences(&owned, &object(json!({ "client_id": "b", "client_secret": "hush" }))),
            ["client_id"]
        );
        assert!(!canonical(&owned).contains("hush"));
    }

    #[test]
    fn the_digest_does_not_depend_on_the_order() {
        let one: Map<String, Value> = serde_json::from_str(r#"{"a":{"x":1,"y":2},"b":[1]}"#).unwrap();
        let two: Map<String, Value> = serde_json::from_str(r#"{"b":[1],"a":{"y":2,"x":1}}"#).unwrap();
        assert_eq!(canonical(&one), canonical(&two));
    }
}
