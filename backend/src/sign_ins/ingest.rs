//! What Auth0's log stream sends: many records in one of three forms.

use api::ProblemCode;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::reading;
use crate::{db::begin_write, problem::ApiError, state::AppState};

/// Whether what a stream sends along is the secret that it was given.
pub(super) fn is_authentic(expected: &SecretString, header: Option<&str>) -> bool {
    let sent = header.unwrap_or_default();
    let sent = sent.strip_prefix("Bearer ").unwrap_or(sent);
    bool::from(sent.as_bytes().ct_eq(expected.expose_secret().as_bytes()))
}

/// Writes down what is about signing in; what was told already changes nothing.
pub(super) async fn take(state: &AppState, body: &[u8]) -> Result<(), ApiError> {
    let records = records(body).ok_or_else(|| {
        ApiError::new(
            ProblemCode::MalformedJson,
            "The body is no JSON array, no JSON object and no lines of JSON.",
        )
    })?;
    let transaction = begin_write(&state.db).await?;
    reading::take(&transaction, state, &records).await?;
    transaction.commit().await?;
    Ok(())
}

/// JSONARRAY, JSONOBJECT or JSONLINES.
fn records(body: &[u8]) -> Option<Vec<Value>> {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(records)) => return Some(records),
        Ok(record @ Value::Object(_)) => return Some(vec![record]),
        Ok(_) => return None,
        Err(_) => {}
    }
    let text = std::str::from_utf8(body).ok()?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let records: Option<Vec<Value>> = lines.map(|line| serde_json::from_str(line).ok()).collect();
    records.filter(|records| !records.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_of_a_stream_are_read() {
        let two = [Value::from(serde_json::Map::new()), serde_json::json!({ "a": 1 })];
        assert_eq!(records(br#"[{}, {"a": 1}]"#).unwrap(), two);
        assert_eq!(records(b"{}\n{\"a\": 1}\n").unwrap(), two);
        assert_eq!(records(br#"{"a": 1}"#).unwrap(), two[1..]);
        for nothing in ["", "7", "nonsense", "{}\nnonsense"] {
            assert_eq!(records(nothing.as_bytes()), None, "{nothing}");
        }
    }

    #[test]
    fn only_the_secret_itself_is_authentic() {
        let secret = SecretString::from("hush-hush".to_owned());
        assert!(is_authentic(&secret, Some("Bearer hush-hush")) && is_authentic(&secret, Some("hush-hush")));
        for wrong in [None, Some(""), Some("Bearer"), Some("Bearer hush"), Some("hush-hush!")] {
            assert!(!is_authentic(&secret, wrong), "{wrong:?}");
        }
    }
}
