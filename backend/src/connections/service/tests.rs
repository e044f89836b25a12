//! Changes on a real database: together or not at all, and within one organization.

use api::{ConnectionId, JobId, OrganizationId, ProblemCode, SyncState, TestRunState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::*;
use crate::{
    auth::{ListScope, OrgScope, caller::RequestMeta},
    connections::{
        domain::{Connection, State},
        store, sync,
    },
    db::begin_write,
    http::list::Window,
    jobs, organizations,
    state::AppState,
};

const ALL: Window = Window { limit: 100, after: None };

struct Stage {
    state: AppState,
    scope: OrgScope,
    stranger: OrgScope,
    _folder: tempfile::TempDir,
}

fn scope_of(organization: OrganizationId) -> OrgScope {
    OrgScope::of_test_answer(organization, RequestMeta::none())
}

async fn stage() -> Stage {
    let (state, folder) = AppState::for_test().await;
    let own = organizations::for_test(&state, 1, "globex").await;
    let other = organizations::for_test(&state, 2, "initech").await;
    Stage { scope: scope_of(own), stranger: scope_of(other), state, _folder: folder }
}

impl Stage {
    /// A connection that could be configured.
    async fn complete(&self, number: u128, organization: OrganizationId, state: State) -> ConnectionId {
        let id = ConnectionId::from_uuid(Uuid::from_u128(number));
        let connection = Connection {
            id,
            organization,
            upstream_name: format!("c-{number}"),
            ..Connection::complete_for_test(state)
        };
        store::insert(&self.state.db, &connection).await.unwrap();
        id
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM {table}");
        let statement = sea_orm::Statement::from_string(self.state.db.get_database_backend(), sql);
        self.state.db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
    }

    async fn sync(&self, id: ConnectionId) -> api::Sync {
        get(&self.state, &self.scope, id).await.unwrap().sync
    }

    fn rename(name: &str) -> Edit {
        Edit { display_name: Some(name.to_owned()), given: None, secret: None, options: None }
    }
}

#[tokio::test]
async fn a_change_leaves_its_job_its_change_and_its_audit_event() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Draft).await;
    let job = configure(&stage.state, &stage.scope, id).await.unwrap();
    assert_eq!((stage.sync(id).await.state, stage.sync(id).await.job_id), (SyncState::Pending, Some(job)));
    assert_eq!(
        (stage.count("jobs").await, stage.count("changes").await, stage.count("audit_events").await),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_nothing() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Configured).await;
    let seen = see(&stage.state, &stage.scope, id).await.unwrap();
    update(
        &stage.state,
        &stage.scope,
        see(&stage.state, &stage.scope, id).await.unwrap(),
        Stage::rename("First"),
    )
    .await
    .unwrap();
    let refused = update(&stage.state, &stage.scope, seen, Stage::rename("Second")).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::PreconditionFailed);
    assert_eq!(get(&stage.state, &stage.scope, id).await.unwrap().display_name, "First");
    assert_eq!(
        (stage.count("jobs").await, stage.count("changes").await, stage.count("audit_events").await),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn an_order_that_is_rolled_back_was_never_given() {
    let stage = stage().await;
    let order = jobs::outbox::Order {
        kind: api::JobKind::SyncConnection,
        object: Uuid::from_u128(10),
        organization: None,
    };
    let transaction = begin_write(&stage.state.db).await.unwrap();
    jobs::outbox::enqueue(&transaction, &stage.state, order).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(stage.count("jobs").await, 0);
}

#[tokio::test]
async fn changes_while_a_job_waits_share_it() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Draft).await;
    let first = configure(&stage.state, &stage.scope, id).await.unwrap();
    assert_eq!(configure(&stage.state, &stage.scope, id).await.unwrap(), first);
    assert_eq!((stage.count("jobs").await, stage.count("changes").await), (1, 2));
}

