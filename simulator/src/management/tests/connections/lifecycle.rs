//! Names, realms, limits, what only some callers see, and the end of a connection.

use serde_json::json;

use crate::{budget::Tier, tenant::model::Connection};

use super::{super::World, make, plain_openid};

#[actix_web::test]
async fn a_deleted_name_comes_free_when_the_users_are_purged() {
    let world = World::start().await;
    let id = make(&world, "customer", "auth0", json!({})).await;
    let path = format!("/connections/{id}");
    assert!(world.delete(&path).await.expect(202)["deleted_at"].is_string());
    world.get(&path).await.expect(404);
    world.delete(&path).await.expect(204);
    let wish = json!({ "name": "customer", "strategy": "auth0" });
    let refused = world.post("/connections", wish.clone()).await.refused(409);
    assert_eq!(refused, "A connection with the same name is being deleted, try again later");
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    world.post("/connections", wish).await.expect(201);
}

#[actix_web::test]
async fn names_realms_and_domain_connections_are_not_shared() {
    let world = World::start().await;
    let domain =
        json!({ "name": "one", "strategy": "oidc", "options": plain_openid(), "is_domain_connection": true });
    world.post("/connections", domain).await.expect(201);
    let again = world.post("/connections", json!({ "name": "ONE", "strategy": "auth0" })).await;
    assert_eq!(again.refused(409), "A connection with the same name already exists");
    let realm = json!({ "name": "two", "strategy": "auth0", "realms": ["one"] });
    assert!(world.post("/connections", realm).await.refused(409).contains("some realms"));
    let second = json!({ "name": "three", "strategy": "oidc", "options": plain_openid(), "is_domain_connection": true });
    assert!(world.post("/connections", second).await.refused(409).contains("already a domain connection"));
}

#[actix_web::test]
async fn a_full_tenant_takes_no_connection_more() {
    let world = World::start().await;
    world.running.tenant.write(|state| {
        for number in 0..100 {
            let connection =
                Connection::new(format!("con_{number}"), format!("n{number}"), "auth0".to_owned());
            state.connections.put(connection);
        }
    });
    world.running.tenant.budgets.change_tier(Tier::Professional);
    let refused = world.post("/connections", json!({ "name": "more", "strategy": "auth0" })).await;
    assert!(refused.refused(403).starts_with("You reached the limit of entities"));
    world.running.tenant.budgets.change_tier(Tier::Enterprise);
    make(&world, "more", "auth0", json!({})).await;
}

#[actix_web::test]
async fn secrets_are_shown_in_clear_to_callers_who_may_read_options_and_to_no_one_else() {
    let world = World::start().await;
    let id = make(&world, "customer", "oidc", plain_openid()).await;
    let path = format!("/connections/{id}");
    assert_eq!(world.get(&path).await.expect(200)["options"]["client_secret"], "secret");
    let read = world.get("/logs?q=type:mgmt_api_read").await.expect(200);
    assert_eq!(read[0]["details"]["accessedSecrets"], json!(["options.client_secret"]));
    let narrow = world.with_scopes(&["read:connections", "update:connections"]).await;
    assert!(narrow.get(&path).await.expect(200).get("options").is_none());
    let change = narrow.patch(&path, json!({ "options": plain_openid() })).await;
    assert!(change.refused(403).contains("update:connections_options"));
    narrow.patch(&path, json!({ "show_as_button": true })).await.expect(200);
}

#[actix_web::test]
async fn a_change_without_display_name_or_realms_resets_them() {
    let world = World::start().await;
    let wish = json!({
        "name": "customer", "strategy": "oidc", "options": plain_openid(), "display_name": "Customer", "realms": ["a"],
    });
    let made = world.post("/connections", wish).await;
    let path = format!("/connections/{}", made.text("id"));
    let changed = world.patch(&path, json!({ "metadata": { "owner": "latchkey" } })).await.expect(200);
    assert_eq!((&changed["display_name"], &changed["realms"]), (&json!("customer"), &json!(["customer"])));
    assert_eq!(changed["options"]["client_secret"], "secret");
    assert_eq!(world.patch(&path, json!({ "name": "other" })).await.status, 400);
}

#[actix_web::test]
async fn only_openid_providers_can_be_asked_for_tokens_of_others() {
    let world = World::start().await;
    let purpose = json!({ "active": true });
    let refused = world
        .post(
            "/connections",
            json!({ "name": "a", "strategy": "auth0", "cross_app_access_requesting_app": purpose }),
        )
        .await
        .expect(400);
    assert_eq!(refused["errorCode"], "operation_not_supported");
    let wish = json!({
        "name": "b", "strategy": "oidc", "options": plain_openid(), "cross_app_access_requesting_app": purpose,
    });
    let made = world.post("/connections", wish).await.expect(201);
    assert_eq!(made["cross_app_access_requesting_app"], json!({ "active": true }));
}

#[actix_web::test]
async fn users_of_a_database_are_deleted_by_address() {
    let world = World::start().await;
    let id = make(&world, "people", "auth0", json!({})).await;
    let user = json!({ "connection": "people", "email": "a@example.com", "password": "correct-Horse-7" });
    world.post("/users", user).await.expect(201);
    world.delete(&format!("/connections/{id}/users?email=A@example.com")).await.expect(204);
    assert_eq!(world.get("/users-by-email?email=a@example.com").await.expect(200), json!([]));
    let other = make(&world, "op", "oidc", plain_openid()).await;
    let refused = world.delete(&format!("/connections/{other}/users?email=a@example.com")).await;
    assert_eq!(refused.refused(400), "Connection must be a database connection");
}

#[actix_web::test]
async fn clients_are_enabled_one_by_one_and_listed_from_both_sides() {
    let world = World::start().await;
    let id = make(&world, "op", "oidc", plain_openid()).await;
    let client = world.post("/clients", json!({ "name": "App" })).await.text("client_id");
    let path = format!("/connections/{id}/clients");
    let toggle = |status: bool| json!([{ "client_id": client, "status": status }]);
    world.patch(&path, toggle(true)).await.expect(204);
    assert_eq!(world.get(&path).await.expect(200), json!({ "clients": [{ "client_id": client }] }));
    let others = format!("/clients/{client}/connections");
    assert_eq!(world.get(&others).await.expect(200)["connections"][0]["id"], json!(id));
    let none = world.get(&format!("{others}?strategy=samlp")).await.expect(200);
    assert_eq!(none, json!({ "connections": [] }));
    world.patch(&path, toggle(false)).await.expect(204);
    world.patch(&path, toggle(false)).await.expect(204);
    assert_eq!(world.get(&path).await.expect(200), json!({ "clients": [] }));
    let unknown = world.patch(&path, json!([{ "client_id": "nobody", "status": true }])).await.expect(404);
    assert_eq!(unknown["errorCode"], "inexistent_client");
}

#[actix_web::test]
async fn a_change_can_say_which_applications_use_a_connection() {
    let world = World::start().await;
    let client = world.post("/clients", json!({ "name": "a" })).await.text("client_id");
    let made = world.post("/connections", json!({ "name": "db", "strategy": "auth0" })).await;
    let path = format!("/connections/{}", made.text("id"));
    let changed = world.patch(&path, json!({ "enabled_clients": [client] })).await.expect(200);
    assert_eq!(changed["enabled_clients"], json!([client]));
    let untouched = world.patch(&path, json!({ "metadata": {} })).await.expect(200);
    assert_eq!(untouched["enabled_clients"], json!([client]));
}
