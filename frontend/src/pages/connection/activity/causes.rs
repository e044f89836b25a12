//! Failed sign-ins, grouped by what caused them. Needs no browser.

use std::collections::BTreeSet;

use api::{Explanation, SignIn, SignInOutcome};
use chrono::{DateTime, Utc};

/// Failed sign-ins of one cause.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cause {
    /// Why, where that is known: as the newest of them says it.
    pub(super) explanation: Option<Explanation>,
    /// Who was refused, each once, by name.
    pub(super) people: BTreeSet<String>,
    pub(super) times: u64,
    pub(super) last: DateTime<Utc>,
    /// What Auth0 said, of the newest.
    pub(super) reason: Option<String>,
}

/// The causes of what failed, the one that comes most often first; test sign-ins are told on their own tab.
pub(super) fn causes(all: &[SignIn]) -> Vec<Cause> {
    let mut causes: Vec<(String, Cause)> = Vec::new();
    for one in all.iter().filter(|one| one.outcome == SignInOutcome::Failed && !one.is_test) {
        let code = one.explanation.as_ref().map(|why| why.code.clone()).unwrap_or_default();
        let found = causes.iter().position(|(known, _)| *known == code);
        let index = found.unwrap_or_else(|| {
            causes.push((code, first(one)));
            causes.len() - 1
        });
        let cause = &mut causes[index].1;
        cause.times += 1;
        cause.people.extend(one.person.clone());
        if one.occurred_at > cause.last {
            let (people, times) = (std::mem::take(&mut cause.people), cause.times);
            *cause = Cause { people, times, ..first(one) };
        }
    }
    let mut causes: Vec<Cause> = causes.into_iter().map(|(_, cause)| cause).collect();
    causes.sort_by_key(|cause| std::cmp::Reverse((cause.times, cause.last)));
    causes
}

fn first(one: &SignIn) -> Cause {
    Cause {
        explanation: one.explanation.clone(),
        people: BTreeSet::new(),
        times: 0,
        last: one.occurred_at,
        reason: one.reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute)
    }

    fn attempt(minute: i64, person: &str, code: &str) -> SignIn {
        let explanation = serde_json::json!({
            "code": code, "title": format!("{code} at {minute}"), "detail": "", "side": "idp", "fix": [], "evidence": [],
            "raw": null,
        });
        SignIn {
            id: "sgn_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f".parse().unwrap(),
            organization_id: None,
            connection_id: None,
            connection_name: None,
            outcome: SignInOutcome::Failed,
            occurred_at: at(minute),
            person: Some(person.to_owned()),
            application: None,
            is_test: false,
            ip: None,
            user_agent: None,
            reason: None,
            explanation: Some(serde_json::from_value(explanation).unwrap()),
            log_id: String::new(),
        }
    }

    #[test]
    fn failures_are_told_by_cause_the_most_frequent_first() {
        let all = [attempt(1, "a", "late"), attempt(2, "b", "unknown"), attempt(3, "a", "unknown")];
        let found = causes(&all);
        assert_eq!(found.iter().map(|one| one.times).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(found[0].people.len(), 2);
        assert_eq!(
            (found[0].last, found[0].explanation.as_ref().unwrap().title.as_str()),
            (at(3), "unknown at 3")
        );
    }

    #[test]
    fn who_got_in_and_who_only_tested_caused_nothing() {
        let fine = SignIn { outcome: SignInOutcome::Succeeded, ..attempt(1, "a", "x") };
        let test = SignIn { is_test: true, ..attempt(1, "a", "x") };
        assert_eq!(causes(&[fine, test]), []);
    }
}
