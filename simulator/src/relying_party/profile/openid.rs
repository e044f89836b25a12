//! From the claims of an ID token and of userinfo.

use serde_json::{Map, Value, json};

use super::{Arrival, Profile, with_names};
use crate::tenant::model::Connection;

/// What belongs to the protocol, and what Auth0 keeps for itself.
const RESERVED: [&str; 13] =
    ["iss", "aud", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "s_hash", "sid", "azp", "amr", "acr"];
/// The claims of Okta's `basic_profile`.
const BASIC: [&str; 17] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "address",
];

/// The profile of a person.
pub(super) fn profile(connection: &Connection, arrival: Arrival) -> Profile {
    let mut claims = arrival.attributes;
    let map = connection.options.get("attribute_map");
    let mode = map.and_then(|map| map.get("mapping_mode")).and_then(Value::as_str);
    let profile = match (connection.strategy.as_str(), mode) {
        (_, Some("use_map")) => {
            mapped(map.and_then(|map| map.get("attributes")).and_then(Value::as_object), &claims)
        }
        ("okta", _) | (_, Some("basic_profile")) => {
            claims.retain(|name, _| BASIC.contains(&name.as_str()));
            claims
        }
        ("waad", _) => of_entra(connection, claims),
        _ => claims,
    };
    with_names(without_reserved(profile), &arrival.subject)
}

fn without_reserved(mut profile: Profile) -> Profile {
    profile.retain(|name, _| !RESERVED.contains(&name.as_str()) && name != "sub");
    profile
}

/// `{"email": "${context.tokenset.email}"}`; a rule without a placeholder is taken as it is.
fn mapped(rules: Option<&Map<String, Value>>, claims: &Profile) -> Profile {
    let mut profile = Map::new();
    for (target, rule) in rules.into_iter().flatten() {
        let Some(rule) = rule.as_str() else { continue };
        let source = rule.strip_prefix("${context.").and_then(|rest| rest.strip_suffix('}'));
        let claim = source.and_then(|path| path.split_once('.')).map(|(_, claim)| claim);
        let value = match claim {
            Some(claim) => claims.get(claim).cloned(),
            None => Some(json!(rule)),
        };
        if let Some(value) = value {
            profile.insert(target.clone(), value);
        }
    }
    profile
}

/// Entra sends the address as UPN where the mailbox is not told; groups only come where they were asked for.
fn of_entra(connection: &Connection, mut claims: Profile) -> Profile {
    let address = ["upn", "preferred_username"].iter().find_map(|name| claims.get(*name)).cloned();
    if let Some(address) = address {
        claims.entry("upn").or_insert_with(|| address.clone());
        if address.as_str().is_some_and(|text| text.contains('@')) {
            claims.entry("email").or_insert(address);
        }
    }
    if connection.options.get("ext_groups") != Some(&json!(true)) {
        claims.remove("groups");
    }
    claims
}
