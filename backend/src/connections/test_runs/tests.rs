//! Of a person's runs the newest counts; another person's is left alone.

use api::{Actor, ConnectionId};
use serde_json::json;
use uuid::Uuid;

use super::{entity::Model, service::Evidence, store};
use crate::{
    auth::{OrgScope, caller::RequestMeta},
    connections::{
        domain::{Connection, State},
        store as connections,
    },
    http::list::Window,
    organizations,
    state::AppState,
};

fn actor(id: &str) -> Actor {
    Actor { kind: "person".to_owned(), id: id.to_owned(), name: None }
}

fn run(connection: &Connection, number: u128, person: &str) -> Model {
    Model {
        id: Uuid::from_u128(number),
        organization_id: connection.organization.uuid(),
        connection_id: connection.id.uuid(),
        revision: 2,
        state: store::PENDING.to_owned(),
        state_hash: format!("hash {number}"),
        verifier_sealed: String::new(),
        nonce: String::new(),
        started_by: json!(actor(person)),
        evidence: json!(Evidence::default()),
        created_at: connection.created_at,
        expires_at: connection.created_at,
        finished_at: None,
        forgotten: false,
    }
}

/// A run of the current revision by whoever acts, ended now.
pub(in crate::connections) async fn ended_for_test(
    db: &impl sea_orm::ConnectionTrait,
    state: &AppState,
    scope: &OrgScope,
    (connection, passed): (&Connection, bool),
) -> Result<(), sea_orm::DbErr> {
    let id = state.ids.uuid();
    let now = state.clock.now();
    let ended = Model {
        id,
        revision: i32::try_from(connection.revision).unwrap(),
        state: if passed { "succeeded" } else { "failed" }.to_owned(),
        state_hash: id.to_string(),
        started_by: json!(scope.actor()),
        created_at: now,
        expires_at: now,
        finished_at: Some(now),
        ..run(connection, 1, "")
    };
    store::insert(db, ended).await
}

#[tokio::test]
async fn a_new_run_ends_the_persons_older_ones_and_nobody_elses() {
    let (state, _folder) = AppState::for_test().await;
    let organization = organizations::for_test(&state, 1, "globex").await;
    let id = ConnectionId::from_uuid(Uuid::from_u128(10));
    let connection = Connection { id, organization, ..Connection::for_test(State::Configured) };
    connections::insert(&state.db, &connection).await.unwrap();
    for (number, person) in [(1, "a"), (2, "b"), (3, "a")] {
        store::insert(&state.db, run(&connection, number, person)).await.unwrap();
    }
    store::supersede(&state.db, id, &actor("a"), state.clock.now()).await.unwrap();
    let scope = OrgScope::of_test_answer(organization, RequestMeta::none());
    let runs = store::list(&state.db, &scope, id, Window { limit: 10, after: None }).await.unwrap();
    let states: Vec<_> = runs.iter().map(|run| run.state.as_str()).collect();
    assert_eq!(states, [store::TIMED_OUT, store::PENDING, store::TIMED_OUT]);
}

#[tokio::test]
async fn a_run_ends_once() {
    let (state, _folder) = AppState::for_test().await;
    let organization = organizations::for_test(&state, 1, "globex").await;
    let id = ConnectionId::from_uuid(Uuid::from_u128(10));
    let connection = Connection { id, organization, ..Connection::for_test(State::Configured) };
    connections::insert(&state.db, &connection).await.unwrap();
    store::insert(&state.db, run(&connection, 1, "a")).await.unwrap();
    let end = async |outcome: &str| {
        let evidence = json!(Evidence::default());
        store::finish(&state.db, Uuid::from_u128(1), (outcome, evidence), state.clock.now()).await.unwrap()
    };
    assert_eq!((end("failed").await, end("succeeded").await), (true, false));
}
