//! What differs between what was agreed on and what Auth0 has: pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The name of the connection as a field of its own, beside its options.
pub(super) const NAME: &str = "display_name";
/// The connection itself, when it is gone.
pub(super) const ITSELF: &str = "connection";
/// The domains whose people are led to it.
pub(in crate::connections) const DOMAINS: &str = "domain_aliases";
/// Longer values are shown by their beginning.
const SHOWN: usize = 120;

/// What Auth0 had of ours when it last agreed: no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Agreed(Map<String, Value>);

/// What differs, and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Drift {
    pub(crate) found_at: DateTime<Utc>,
    pub(crate) fields: Vec<Field>,
    pub(crate) decided: Decision,
}

/// What was decided about drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decision {
    Open,
    Reapply,
    Ignore,
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ours: Option<Value>,
    pub(crate) theirs: Option<Value>,
}

/// What we hold of a connection in Auth0, without secrets.
pub(crate) fn ours(owned: &Map<String, Value>, display_name: &str, is_secret: fn(&str) -> bool) -> Agreed {
    let members = owned.iter().filter(|(name, _)| !is_secret(name));
    let mut ours: Map<String, Value> = members.map(|(name, value)| (name.clone(), value.clone())).collect();
    ours.insert(NAME.to_owned(), display_name.into());
    Agreed(ours)
}

impl Agreed {
    /// Its value of a field; null means that there is none.
    pub(in crate::connections) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }
}

/// The fields that Auth0 has otherwise than agreed on, and also otherwise than wanted now: a wish that has come true by
/// itself is no drift.
pub(crate) fn between(agreed: &Agreed, wanted: &Agreed, found: &Map<String, Value>) -> Vec<Field> {
    let names = agreed.0.keys().filter(|name| {
        let theirs = found.get(*name).filter(|value| !value.is_null());
        if *name == DOMAINS {
            return lacks(agreed, wanted, theirs);
        }
        let differs = |from: &Agreed| from.get(name) != theirs;
        differs(agreed) && differs(wanted)
    });
    names
        .map(|name| Field {
            name: name.clone(),
            ours: agreed.get(name).cloned(),
            theirs: found.get(name).cloned(),
        })
        .collect()
}

/// Whether a domain that was there and shall be there is not. What is there besides is the vendor's, or goes by itself.
fn lacks(agreed: &Agreed, wanted: &Agreed, theirs: Option<&Value>) -> bool {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (wanted, theirs) = (list(wanted.get(DOMAINS)), list(theirs));
    list(agreed.get(DOMAINS)).iter().any(|name| wanted.contains(name) && !theirs.contains(name))
}

/// A connection that is gone from Auth0.
pub(crate) fn gone(name: &str) -> Vec<Field> {
    vec![Field { name: ITSELF.to_owned(), ours: Some(name.into()), theirs: None }]
}

/// What is wanted, with the values that were left to Auth0 as they are there. One that has changed again since is no
/// longer left.
pub(crate) fn honoured(
    drift: Option<&Drift>,
    mut owned: Map<String, Value>,
    found: &Map<String, Value>,
) -> Map<String, Value> {
    let left = drift.filter(|drift| drift.decided == Decision::Ignore);
    for field in left.iter().flat_map(|drift| &drift.fields) {
        if field.name != NAME && found.get(&field.name) == field.theirs.as_ref() {
            match &field.theirs {
                Some(theirs) => drop(owned.insert(field.name.clone(), theirs.clone())),
                None => drop(owned.remove(&field.name)),
            }
        }
    }
    owned
}

/// The field in words.
pub(super) fn label(name: &str) -> String {
    let known = match name {
        NAME => "Name on the sign-in page",
        ITSELF => "The connection itself",
        DOMAINS => "Domains whose people are led here",
        "signInEndpoint" => "Sign-in address",
        "signOutEndpoint" => "Sign-out address",
        "disableSignout" => "Sign-out stays local",
        "signingCert" => "Signing certificate",
        "signSAMLRequest" => "Requests are signed",
        "protocolBinding" => "How requests travel",
        "issuer" => "Issuer",
        "discovery_url" => "Discovery address",
        "client_id" => "Client ID",
        "scope" => "Scopes",
        other => return other.replace('_', " "),
    };
    known.to_owned()
}

/// A value as people can compare it.
pub(super) fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn agreed(value: Value) -> Agreed {
        ours(&map(value), "Globex", |name| name == "client_secret")
    }

    fn names(fields: &[Field]) -> Vec<&str> {
        fields.iter().map(|field| field.name.as_str()).collect()
    }

    #[test]
    fn what_is_not_ours_is_no_drift_and_what_is_ours_is_named() {
        let ours = agreed(json!({ "issuer": "a", "scope": "openid" }));
        let found =
            map(json!({ "issuer": "b", "scope": "openid", "vendor_note": 1, "display_name": "Globex" }));
        assert_eq!(names(&between(&ours, &ours, &found)), ["issuer"]);
    }

    #[test]
    fn a_wish_that_has_come_true_by_itself_is_no_drift() {
        let found = map(json!({ "issuer": "b", "display_name": "Globex" }));
        assert!(
            between(&agreed(json!({ "issuer": "a" })), &agreed(json!({ "issuer": "b" })), &found).is_empty()
        );
        let wanted = agreed(json!({ "issuer": "c" }));
        assert_eq!(names(&between(&agreed(json!({ "issuer": "a" })), &wanted, &found)), ["issuer"]);
    }

    #[test]
    fn a_domain_that_somebody_took_away_is_drift_and_one_that_is_there_besides_is_not() {
        let drift = |agreed: &[&str], wanted: &[&str], theirs: &[&str]| {
            let list = |names: &[&str]| json!({ DOMAINS: names });
            let found = map(json!({ DOMAINS: theirs, NAME: "Globex" }));
            !between(&super::tests::agreed(list(agreed)), &super::tests::agreed(list(wanted)), &found)
                .is_empty()
        };
        assert!(drift(&["a", "v"], &["a", "v"], &["v"]));
        assert!(!drift(&["a"], &["a"], &["a", "b"]));
        assert!(!drift(&["a", "b"], &["a"], &["a"]), "it goes anyway");
        assert!(!drift(&["a"], &["a", "b"], &["a"]), "it was not there yet");
    }

    #[test]
    fn a_secret_is_never_kept() {
        let kept = agreed(json!({ "client_id": "a", "client_secret": "hush" }));
        assert!(!serde_json::to_string(&kept).unwrap().contains("hush"));
    }

    #[test]
    fn what_was_left_to_auth0_stays_until_it_changes_again() {
        let field = Field { name: "issuer".to_owned(), ours: Some("a".into()), theirs: Some("b".into()) };
        let drift = Drift { found_at: DateTime::UNIX_EPOCH, fields: vec![field], decided: Decision::Ignore };
        let wanted = |found: Value| honoured(Some(&drift), map(json!({ "issuer": "a" })), &map(found));
        assert_eq!(Value::Object(wanted(json!({ "issuer": "b" }))), json!({ "issuer": "b" }));
        assert_eq!(Value::Object(wanted(json!({ "issuer": "c" }))), json!({ "issuer": "a" }));
    }
}
