//! Records of Auth0's tenant log: <https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes>.

use api::Explanation;
use serde_json::Value;

/// What a log record tells of a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogRecord {
    /// Its type, such as `f`, `fp`, `fscim`, `ss_sso_failure`, `directory_sync_failed`.
    pub kind: String,
    /// Its description.
    pub description: String,
    /// What else its details say of the error.
    pub errors: Vec<String>,
    /// The HTTP status of the answer, for SCIM calls.
    pub status: Option<u16>,
    /// The strategy of the connection, such as `waad`.
    pub strategy: Option<String>,
}

impl LogRecord {
    /// Reads a record as Auth0 writes it, alone or in the envelope of a log stream. None where it is something else.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(json.trim()).ok()?;
        Self::of(&value)
    }

    /// The same from parsed JSON.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        let record = value.get("data").filter(|data| data.get("type").is_some()).unwrap_or(value);
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let kind = text(record, "type")?;
        let details = record.get("details").unwrap_or(&Value::Null);
        let description = text(record, "description").unwrap_or_default();
        if description.is_empty() && details.is_null() {
            return None;
        }
        let status = details.pointer("/response/statusCode").and_then(Value::as_u64);
        Some(Self {
            kind,
            description,
            errors: errors(details),
            status: status.and_then(|status| status.try_into().ok()),
            strategy: text(record, "strategy"),
        })
    }

    /// Whether it is of a provisioning call.
    fn is_scim(&self) -> bool {
        self.kind.ends_with("scim")
    }

    /// Everything it says, as one text.
    pub(super) fn text(&self) -> String {
        let mut parts = vec![self.kind.clone(), self.description.clone()];
        parts.extend(self.errors.iter().cloned());
        if let Some(status) = self.status.filter(|_| self.is_scim()) {
            parts.push(format!("(scim, status {status})"));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }

    /// The family of catalogue ids that the strategy belongs to.
    pub(super) fn family(&self) -> Option<&'static str> {
        match self.strategy.as_deref()? {
            "waad" => Some("entra"),
            "okta" => Some("okta"),
            "google-apps" => Some("google"),
            "adfs" => Some("adfs"),
            "pingfederate" => Some("pingfederate"),
            _ => None,
        }
    }
}

fn errors(details: &Value) -> Vec<String> {
    const PLACES: [&str; 9] = [
        "/error",
        "/error/message",
        "/error/oauthError",
        "/error/reason",
        "/error/payload/message",
        "/message",
        "/response/body/detail",
        "/response/body/scimType",
        "/body/error_description",
    ];
    let said = PLACES.iter().filter_map(|place| details.pointer(place)?.as_str());
    said.filter(|said| !said.is_empty()).map(str::to_owned).collect()
}

/// Explains a log record. None where it is not known, or not of a failure.
#[must_use]
pub fn explain_log(record: &LogRecord, provider: Option<&str>) -> Option<Explanation> {
    super::explain(&record.text(), provider.or(record.family()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_alone_and_in_the_envelope_of_a_stream() {
        let record =
            r#"{"type": "f", "description": "Audience is invalid. Configured: urn:x", "strategy": "samlp"}"#;
        let envelope = format!("{{\"log_id\": \"1\", \"data\": {record}}}");
        for json in [record, &envelope] {
            let explanation = explain_log(&LogRecord::parse(json).unwrap(), None).unwrap();
            assert_eq!(explanation.code, "wrong_audience");
            assert_eq!(explanation.evidence[0].expected, "urn:x");
        }
    }

    #[test]
    fn a_status_explains_only_provisioning_calls() {
        let record = |kind: &str| {
            let json = format!(
                r#"{{"type": "{kind}", "description": "", "details": {{"response": {{"statusCode": 409}}}}}}"#
            );
            explain_log(&LogRecord::parse(&json).unwrap(), None).map(|explanation| explanation.code)
        };
        assert_eq!(record("fscim").as_deref(), Some("scim_duplicate"));
        assert_eq!(record("fp"), None);
    }

    #[test]
    fn the_strategy_says_whose_menus_to_name() {
        let json = r#"{"type": "fp", "description": "redirect_uri_mismatch", "strategy": "waad"}"#;
        let explanation = explain_log(&LogRecord::parse(json).unwrap(), None).unwrap();
        assert_eq!(explanation.fix_key, "explain.redirect_uri_mismatch.fix.entra");
    }

    #[test]
    fn other_json_is_no_record() {
        for json in ["[]", "{}", r#"{"type": 1}"#, r#"{"type": "f"}"#, "nonsense"] {
            assert_eq!(LogRecord::parse(json), None, "{json}");
        }
    }
}