#[tokio::test]
async fn two_people_at_the_same_moment_share_one_job_and_do_not_overwrite_each_other() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Configured).await;
    let rename = |name: &'static str| {
        let (state, scope) = (stage.state.clone(), stage.scope.clone());
        tokio::spawn(async move {
            let seen = see(&state, &scope, id).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            update(&state, &scope, seen, Stage::rename(name)).await.map_err(|error| error.code)
        })
    };
    let mut answers = Vec::new();
    for task in [rename("A"), rename("B"), rename("C"), rename("D")] {
        answers.push(task.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let refused = |answer: &Result<_, ProblemCode>| *answer == Err(ProblemCode::PreconditionFailed);
    assert_eq!(answers.iter().filter(|answer| refused(answer)).count(), 3, "{answers:?}");
    assert_eq!((stage.count("jobs").await, stage.count("audit_events").await), (1, 1));
}

#[tokio::test]
async fn another_organization_finds_nothing_and_changes_nothing() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Draft).await;
    let refusals = [
        get(&stage.state, &stage.stranger, id).await.map(drop).unwrap_err(),
        configure(&stage.state, &stage.stranger, id).await.map(drop).unwrap_err(),
        disable(&stage.state, &stage.stranger, id, api::Disable::default()).await.map(drop).unwrap_err(),
        service_provider(&stage.state, &stage.stranger, id).await.map(drop).unwrap_err(),
    ];
    assert!(refusals.iter().all(|refusal| refusal.code == ProblemCode::NotFound), "{refusals:?}");
    assert!(list(&stage.state, &stage.stranger, None, ALL).await.unwrap().is_empty());
    // Even with the whole object in hand.
    let seen = see(&stage.state, &stage.scope, id).await.unwrap();
    let refused = update(&stage.state, &stage.stranger, seen, Stage::rename("Theirs")).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::NotFound);
    assert_eq!((stage.count("jobs").await, stage.count("audit_events").await), (0, 0));
}

#[tokio::test]
async fn what_is_decided_about_a_job_is_told_on_its_connection() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Draft).await;
    let job = configure(&stage.state, &stage.scope, id).await.unwrap();
    jobs::service::cancel(&stage.state, &ListScope::All, job).await.unwrap();
    assert_eq!(stage.sync(id).await.state, SyncState::Failed);

    let job = configure(&stage.state, &stage.scope, id).await.unwrap();
    sync::gave_up(&stage.state, job, id, "It cannot be done.").await.unwrap();
    let failed = sea_orm::Statement::from_sql_and_values(
        stage.state.db.get_database_backend(),
        "UPDATE jobs SET state = 'failed' WHERE id = $1",
        [job.uuid().into()],
    );
    stage.state.db.execute_raw(failed).await.unwrap();
    assert_eq!(stage.sync(id).await.last_error.as_deref(), Some("It cannot be done."));
    jobs::service::retry(&stage.state, &ListScope::All, job).await.unwrap();
    // A draft whose job is tried again has to reach Auth0 again.
    assert_eq!((stage.sync(id).await.state, stage.sync(id).await.job_id), (SyncState::Pending, Some(job)));
}

#[tokio::test]
async fn who_gives_up_an_old_job_says_nothing_of_the_new_one() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Draft).await;
    configure(&stage.state, &stage.scope, id).await.unwrap();
    let old = JobId::from_uuid(Uuid::from_u128(99));
    sync::gave_up(&stage.state, old, id, "It cannot be done.").await.unwrap();
    assert_eq!(stage.sync(id).await.state, SyncState::Pending);
}

#[tokio::test]
async fn a_pass_counts_for_the_revision_that_was_tested() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Configured).await;
    let current = get(&stage.state, &stage.scope, id).await.unwrap().revision;
    for (revision, outcome, expected) in [
        (current - 1, TestRunState::Succeeded, None),
        (current, TestRunState::Failed, None),
        (current, TestRunState::Succeeded, Some(current)),
    ] {
        let transaction = begin_write(&stage.state.db).await.unwrap();
        record_test(&transaction, &stage.state, &stage.scope, id, revision, outcome).await.unwrap();
        transaction.commit().await.unwrap();
        let now = get(&stage.state, &stage.scope, id).await.unwrap();
        assert_eq!(now.tested_revision, expected);
        assert_eq!(now.state == api::ConnectionState::Tested, expected.is_some());
    }
}

#[tokio::test]
async fn an_entity_id_is_looked_for_in_every_organization() {
    let stage = stage().await;
    let id = stage.complete(10, stage.scope.organization(), State::Draft).await;
    let find =
        async || store::other_with_entity_id(&stage.state.db, id, "https://idp.example").await.unwrap();
    assert_eq!(find().await, None);
    stage
        .complete(
            11,
            stage.stranger.organization(),
            State::Active { rollout: api::Rollout::Everyone, pilot_emails: Vec::new() },
        )
        .await;
    assert_eq!(find().await.map(|other| other.organization), Some(stage.stranger.organization()));
}

#[tokio::test]
async fn saving_what_is_there_already_orders_nothing() {
    let stage = stage().await;
    let id = stage
        .complete(
            10,
            stage.scope.organization(),
            State::Active { rollout: api::Rollout::Everyone, pilot_emails: Vec::new() },
        )
        .await;
    let seen = see(&stage.state, &stage.scope, id).await.unwrap();
    let name = seen.wire().display_name.clone();
    update(&stage.state, &stage.scope, seen, Stage::rename(&name)).await.unwrap();
    assert_eq!((stage.count("jobs").await, stage.count("audit_events").await), (0, 0));
}
