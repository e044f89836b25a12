//! A tenant's memory can be carried elsewhere.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn an_exported_memory_makes_another_tenant_the_same_at_its_own_address() {
    let (one, other) = (World::start().await, World::start().await);
    one.create_organization("acme").await;
    let exported: Value = one.admin(Method::GET, "state", json!({})).await.json().await.unwrap();
    assert_eq!(other.admin(Method::PUT, "state", exported.clone()).await.status(), 204);

    // What the other one's clients knew is gone: it signs with the imported key now.
    assert_eq!(other.get("organizations").await.status(), 401);
    let announced = serde_json::to_value(other.running.announcement()).unwrap();
    assert_eq!(announced["management"]["client_id"], exported["management_client"]);
    assert_eq!(announced["management"]["audience"], other.url("api/v2/"));
    let token = crate::world::token(&other.http, &announced["management"]).await;
    let other = World { token, ..other };
    assert_eq!(other.organizations().await, ["acme"]);
}

#[tokio::test]
async fn what_is_not_a_memory_changes_nothing() {
    let world = World::start().await;
    world.create_organization("acme").await;
    assert_eq!(world.admin(Method::PUT, "state", json!({ "organizations": [] })).await.status(), 400);
    assert_eq!(world.organizations().await, ["acme"]);
}
