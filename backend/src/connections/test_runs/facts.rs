//! Facts that the result of a test sign-in tells besides the claims.

use api::{FactVerdict, Strategy, TestFact, TestFactKind};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::super::domain::{Connection, Settings};

/// From here on a difference of clocks breaks sign-ins.
const SKEW_S: i64 = 30;
const MAX_VALUE: usize = 200;

/// What the claims of Auth0's answer tell, at the moment of its arrival.
pub(super) fn of(connection: &Connection, claims: &Map<String, Value>, now: DateTime<Utc>) -> Vec<TestFact> {
    let mut facts = vec![TestFact {
        kind: TestFactKind::Issuer,
        expected: issuer(connection),
        received: None,
        verdict: FactVerdict::Told,
    }];
    facts.extend(subject(connection, claims));
    if let Some(verified) = claims.get("email_verified").and_then(Value::as_bool) {
        facts.push(TestFact {
            kind: TestFactKind::EmailVerified,
            expected: None,
            received: Some(verified.to_string()),
            verdict: FactVerdict::Told,
        });
    }
    facts.extend(claims.get("iat").and_then(Value::as_i64).map(|issued| skew(issued, now)));
    facts
}

fn issuer(connection: &Connection) -> Option<String> {
    match &connection.settings {
        Settings::Oidc(given) => given.discovery.as_ref().map(|discovery| discovery.issuer.clone()),
        other => other.entity_id().map(str::to_owned),
    }
}

/// Auth0 names a person `strategy|connection|id`; of some strategies the connection is left out.
fn subject(connection: &Connection, claims: &Map<String, Value>) -> Vec<TestFact> {
    let Some(subject) = claims.get("sub").and_then(Value::as_str) else { return Vec::new() };
    let mut parts = subject.splitn(3, '|');
    let (strategy, second, third) = (parts.next(), parts.next(), parts.next());
    let told = |kind, expected: Option<&str>, received: Option<&str>| {
        let verdict = match (expected, received) {
            (Some(expected), Some(received)) if expected == received => FactVerdict::Agrees,
            (Some(_), Some(_)) => FactVerdict::Differs,
            _ => FactVerdict::Told,
        };
        let cut = |text: &str| text.chars().filter(|letter| !letter.is_control()).take(MAX_VALUE).collect();
        TestFact { kind, expected: expected.map(str::to_owned), received: received.map(cut), verdict }
    };
    let same_strategy = strategy == Some(connection.strategy.as_str());
    match (second, third) {
        (Some(name), Some(id)) if same_strategy && connection.strategy != Strategy::Waad => vec![
            told(TestFactKind::Connection, Some(&connection.upstream_name), Some(name)),
            told(TestFactKind::NameId, None, Some(id)),
        ],
        (Some(id), _) => vec![told(TestFactKind::NameId, None, Some(id))],
        _ => Vec::new(),
    }
}

fn skew(issued: i64, now: DateTime<Utc>) -> TestFact {
    let seconds = now.timestamp() - issued;
    TestFact {
        kind: TestFactKind::ClockSkew,
        expected: Some("0".to_owned()),
        received: Some(seconds.to_string()),
        verdict: if seconds.abs() <= SKEW_S { FactVerdict::Agrees } else { FactVerdict::Differs },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::super::domain::State, *};

    fn facts(claims: &Value, now: i64) -> Vec<TestFact> {
        let mut connection = Connection::complete_for_test(State::Configured);
        connection.upstream_name = "globex-saml-1".to_owned();
        of(&connection, claims.as_object().unwrap(), DateTime::from_timestamp(now, 0).unwrap())
    }

    fn found(facts: &[TestFact], kind: TestFactKind) -> (Option<&str>, FactVerdict) {
        let fact = facts.iter().find(|fact| fact.kind == kind).unwrap();
        (fact.received.as_deref(), fact.verdict)
    }

    #[test]
    fn the_subject_tells_the_connection_and_the_name_id() {
        let good = facts(&json!({ "sub": "samlp|globex-saml-1|jane|x", "iat": 100 }), 101);
        assert_eq!(found(&good, TestFactKind::NameId), (Some("jane|x"), FactVerdict::Told));
        assert_eq!(found(&good, TestFactKind::Connection), (Some("globex-saml-1"), FactVerdict::Agrees));
        let other = facts(&json!({ "sub": "samlp|another|jane" }), 101);
        assert_eq!(found(&other, TestFactKind::Connection).1, FactVerdict::Differs);
        let plain = facts(&json!({ "sub": "auth0|jane" }), 101);
        assert_eq!(found(&plain, TestFactKind::NameId).0, Some("jane"));
    }

    #[test]
    fn clocks_that_are_half_a_minute_apart_are_told() {
        let near = facts(&json!({ "iat": 100 }), 130);
        assert_eq!(found(&near, TestFactKind::ClockSkew), (Some("30"), FactVerdict::Agrees));
        let far = facts(&json!({ "iat": 200 }), 100);
        assert_eq!(found(&far, TestFactKind::ClockSkew), (Some("-100"), FactVerdict::Differs));
    }

    #[test]
    fn the_issuer_is_the_one_of_the_settings() {
        let facts = facts(&json!({}), 0);
        assert_eq!(facts[0].expected.as_deref(), Some("https://idp.example"));
    }
}
