//! Several tenants live in one process, each on its own port.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, token};

#[tokio::test]
async fn a_second_tenant_has_its_own_address_key_and_memory() {
    let world = World::start().await;
    let answer = world.admin(Method::POST, "tenants", json!({ "name": "second", "tier": "free" })).await;
    assert_eq!(answer.status(), 201);
    let second: Value = answer.json().await.unwrap();
    let issuer = second["issuer"].as_str().unwrap();
    assert_ne!(issuer, world.url(""));

    let token = token(&world.http, &second["management"]).await;
    let body = json!({ "name": "acme" });
    let created = world.http.post(format!("{issuer}api/v2/organizations")).bearer_auth(&token).json(&body);
    assert_eq!(created.send().await.unwrap().status(), 201);
    assert!(world.organizations().await.is_empty());
    // A token of one is nothing to the other.
    let foreign = world.http.get(world.url("api/v2/organizations")).bearer_auth(&token);
    assert_eq!(foreign.send().await.unwrap().status(), 401);

    let listed: Value = world.admin(Method::GET, "tenants", json!({})).await.json().await.unwrap();
    let names: Vec<&str> =
        listed.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["local", "second"]);
}

#[tokio::test]
async fn a_dropped_tenant_stops_answering_and_frees_its_name() {
    let world = World::start().await;
    let wish = json!({ "name": "brief" });
    let second: Value = world.admin(Method::POST, "tenants", wish.clone()).await.json().await.unwrap();
    assert_eq!(world.admin(Method::POST, "tenants", wish.clone()).await.status(), 409);
    assert_eq!(world.admin(Method::DELETE, "tenants/brief", json!({})).await.status(), 204);
    let probe = format!("{}.well-known/jwks.json", second["issuer"].as_str().unwrap());
    for attempt in 0.. {
        // A client of its own each time, so that no open connection is used again.
        if reqwest::Client::new().get(&probe).send().await.is_err() {
            break;
        }
        assert!(attempt < 100, "it still answers");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(world.admin(Method::POST, "tenants", wish).await.status(), 201);
    assert_eq!(world.admin(Method::DELETE, "tenants/unknown", json!({})).await.status(), 404);
    assert_eq!(world.admin(Method::DELETE, "tenants/local", json!({})).await.status(), 409);
}

#[tokio::test]
async fn a_name_that_would_not_fit_into_an_entity_id_is_refused() {
    let world = World::start().await;
    for name in ["", "Upper", "a:b", &"x".repeat(64)] {
        let answer = world.admin(Method::POST, "tenants", json!({ "name": name })).await;
        assert_eq!(answer.status(), 400, "{name:?}");
    }
}
