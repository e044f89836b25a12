//! What a run has found is noted whatever else was written meanwhile.

use uuid::Uuid;

use super::*;
use crate::{auth::caller::RequestMeta, organizations};

async fn stage(connection: Connection) -> (AppState, OrgScope, Connection, tempfile::TempDir) {
    let (state, folder) = AppState::for_test().await;
    let organization = organizations::for_test(&state, 1, "globex").await;
    let id = ConnectionId::from_uuid(Uuid::from_u128(10));
    let connection = Connection { id, organization, ..connection };
    store::insert(&state.db, &connection).await.unwrap();
    (state, OrgScope::of_test_answer(organization, RequestMeta::none()), connection, folder)
}

fn pending(state: State) -> Connection {
    let sync =
        Sync::Pending { since: chrono::DateTime::UNIX_EPOCH, job: JobId::from_uuid(Uuid::from_u128(7)) };
    Connection { sync, ..Connection::complete_for_test(state) }
}

fn in_auth0() -> upstream_connections::Connection {
    serde_json::from_value(serde_json::json!({ "id": "con_1", "name": "x", "strategy": "samlp" })).unwrap()
}

fn has() -> Agreed {
    serde_json::from_value(serde_json::json!({ "display_name": "x" })).unwrap()
}

#[tokio::test]
async fn a_draft_is_configured_once_auth0_has_it() {
    let (state, scope, connection, _folder) = stage(pending(State::Draft)).await;
    record(&state, &connection, (&in_auth0(), has())).await.unwrap();
    let now = store::get(&state.db, &scope, connection.id).await.unwrap();
    assert_eq!((now.state, now.upstream_id.as_deref()), (State::Configured, Some("con_1")));
    assert!(matches!(now.sync, Sync::Agreed { .. }));
}

#[tokio::test]
async fn a_test_that_passes_while_a_run_is_under_way_is_kept_and_the_run_too() {
    let (state, scope, connection, _folder) = stage(pending(State::Configured)).await;
    store::record_pass(&state.db, &scope, connection.id, connection.revision, state.clock.now())
        .await
        .unwrap();
    record(&state, &connection, (&in_auth0(), has())).await.unwrap();
    let now = store::get(&state.db, &scope, connection.id).await.unwrap();
    assert_eq!((&now.state, now.is_tested()), (&State::Tested, true));
    assert!(matches!(now.sync, Sync::Agreed { .. }), "{:?}", now.sync);
}

#[tokio::test]
async fn what_was_decided_meanwhile_is_left_to_the_next_run() {
    let (state, scope, connection, _folder) = stage(pending(State::Configured)).await;
    let decided =
        Connection { generation: connection.generation + 1, state: State::Disabled, ..connection.clone() };
    store::update(&state.db, &scope, &connection, &decided).await.unwrap();
    record(&state, &connection, (&in_auth0(), has())).await.unwrap();
    let now = store::get(&state.db, &scope, connection.id).await.unwrap();
    assert_eq!((now.state, now.upstream_id.as_deref()), (State::Disabled, Some("con_1")));
    assert!(matches!(now.sync, Sync::Pending { .. }), "{:?}", now.sync);
}

#[tokio::test]
async fn the_secret_is_forgotten_once_auth0_has_it() {
    let secret = Secret {
        sealed: Some("k.x".to_owned()),
        set_at: Some(chrono::DateTime::UNIX_EPOCH),
        expires_at: None,
    };
    let (state, scope, connection, _folder) = stage(Connection { secret, ..pending(State::Draft) }).await;
    record(&state, &connection, (&in_auth0(), has())).await.unwrap();
    let now = store::get(&state.db, &scope, connection.id).await.unwrap();
    assert_eq!((now.secret.sealed, now.secret.set_at.is_some()), (None, true));
}
