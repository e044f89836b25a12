//! What differs between two versions of settings, field by field, in words. Secrets show only when they were given.

use std::collections::BTreeMap;

use api::FieldChange;
use serde_json::Value;

use super::{super::entity::revision::Model, labels};

/// The fields that differ from `before` to `after`, in the order of their names.
pub(super) fn between(before: &Model, after: &Model) -> Vec<FieldChange> {
    let (old, new) = (fields(before), fields(after));
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let differing = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    differing
        .map(|name| FieldChange {
            label: labels::label(name),
            before: old.get(name).cloned(),
            after: new.get(name).cloned(),
            masked: labels::is_secret(name),
            field: name.clone(),
        })
        .collect()
}

/// Every field that has a value, by its name.
fn fields(revision: &Model) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    collect("", &revision.settings, &mut fields);
    fields.insert("display_name".to_owned(), revision.display_name.clone());
    if let Some(at) = revision.secret_set_at {
        fields.insert(
            "client_secret".to_owned(),
            format!("given on {}", at.format("%Y-%m-%d %H:%M:%S%.3f UTC")),
        );
    }
    fields
}

fn collect(path: &str, value: &Value, fields: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (name, member) in members {
                // What is set besides is a member of its own only in the row.
                let name = if path.is_empty() && name == "tuning" { "" } else { name.as_str() };
                let path = if path.is_empty() {
                    name.to_owned()
                } else if name.is_empty() {
                    path.to_owned()
                } else {
                    format!("{path}.{name}")
                };
                if !labels::is_incidental(name) {
                    collect(&path, member, fields);
                }
            }
        }
        Value::Array(items) if items.is_empty() => {}
        _ if labels::is_secret(path) => drop(fields.insert(path.to_owned(), "set".to_owned())),
        other => drop(fields.insert(path.to_owned(), labels::value(path, &words(other)).to_owned())),
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(_) => object(value),
        other => other.to_string(),
    }
}

/// A certificate or an address as people recognize it; anything else as it is.
fn object(value: &Value) -> String {
    let text = |name: &str| value[name].as_str();
    match (text("subject"), text("sha256"), text("url")) {
        (Some(subject), Some(sha256), _) => {
            let end = text("not_after").unwrap_or_default();
            let (end, print) = (end.get(..10).unwrap_or(end), sha256.get(..16).unwrap_or(sha256));
            format!("{subject}, valid until {end}, SHA-256 {print}")
        }
        (_, _, Some(url)) => match text("binding") {
            Some(binding) => format!("{url} (HTTP-{binding})"),
            None => url.to_owned(),
        },
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn revision(number: i32, settings: Value) -> Model {
        Model {
            id: Uuid::nil(),
            organization_id: Uuid::nil(),
            connection_id: Uuid::nil(),
            number,
            display_name: "Globex".to_owned(),
            settings,
            findings: json!([]),
            secret_set_at: None,
            author: json!({}),
            summary: String::new(),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn fields_are_named_in_words_and_what_is_incidental_is_left_out() {
        let one = revision(
            1,
            json!({ "kind": "saml", "entity_id": "a", "read_at": "x", "wants_signed_requests": false }),
        );
        let two = revision(
            2,
            json!({ "kind": "saml", "entity_id": "b", "read_at": "y", "wants_signed_requests": true }),
        );
        let told: Vec<_> = between(&one, &two)
            .into_iter()
            .map(|change| (change.label, change.before.unwrap_or_default(), change.after.unwrap_or_default()))
            .collect();
        let text = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(
            told,
            [
                text("Entity ID of the identity provider", "a", "b"),
                text("The identity provider wants signed requests", "no", "yes"),
            ]
        );
    }

    #[test]
    fn of_a_secret_only_the_moment_is_told() {
        let one = revision(
            1,
            json!({ "kind": "oidc", "client_secret": "hush", "nested": { "private_key": "hush" } }),
        );
        let two = Model {
            secret_set_at: DateTime::from_timestamp(1_700_000_000, 0),
            ..revision(2, json!({ "kind": "oidc" }))
        };
        let changes = between(&one, &two);
        assert!(!json!(changes).to_string().contains("hush"), "{changes:?}");
        let secret = changes.iter().find(|change| change.field == "client_secret").unwrap();
        assert_eq!(
            (secret.masked, secret.after.as_deref()),
            (true, Some("given on 2023-11-14 22:13:20.000 UTC"))
        );
    }

    #[test]
    fn certificates_are_told_by_name_end_and_fingerprint() {
        let certificate = json!({ "subject": "CN=idp", "sha256": "00112233445566778899", "not_after": "2027-01-02T00:00:00Z", "pem": "x" });
        let one = revision(1, json!({ "certificates": [] }));
        let two = revision(2, json!({ "certificates": [certificate] }));
        let changes = between(&one, &two);
        assert_eq!(
            changes[0].after.as_deref(),
            Some("CN=idp, valid until 2027-01-02, SHA-256 0011223344556677")
        );
        assert_eq!(changes[0].before, None);
    }
}
