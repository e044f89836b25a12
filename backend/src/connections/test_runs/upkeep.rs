//! What time does to runs: they time out, Auth0's record of them arrives, and what belongs to a person goes.

use api::{ConnectionId, FactVerdict, OrganizationId, TestFact, TestFactKind, TestRunState};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;

use super::{
    super::{domain::Connection, service::record_test, store as connections},
    entity::Model,
    service::Evidence,
    store,
};
use crate::{
    auth::{OrgScope, caller::RequestMeta},
    db::begin_write,
    problem::ApiError,
    state::AppState,
};

/// How long what belongs to the person stays in a run.
const PERSONAL: Duration = Duration::hours(24);
/// How far Auth0's record of a sign-in may be from the run's end.
const NEAR: Duration = Duration::minutes(2);

/// Ends runs that nobody came back from, and removes what belongs to people from old ones.
pub(crate) async fn keep_time(state: &AppState) -> Result<(), ApiError> {
    let now = state.clock.now();
    for run in store::overdue(&state.db, now).await? {
        time_out(state, &run, now).await?;
    }
    for run in store::with_personal_data(&state.db, now - PERSONAL).await? {
        let evidence = without_person(evidence_of(&run), now);
        store::forget(&state.db, run.id, json!(evidence)).await?;
    }
    Ok(())
}

async fn time_out(state: &AppState, run: &Model, now: DateTime<Utc>) -> Result<(), ApiError> {
    let scope = OrgScope::of_test_answer(OrganizationId::from_uuid(run.organization_id), RequestMeta::none());
    let transaction = begin_write(&state.db).await?;
    // Another replica, or the person's answer, may have been faster.
    if !store::time_out(&transaction, run.id, now).await? {
        return Ok(());
    }
    let revision = u32::try_from(run.revision).unwrap_or(0);
    let connection = ConnectionId::from_uuid(run.connection_id);
    record_test(&transaction, state, &scope, connection, revision, TestRunState::TimedOut).await?;
    transaction.commit().await?;
    Ok(())
}

fn evidence_of(run: &Model) -> Evidence {
    serde_json::from_value(run.evidence.clone()).unwrap_or_default()
}

/// The same without anything about the person: which claims came stays, what they said goes.
fn without_person(evidence: Evidence, now: DateTime<Utc>) -> Evidence {
    let mut evidence = Evidence { subject: None, personal_data_removed_at: Some(now), ..evidence };
    for claim in &mut evidence.claims {
        claim.received = None;
    }
    evidence.facts.retain(|fact| fact.kind != TestFactKind::NameId);
    if let Some(explanation) = &mut evidence.explanation {
        explanation.raw = None;
    }
    evidence
}

/// What Auth0's log says of a test sign-in.
pub(crate) struct Logged {
    pub(crate) at: DateTime<Utc>,
    pub(crate) succeeded: bool,
    pub(crate) log_id: String,
    /// The SHA-1 of the certificate that had signed the answer.
    pub(crate) thumbprint: Option<String>,
}

/// Adds to the run that a log record is about what only the log knows.
pub(crate) async fn logged(
    db: &impl ConnectionTrait,
    connection: ConnectionId,
    logged: &Logged,
) -> Result<(), DbErr> {
    let Some(connection) = connections::get_for_job(db, connection).await.ok().flatten() else {
        return Ok(());
    };
    let outcome = if logged.succeeded { "succeeded" } else { "failed" };
    let runs = store::ended_near(db, connection.id, (logged.at - NEAR, logged.at + NEAR)).await?;
    let is_it = |run: &Model| {
        // A sign-in that Auth0 let through may have failed here, for what it lacked.
        let fits = run.state == outcome || (logged.succeeded && run.state == "failed");
        fits && evidence_of(run).log_id.is_none()
    };
    let Some(run) = runs.iter().find(|run| is_it(run)) else { return Ok(()) };
    let mut evidence = evidence_of(run);
    evidence.log_id = Some(logged.log_id.clone());
    evidence.facts.extend(logged.thumbprint.as_deref().map(|print| signed_with(&connection, print)));
    store::add_evidence(db, run.id, json!(evidence)).await
}

fn signed_with(connection: &Connection, thumbprint: &str) -> TestFact {
    let bare = |print: &str| print.replace(':', "").to_ascii_lowercase();
    let certificates = connection.settings.saml().map(|saml| saml.metadata.certificates.as_slice());
    let certificates = certificates.unwrap_or_default();
    let known = certificates.iter().find(|one| bare(&one.sha1) == bare(thumbprint));
    let (received, verdict) = match known {
        Some(one) => {
            (format!("{}, until {}", one.subject, one.not_after.format("%Y-%m-%d")), FactVerdict::Agrees)
        }
        None => (bare(thumbprint), FactVerdict::Differs),
    };
    let expected = certificates.first().map(|one| one.subject.clone());
    TestFact { kind: TestFactKind::SigningCertificate, expected, received: Some(received), verdict }
}

#[cfg(test)]
mod tests {
    use api::TestClaim;

    use super::{super::super::domain::State, *};

    #[test]
    fn what_belongs_to_the_person_goes_and_what_came_stays() {
        let claim = TestClaim {
            name: "email".to_owned(),
            received: Some("jane@globex.example".to_owned()),
            came: true,
            required: true,
            suggestion: None,
        };
        let name_id = TestFact {
            kind: TestFactKind::NameId,
            expected: None,
            received: Some("jane@globex.example".to_owned()),
            verdict: FactVerdict::Told,
        };
        let full = Evidence {
            subject: Some("jane@globex.example".to_owned()),
            claims: vec![claim],
            facts: vec![name_id],
            explanation: Some(idp::unknown("User jane@globex.example is not there")),
            ..Evidence::default()
        };
        let left = without_person(full, DateTime::UNIX_EPOCH);
        assert!(!json!(left).to_string().contains("jane"), "{left:?}");
        assert!(left.claims[0].came && left.personal_data_removed_at.is_some());
    }

    #[test]
    fn a_certificate_is_told_by_name_when_it_is_one_of_ours() {
        let connection = Connection::complete_for_test(State::Configured);
        assert_eq!(signed_with(&connection, "00").verdict, FactVerdict::Agrees);
        let other = signed_with(&connection, "AB:CD");
        assert_eq!((other.verdict, other.received.as_deref()), (FactVerdict::Differs, Some("abcd")));
    }
}
