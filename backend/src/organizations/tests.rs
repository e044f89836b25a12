//! The mirror keeps what it knows, and touches only what has changed.

use api::OrganizationId;
use chrono::DateTime;
use uuid::Uuid;

use super::{entity::Model, store};
use crate::state::AppState;

fn row(state: &AppState, number: u128, name: &str) -> Model {
    let at = DateTime::from_timestamp(1_000_000, 0).unwrap();
    Model {
        id: Uuid::from_u128(number),
        tenant_id: state.tenant.id.uuid(),
        upstream_id: format!("org_{name}"),
        name: name.to_owned(),
        display_name: name.to_uppercase(),
        branding: serde_json::json!({ "logo_url": null, "primary_color": null }),
        member_count: None,
        counted_at: None,
        created_at: at,
        updated_at: at,
    }
}

/// An organization in the mirror.
pub(crate) async fn for_test(state: &AppState, number: u128, name: &str) -> OrganizationId {
    store::mirror(&state.db, row(state, number, name)).await.unwrap();
    OrganizationId::from_uuid(Uuid::from_u128(number))
}

async fn all(state: &AppState) -> Vec<Model> {
    let window = crate::http::list::Window { limit: 100, after: None };
    store::list(&state.db, &crate::auth::ListScope::All, None, window).await.unwrap()
}

#[tokio::test]
async fn an_organization_that_is_read_again_keeps_its_id_and_its_count() {
    let (state, _folder) = AppState::for_test().await;
    for_test(&state, 1, "globex").await;
    let before = all(&state).await;
    store::counted(&state.db, &before[0], Some(7), state.clock.now()).await.unwrap();
    let counted = all(&state).await;
    for_test(&state, 2, "globex").await;
    assert_eq!(all(&state).await, counted, "what is as before is not touched");

    let renamed = Model { display_name: "Globex Corporation".to_owned(), ..row(&state, 3, "globex") };
    store::mirror(&state.db, renamed).await.unwrap();
    let after = all(&state).await;
    assert_eq!((after.len(), after[0].id, after[0].member_count), (1, before[0].id, Some(7)));
    assert_eq!(after[0].display_name, "Globex Corporation");
}

#[tokio::test]
async fn who_was_never_counted_is_counted_first() {
    let (state, _folder) = AppState::for_test().await;
    for (number, name) in [(1, "a"), (2, "b"), (3, "c")] {
        for_test(&state, number, name).await;
    }
    let rows = all(&state).await;
    store::counted(&state.db, &rows[0], Some(1), rows[0].created_at).await.unwrap();
    let next = store::to_be_counted(&state.db, state.tenant.id, 10).await.unwrap();
    let names: Vec<_> = next.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names.len(), names[2]), (3, "a"));
}

#[tokio::test]
async fn the_filter_takes_a_name_as_it_is_written() {
    let (state, _folder) = AppState::for_test().await;
    for_test(&state, 1, "globex").await;
    let find = async |part: &str| {
        let window = crate::http::list::Window { limit: 100, after: None };
        store::list(&state.db, &crate::auth::ListScope::All, Some(part), window).await.unwrap().len()
    };
    assert_eq!((find("lobe").await, find("LOBE").await, find("%").await, find("g_o").await), (1, 1, 0, 0));
}
