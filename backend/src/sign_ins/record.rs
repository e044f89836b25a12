//! A record of Auth0's tenant log, as far as it is about signing in. Records come from outside: nothing in them is
//! trusted to be there, or to be short.

use chrono::{DateTime, Utc};
use serde_json::Value;

const MAX_TEXT: usize = 300;

/// Types of attempts that failed (auth0-facts section 7.4): at the provider or in Auth0, wrong password, unknown
/// person, no connector.
const FAILED: [&str; 4] = ["f", "fp", "fu", "fc"];
const SUCCEEDED: &str = "s";

/// A sign-in attempt as Auth0 tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) log_id: String,
    pub(super) succeeded: bool,
    pub(super) occurred_at: DateTime<Utc>,
    /// Auth0's id.
    pub(super) organization: Option<String>,
    /// Auth0's id.
    pub(super) connection: Option<String>,
    pub(super) connection_name: Option<String>,
    pub(super) person: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) application: Option<String>,
    pub(super) ip: Option<String>,
    pub(super) user_agent: Option<String>,
    /// The SHA-1 of the certificate that had signed the answer, as the record tells it.
    pub(super) thumbprint: Option<String>,
    /// The record itself, for the explainer.
    pub(super) raw: Value,
}

impl Record {
    /// Reads a record alone or in the envelope of a log stream. None for what is no sign-in.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let record = value.get("data").filter(|data| data.is_object()).unwrap_or(value);
        let text = |name: &str| record.get(name).and_then(Value::as_str).and_then(clean);
        let kind = record.get("type")?.as_str()?;
        let succeeded = kind == SUCCEEDED;
        if !succeeded && !FAILED.contains(&kind) {
            return None;
        }
        Some(Self {
            log_id: text("log_id").or_else(|| value.get("log_id")?.as_str().and_then(clean))?,
            succeeded,
            occurred_at: DateTime::parse_from_rfc3339(record.get("date")?.as_str()?).ok()?.to_utc(),
            organization: text("organization_id"),
            connection: text("connection_id"),
            connection_name: text("connection"),
            person: text("user_name").or_else(|| text("user_id")),
            client_id: text("client_id"),
            application: text("client_name"),
            ip: text("ip"),
            user_agent: text("user_agent"),
            thumbprint: record
                .pointer("/details/saml_certificate_thumbprint")
                .and_then(Value::as_str)
                .and_then(clean),
            raw: record.clone(),
        })
    }

    /// What Auth0 says of a failure: the details where they say something, else the description.
    pub(super) fn reason(&self) -> Option<&str> {
        let places = ["/details/error/message", "/details/error", "/description"];
        let said = places.iter().filter_map(|place| self.raw.pointer(place)?.as_str());
        said.into_iter().find(|said| !said.trim().is_empty()).filter(|_| !self.succeeded)
    }
}

/// Text in one line, not longer than a page bears; none where it says nothing.
fn clean(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|letter| !letter.is_control()).take(MAX_TEXT).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn failed() -> Value {
        json!({
            "log_id": "9001", "type": "f", "date": "2026-11-25T10:00:00.123Z", "description": "short",
            "connection_id": "con_a", "organization_id": "org_a", "user_name": "jane@acme.example",
            "client_name": "", "details": { "error": { "message": "Audience is invalid." } },
        })
    }

    #[test]
    fn a_record_is_read_alone_and_in_an_envelope() {
        let alone = Record::read(&failed()).unwrap();
        let envelope = json!({ "log_id": "9001", "data": failed() });
        assert_eq!(Record::read(&envelope).unwrap(), alone);
        assert_eq!((alone.log_id.as_str(), alone.reason()), ("9001", Some("Audience is invalid.")));
        assert_eq!((alone.application, alone.person.as_deref()), (None, Some("jane@acme.example")));
    }

    #[test]
    fn what_is_no_sign_in_or_no_record_is_passed_over() {
        for record in [
            json!({ "type": "sapi", "log_id": "1", "date": "2026-11-25T10:00:00Z" }),
            json!({ "type": "f", "date": "2026-11-25T10:00:00Z" }),
            json!({ "type": "f", "log_id": "1", "date": "yesterday" }),
            json!({ "type": 7 }),
            json!([]),
            json!("f"),
        ] {
            assert_eq!(Record::read(&record), None, "{record}");
        }
    }

    #[test]
    fn texts_from_outside_are_cut_and_cleaned() {
        let mut hostile = failed();
        hostile["user_name"] = format!("\u{1b}[2J{}", "x".repeat(9999)).into();
        let person = Record::read(&hostile).unwrap().person.unwrap();
        assert!(person.len() <= MAX_TEXT && !person.contains('\u{1b}'));
    }
}
