//! Steps that undo themselves, on a real database and a clock that is moved by hand.

use std::sync::{Arc, Mutex};

use api::{Activate, ConnectionId, JobId, Rollout};
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    super::{
        domain::{Connection, State},
        service::activate,
        store,
    },
    service::confirm,
    sync,
};
use crate::{
    auth::{OrgScope, caller::RequestMeta},
    clock::Clock,
    jobs::worker::Progress,
    organizations,
    state::AppState,
};

struct Hand(Mutex<DateTime<Utc>>);

impl Clock for Hand {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl Hand {
    fn move_on(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

struct Stage {
    state: AppState,
    scope: OrgScope,
    clock: Arc<Hand>,
    id: ConnectionId,
    _folder: tempfile::TempDir,
}

/// A tested connection that was activated with a quarter of an hour to confirm.
async fn activated() -> Stage {
    let (mut state, folder) = AppState::for_test().await;
    let clock = Arc::new(Hand(Mutex::new(DateTime::from_timestamp(1_000_000, 0).unwrap())));
    state.clock = clock.clone();
    let organization = organizations::for_test(&state, 1, "globex").await;
    let scope = OrgScope::of_test_answer(organization, RequestMeta::none());
    let id = ConnectionId::from_uuid(Uuid::from_u128(10));
    let tested = Connection {
        id,
        organization,
        tested_revision: Some(2),
        ..Connection::complete_for_test(State::Tested)
    };
    store::insert(&state.db, &tested).await.unwrap();
    let wish = Activate {
        rollout: Rollout::Everyone,
        pilot_emails: Vec::new(),
        acknowledge: Vec::new(),
        auto_revert_after: Some("PT15M".to_owned()),
        replaces: None,
    };
    activate(&state, &scope, id, wish).await.unwrap();
    Stage { state, scope, clock, id, _folder: folder }
}

impl Stage {
    async fn now(&self) -> Connection {
        store::get(&self.state.db, &self.scope, self.id).await.unwrap()
    }

    /// What a worker does when the watch is due.
    async fn look(&self) {
        let progress = Progress { job: JobId::from_uuid(Uuid::from_u128(99)) };
        // Auth0 does not answer here: what is due undoes itself all the same.
        let _ = sync::run(&self.state, &progress, self.id).await;
    }
}

#[tokio::test]
async fn a_step_that_nobody_confirms_undoes_itself_once_also_when_auth0_does_not_answer() {
    let stage = activated().await;
    stage.clock.move_on(Duration::minutes(14));
    stage.look().await;
    assert!(stage.now().await.state.is_live());
    stage.clock.move_on(Duration::minutes(1));
    stage.look().await;
    let back = stage.now().await;
    assert_eq!((&back.state, &back.watch), (&State::Tested, &None));
    // Another replica, or this one after a crash: there is nothing left to undo.
    stage.look().await;
    assert_eq!(stage.now().await, back);
}

#[tokio::test]
async fn a_confirmed_step_holds() {
    let stage = activated().await;
    confirm(&stage.state, &stage.scope, stage.id).await.unwrap();
    stage.clock.move_on(Duration::days(2));
    stage.look().await;
    assert!(stage.now().await.state.is_live());
    assert!(confirm(&stage.state, &stage.scope, stage.id).await.is_err());
}

#[tokio::test]
async fn a_word_that_comes_at_the_same_moment_is_not_overwritten() {
    let stage = activated().await;
    let seen = stage.now().await;
    confirm(&stage.state, &stage.scope, stage.id).await.unwrap();
    let undone = Connection { state: State::Tested, watch: None, ..seen.clone() };
    let change = super::super::service::Change {
        before: Some(&seen),
        after: undone,
        new_revision: false,
        reaches_auth0: true,
        told: super::super::service::Told { action: "connection.reverted", summary: String::new() },
    };
    assert!(super::super::service::write(&stage.state, &stage.scope, change).await.is_err());
    assert!(stage.now().await.state.is_live());
}
