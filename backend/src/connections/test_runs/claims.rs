//! Claims received against claims required.

use api::{Explanation, TestClaim};
use serde_json::{Map, Value};

/// What an application needs to know of a person, and whether it can do without.
const WANTED: [(&str, bool); 4] =
    [("email", true), ("given_name", false), ("family_name", false), ("name", false)];
/// What belongs to the protocol and says nothing of the person.
const PROTOCOL: [&str; 13] = [
    "iss",
    "aud",
    "exp",
    "iat",
    "nbf",
    "nonce",
    "sid",
    "at_hash",
    "c_hash",
    "auth_time",
    "azp",
    "acr",
    "updated_at",
];
const MAX_CLAIMS: usize = 60;
const MAX_VALUE: usize = 200;

/// The claims as people see them: the wanted ones first, then what else came.
pub(super) fn compare(received: &Map<String, Value>) -> Vec<TestClaim> {
    let names: Vec<String> = person_claims(received).map(|(name, _)| name.clone()).collect();
    let mut claims: Vec<TestClaim> = WANTED
        .iter()
        .map(|(name, required)| {
            let value = received.get(*name).map(text).filter(|value| !value.is_empty());
            let suggestion =
                if value.is_none() { idp::nearest_claim(name, &names).map(str::to_owned) } else { None };
            let came = value.is_some();
            TestClaim { name: (*name).to_owned(), received: value, came, required: *required, suggestion }
        })
        .collect();
    let others = person_claims(received).filter(|(name, _)| WANTED.iter().all(|(wanted, _)| wanted != name));
    claims.extend(others.take(MAX_CLAIMS).map(|(name, value)| TestClaim {
        name: name.clone(),
        received: Some(text(value)),
        came: true,
        required: false,
        suggestion: None,
    }));
    claims
}

/// Why the claims do not suffice; nothing when they do.
pub(super) fn missing(claims: &[TestClaim], provider: &str) -> Option<Explanation> {
    let missing = claims.iter().find(|claim| claim.required && claim.received.is_none())?;
    let received: Vec<String> =
        claims.iter().filter(|claim| claim.received.is_some()).map(|claim| claim.name.clone()).collect();
    Some(idp::explain_missing_claim(&missing.name, &received, Some(provider)))
}

/// Who signed in, as a person would say it.
pub(super) fn subject(received: &Map<String, Value>) -> Option<String> {
    ["email", "name", "sub"]
        .iter()
        .find_map(|name| received.get(*name).map(text))
        .filter(|text| !text.is_empty())
}

fn person_claims(received: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    received.iter().filter(|(name, _)| !PROTOCOL.contains(&name.as_str()))
}

/// A value in one line, not longer than a table bears. It comes from outside.
fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of_item).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    text.chars().filter(|character| !character.is_control()).take(MAX_VALUE).collect()
}

fn text_of_item(item: &Value) -> String {
    item.as_str().map_or_else(|| item.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_missing_address_is_found_and_the_rest_is_shown() {
        let claims = compare(&received(
            serde_json::json!({ "sub": "x", "iss": "y", "groups": ["a", "b"], "name": "N" }),
        ));
        assert!(claims[0].required && claims[0].received.is_none());
        assert!(claims.iter().all(|claim| claim.name != "iss"));
        let groups = claims.iter().find(|claim| claim.name == "groups").unwrap();
        assert_eq!(groups.received.as_deref(), Some("a, b"));
        assert!(missing(&claims, "custom-saml").is_some());
    }

    #[test]
    fn an_address_suffices() {
        let claims = compare(&received(serde_json::json!({ "email": "a@b.example" })));
        assert!(missing(&claims, "custom-saml").is_none());
    }

    #[test]
    fn what_comes_from_outside_is_cut_and_cleaned() {
        let claims =
            compare(&received(serde_json::json!({ "email": format!("a\u{1b}[2J{}", "x".repeat(999)) })));
        let email = claims[0].received.as_deref().unwrap();
        assert!(email.len() <= MAX_VALUE && !email.contains('\u{1b}'));
    }
}
