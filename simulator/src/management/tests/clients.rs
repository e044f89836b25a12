//! Applications, their keys, APIs and grants

use serde_json::{Value, json};

use super::World;

#[actix_web::test]
async fn a_new_application_has_auth0s_defaults_and_a_secret_for_those_who_may_see_it() {
    let world = World::start().await;
    let made = world.post("/clients", json!({ "name": "App" })).await;
    let id = made.text("client_id");
    assert_eq!(id.len(), 32);
    assert_eq!(made.text("client_secret").len(), 64);
    let made = made.expect(201);
    assert_eq!(made["refresh_token"]["rotation_type"], "non-rotating");
    assert_eq!(made["jwt_configuration"], json!({ "secret_encoded": false, "lifetime_in_seconds": 36_000 }));
    let narrow = world.with_scopes(&["read:clients"]).await;
    assert_eq!(narrow.get(&format!("/clients/{id}")).await.expect(200).get("client_secret"), None);
    let summary = world.with_scopes(&["read:client_summary"]).await;
    let told = summary.get(&format!("/clients/{id}")).await.expect(200);
    assert_eq!((told["name"].as_str(), told.get("grant_types")), (Some("App"), None));
    let missing = world.get("/clients/nobody").await;
    assert_eq!(missing.body["errorCode"], "inexistent_client");
    assert_eq!(missing.refused(404), "The client does not exist");
}

#[actix_web::test]
async fn a_change_replaces_members_and_null_takes_them_away() {
    let world = World::start().await;
    let body = json!({ "name": "App", "callbacks": ["https://a.example/cb"], "organization_usage": "allow" });
    let id = world.post("/clients", body).await.text("client_id");
    let path = format!("/clients/{id}");
    let changed = world
        .patch(&path, json!({ "callbacks": ["https://b.example/cb"], "organization_usage": null }))
        .await
        .expect(200);
    assert_eq!(changed["callbacks"], json!(["https://b.example/cb"]));
    assert_eq!(changed.get("organization_usage"), None);
    assert_eq!(changed["name"], "App");
    assert!(world.patch(&path, json!({})).await.refused(400).contains("minimum 1"));
    let enumerated = world.patch(&path, json!({ "app_type": "toaster" })).await.refused(400);
    assert!(enumerated.contains("No enum match for: toaster"));
}

#[actix_web::test]
async fn a_rotated_secret_replaces_the_old_one() {
    let world = World::start().await;
    let made = world.post("/clients", json!({ "name": "App" })).await;
    let (id, old) = (made.text("client_id"), made.text("client_secret"));
    let rotated = world.post(&format!("/clients/{id}/rotate-secret"), json!({})).await;
    assert_ne!(rotated.text("client_secret"), old);
    rotated.expect(200);
}

#[actix_web::test]
async fn keys_of_an_application_are_named_by_id_and_never_shown_again() {
    let world = World::start().await;
    let pem = "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----";
    let key = json!({ "credential_type": "public_key", "name": "k", "pem": pem });
    let methods = json!({ "private_key_jwt": { "credentials": [key] } });
    let made =
        world.post("/clients", json!({ "name": "App", "client_authentication_methods": methods })).await;
    let id = made.text("client_id");
    let made = made.expect(201);
    let shown = &made["client_authentication_methods"]["private_key_jwt"]["credentials"][0];
    assert!(shown["id"].as_str().unwrap().starts_with("cred_"));
    assert!(!made.to_string().contains("BEGIN PUBLIC KEY"));
    let read = world.get(&format!("/clients/{id}")).await.expect(200);
    let named = &read["client_authentication_methods"]["private_key_jwt"]["credentials"];
    assert_eq!(*named, json!([{ "id": shown["id"] }]));
    let path = format!("/clients/{id}/credentials");
    let listed = world.get(&path).await.expect(200);
    assert_eq!(listed[0]["id"], shown["id"]);
    world.delete(&format!("{path}/{}", shown["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(world.get(&path).await.expect(200), json!([]));
    world.post(&path, json!({ "credential_type": "public_key", "pem": "nothing" })).await.expect(400);
}

#[actix_web::test]
async fn only_what_an_api_offers_can_be_granted_and_only_once() {
    let world = World::start().await;
    let client = world
        .post("/clients", json!({ "name": "App", "app_type": "non_interactive" }))
        .await
        .text("client_id");
    let api = json!({ "identifier": "https://api.example", "scopes": [{ "value": "read:x" }] });
    let api = world.post("/resource-servers", api).await;
    let server = api.text("id");
    assert_eq!(api.expect(201)["token_lifetime"], 86_400);
    let grant =
        |scopes: Value| json!({ "client_id": client, "audience": "https://api.example", "scope": scopes });
    assert!(world.post("/client-grants", grant(json!(["write:x"]))).await.refused(400).contains("write:x"));
    let made = world.post("/client-grants", grant(json!(["read:x"]))).await;
    let id = made.text("id");
    assert_eq!(made.expect(201)["subject_type"], "client");
    world.post("/client-grants", grant(json!(["read:x"]))).await.expect(409);
    world.patch(&format!("/client-grants/{id}"), json!({ "organization_usage": "allow" })).await.expect(200);
    let listed =
        world.get(&format!("/client-grants?client_id={client}&include_totals=true")).await.expect(200);
    assert_eq!(
        (&listed["total"], &listed["client_grants"][0]["organization_usage"]),
        (&json!(1), &json!("allow"))
    );
    world.delete(&format!("/resource-servers/{server}")).await.expect(204);
    assert_eq!(world.get(&format!("/client-grants/{id}")).await.refused(404), "The grant does not exist.");
}

#[actix_web::test]
async fn the_management_api_itself_cannot_be_changed() {
    let world = World::start().await;
    let listed = world.get("/resource-servers").await.expect(200);
    let id = listed[0]["id"].as_str().unwrap();
    assert_eq!(listed[0]["is_system"], true);
    let refused = world.patch(&format!("/resource-servers/{id}"), json!({ "name": "x" })).await.refused(400);
    assert_eq!(refused, "System resource servers cannot be patched.");
    world.delete(&format!("/resource-servers/{id}")).await.expect(400);
}
