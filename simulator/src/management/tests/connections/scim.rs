//! SCIM configurations and their tokens.

use chrono::TimeDelta;
use serde_json::json;

use super::{super::World, make, plain_openid};

#[actix_web::test]
async fn a_configuration_lives_as_long_as_its_connection() {
    let world = World::start().await;
    let id = make(&world, "customer", "okta", plain_openid()).await;
    let path = format!("/connections/{id}/scim-configuration");
    assert_eq!(world.get(&path).await.refused(404), "Not Found");
    let made = world.post(&path, json!({})).await.expect(201);
    assert_eq!(
        (made["mapping"].as_array().unwrap().len(), &made["user_id_attribute"]),
        (32, &json!("externalId"))
    );
    world.post(&path, json!({})).await.expect(400);
    let mapping = json!([{ "auth0": "email", "scim": "userName" }]);
    let wish = json!({ "user_id_attribute": "userName", "mapping": mapping });
    assert_eq!(world.patch(&path, wish).await.expect(200)["mapping"], mapping);
    world.patch(&path, json!({ "mapping": mapping })).await.expect(400);
    let all = world.get("/connections-scim-configurations").await.expect(200);
    assert_eq!(all["scim_configurations"][0]["connection_id"], json!(id));
    world.delete(&path).await.expect(204);
    assert_eq!(
        world.get("/connections-scim-configurations").await.expect(200),
        json!({ "scim_configurations": [] })
    );
}

#[actix_web::test]
async fn what_scim_cannot_serve_is_refused() {
    let world = World::start().await;
    let people = make(&world, "people", "auth0", json!({})).await;
    let refused = world.post(&format!("/connections/{people}/scim-configuration"), json!({})).await;
    assert!(refused.refused(404).starts_with("This connection type does not support SCIM."));
    let common =
        make(&world, "common", "waad", json!({ "client_id": "id", "useCommonEndpoint": true })).await;
    let refused = world.post(&format!("/connections/{common}/scim-configuration"), json!({})).await;
    assert!(refused.refused(400).contains("common endpoint"));
    let id = make(&world, "customer", "oidc", plain_openid()).await;
    let doubled = json!({ "mapping": [{ "auth0": "a", "scim": "x" }, { "auth0": "b", "scim": "x" }] });
    let refused = world.post(&format!("/connections/{id}/scim-configuration"), doubled).await;
    assert_eq!(refused.refused(400), "Invalid mapping provided");
}

#[actix_web::test]
async fn a_token_is_shown_once_and_there_are_two_at_most() {
    let world = World::start().await;
    let id = make(&world, "customer", "okta", plain_openid()).await;
    let configuration = format!("/connections/{id}/scim-configuration");
    let path = format!("{configuration}/tokens");
    world.post(&path, json!({ "scopes": ["get:users"] })).await.expect(404);
    world.post(&configuration, json!({})).await.expect(201);
    let first =
        world.post(&path, json!({ "scopes": ["get:users"], "token_lifetime": 901 })).await.expect(201);
    let secret = first["token"].as_str().unwrap();
    world.running.tenant.write(|state| {
        let connection = state.connections.get_mut(&id).unwrap();
        let scim = connection.scim.as_mut().unwrap();
        let now = first["created_at"].as_str().unwrap().parse().unwrap();
        assert!(scim.token_mut(secret, now).unwrap().may("get:users"));
        assert!(scim.token_mut(secret, now + TimeDelta::seconds(902)).is_none());
        assert!(scim.token_mut("tok_other.0", now).is_none());
    });
    world.post(&path, json!({ "token_lifetime": 900 })).await.expect(400);
    world.post(&path, json!({ "scopes": ["post:users"] })).await.expect(201);
    let third = world.post(&path, json!({ "scopes": ["post:users"] })).await;
    assert_eq!(third.refused(409), "Maximum of 2 tokens already issued for this connection");
    let listed = world.get(&path).await.expect(200);
    assert!(listed.as_array().unwrap().iter().all(|token| token.get("token").is_none()));
    let gone = format!("{path}/{}", first["token_id"].as_str().unwrap());
    world.delete(&gone).await.expect(204);
    assert_eq!(world.get(&path).await.expect(200).as_array().unwrap().len(), 1);
}
