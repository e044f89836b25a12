//! Taking places and giving them back, on a real database and a clock that is moved by hand.

use std::sync::{Arc, Mutex};

use api::{Activate, ConnectionId, DeleteMode, Disable, JobId, ProblemCode, Replaces, Rollout};
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::super::{
    activation,
    domain::{BreakGlass, Connection, State},
    service as connections, store,
};
use super::{retiring::Overdue, service::restore};
use crate::{
    auth::{OrgScope, caller::RequestMeta},
    clock::Clock,
    jobs::worker::Progress,
    organizations,
    problem::ApiError,
    state::AppState,
};

struct Hand(Mutex<DateTime<Utc>>);

impl Clock for Hand {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

struct Stage {
    state: AppState,
    scope: OrgScope,
    clock: Arc<Hand>,
    _folder: tempfile::TempDir,
}

const OLD: u128 = 10;
const NEW: u128 = 11;
const THIRD: u128 = 12;

fn id(number: u128) -> ConnectionId {
    ConnectionId::from_uuid(Uuid::from_u128(number))
}

fn everyone() -> State {
    State::Active { rollout: Rollout::Everyone, pilot_emails: Vec::new() }
}

fn pilot() -> State {
    State::Active { rollout: Rollout::Pilot, pilot_emails: vec!["a@x.example".to_owned()] }
}

/// An old connection for everyone, and a new one in this state.
async fn stage(new: State) -> Stage {
    let (mut state, folder) = AppState::for_test().await;
    let clock = Arc::new(Hand(Mutex::new(DateTime::from_timestamp(1_000_000, 0).unwrap())));
    state.clock = clock.clone();
    let organization = organizations::for_test(&state, 1, "globex").await;
    let scope = OrgScope::of_test_answer(organization, RequestMeta::none());
    for (number, of) in [(OLD, everyone()), (NEW, new), (THIRD, everyone())] {
        let connection = Connection {
            id: id(number),
            organization,
            display_name: format!("N{number}"),
            upstream_name: format!("n-{number}"),
            tested_revision: Some(2),
            ..Connection::complete_for_test(of)
        };
        store::insert(&state.db, &connection).await.unwrap();
    }
    Stage { state, scope, clock, _folder: folder }
}

fn wish(old: u128, confirm: bool) -> Activate {
    Activate {
        rollout: Rollout::Everyone,
        pilot_emails: Vec::new(),
        acknowledge: Vec::new(),
        auto_revert_after: confirm.then(|| "PT15M".to_owned()),
        replaces: Some(Replaces { connection_id: id(old), keep_days: 14 }),
    }
}

impl Stage {
    async fn now(&self, number: u128) -> Connection {
        store::get(&self.state.db, &self.scope, id(number)).await.unwrap()
    }

    async fn activate(&self, new: u128, wish: Activate) -> Result<(), ApiError> {
        connections::activate(&self.state, &self.scope, id(new), wish).await.map(drop)
    }

    /// What a worker does when a connection is looked after.
    async fn look(&self, number: u128) {
        let progress = Progress { job: JobId::from_uuid(Uuid::from_u128(99)) };
        let _ = activation::sync::run(&self.state, &progress, id(number)).await;
    }

    async fn retires(&self) -> bool {
        self.now(OLD).await.is_replaced_by(id(NEW))
    }
}

#[tokio::test]
async fn whatever_takes_the_new_connection_away_gives_the_old_one_back() {
    for end in 0..4 {
        let stage = stage(pilot()).await;
        stage.activate(NEW, wish(OLD, false)).await.unwrap();
        assert!(stage.retires().await && !stage.now(OLD).await.has_button());
        let (state, scope) = (&stage.state, &stage.scope);
        match end {
            0 => {
                let by_name = Disable { leave_no_way_in_to: Some("globex".to_owned()) };
                connections::disable(state, scope, id(NEW), by_name).await.map(drop).unwrap();
            }
            1 => {
                let seen = connections::see(state, scope, id(NEW)).await.unwrap();
                let typed = Some("globex".to_owned());
                connections::delete(state, scope, seen, (DeleteMode::Detach, typed)).await.unwrap();
            }
            2 => {
                let pilot = Activate {
                    rollout: Rollout::Pilot,
                    pilot_emails: vec!["a@x.example".to_owned()],
                    replaces: None,
                    ..wish(OLD, false)
                };
                stage.activate(NEW, pilot).await.unwrap();
            }
            _ => restore(state, scope, id(OLD)).await.map(drop).unwrap(),
        }
        let old = stage.now(OLD).await;
        assert!(old.has_button() && !stage.now(NEW).await.has_button(), "{end}");
        assert!(matches!(old.sync, super::super::domain::Sync::Pending { .. }), "{end}: Auth0 learns of it");
    }
}

#[tokio::test]
async fn a_move_that_nobody_confirms_is_undone_for_both() {
    for before in [State::Tested, pilot(), everyone()] {
        let stage = stage(before.clone()).await;
        stage.activate(NEW, wish(OLD, true)).await.unwrap();
        *stage.clock.0.lock().unwrap() += Duration::minutes(15);
        stage.look(NEW).await;
        assert_eq!(stage.now(NEW).await.state, before);
        assert!(stage.now(OLD).await.has_button());
    }
}

#[tokio::test]
async fn the_new_connection_goes_back_to_what_it_was_when_the_old_one_is_restored() {
    for before in [State::Tested, pilot(), everyone()] {
        let stage = stage(before.clone()).await;
        stage.activate(NEW, wish(OLD, false)).await.unwrap();
        restore(&stage.state, &stage.scope, id(OLD)).await.unwrap();
        assert_eq!((stage.now(NEW).await.state, stage.retires().await), (before, false));
        let again = restore(&stage.state, &stage.scope, id(OLD)).await.unwrap_err();
        assert_eq!(again.code, ProblemCode::InvalidState);
    }
}

#[tokio::test]
async fn what_cannot_be_replaced_is_refused_and_nothing_is_done() {
    let stage = stage(State::Tested).await;
    let refused = |wish| {
        let stage = &stage;
        async move { stage.activate(NEW, wish).await.unwrap_err().code }
    };
    let days = |keep_days| Activate {
        replaces: Some(Replaces { connection_id: id(OLD), keep_days }),
        ..wish(OLD, false)
    };
    for (wish, code) in [
        (wish(NEW, false), ProblemCode::InvalidRequest),
        (wish(99, false), ProblemCode::InvalidRequest),
        (days(0), ProblemCode::InvalidRequest),
        (days(91), ProblemCode::InvalidRequest),
        (
            Activate { rollout: Rollout::Pilot, pilot_emails: vec!["a".into()], ..wish(OLD, false) },
            ProblemCode::InvalidRequest,
        ),
    ] {
        assert_eq!(refused(wish.clone()).await, code, "{wish:?}");
    }
    assert_eq!(stage.now(NEW).await.state, State::Tested);

    stage.activate(NEW, wish(OLD, false)).await.unwrap();
    for (new, old) in [(THIRD, OLD), (THIRD, NEW), (OLD, THIRD)] {
        let refused = stage.activate(new, wish(old, false)).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::InvalidState, "{new} for {old}");
    }
}

#[tokio::test]
async fn the_time_to_keep_counts_from_the_step_and_ends_nothing_before() {
    let stage = stage(State::Tested).await;
    stage.activate(NEW, wish(OLD, false)).await.unwrap();
    let until = stage.now(OLD).await.retiring.unwrap().until;
    assert_eq!(until, stage.clock.now() + Duration::days(14));
    *stage.clock.0.lock().unwrap() += Duration::days(14) - Duration::seconds(1);
    stage.look(OLD).await;
    assert!(stage.retires().await);
    // One that Auth0 does not have lets nobody in: nothing stands in the way.
    *stage.clock.0.lock().unwrap() += Duration::seconds(1);
    stage.look(OLD).await;
    let ended = stage.now(OLD).await;
    assert_eq!((ended.state, ended.retiring, ended.revision), (State::Disabled, None, 2));
}

#[tokio::test]
async fn what_an_enforced_connection_keeps_for_the_emergency_stays_when_its_time_is_over() {
    let stage = stage(State::Tested).await;
    stage.activate(NEW, wish(OLD, false)).await.unwrap();
    let write = async |number, change: fn(Connection) -> Connection| {
        let seen = stage.now(number).await;
        store::update(&stage.state.db, &stage.scope, &seen, &change(seen.clone())).await.unwrap();
    };
    write(OLD, |old| Connection { upstream_id: Some("con_old".to_owned()), ..old }).await;
    write(NEW, |new| {
        let break_glass = BreakGlass {
            user_id: "samlp|1".to_owned(),
            person: "owner@x.example".to_owned(),
            way_in: "con_old".to_owned(),
            way_in_name: "n-10".to_owned(),
        };
        Connection { state: State::Enforced(break_glass), ..new }
    })
    .await;
    *stage.clock.0.lock().unwrap() += Duration::days(14);
    stage.look(OLD).await;
    let kept = stage.now(OLD).await;
    assert_eq!(kept.retiring.and_then(|kept| kept.overdue), Some(Overdue::Emergency));
    assert_eq!(kept.state, everyone());
}
