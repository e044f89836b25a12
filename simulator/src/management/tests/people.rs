//! People, roles and what they may do

use serde_json::{Value, json};

use super::{Answer, World};

/// A database with one person in it; their id as it stands in paths.
pub(super) async fn person(world: &World) -> String {
    world.post("/connections", json!({ "name": "db", "strategy": "auth0" })).await.expect(201);
    add_person(world, "Ann@Globex.Example").await.replace('|', "%7C")
}

/// Another person; their id as it is.
pub(super) async fn add_person(world: &World, email: &str) -> String {
    let body = json!({ "connection": "db", "email": email, "password": "Correct-horse-1" });
    world.post("/users", body).await.text("user_id")
}

/// An application that may sign people of that database in by password.
pub(super) async fn application(world: &World) -> Value {
    let wish = json!({
        "name": "app", "app_type": "regular_web",
        "grant_types": ["http://auth0.com/oauth/grant-type/password-realm", "refresh_token"],
    });
    let application = world.post("/clients", wish).await.expect(201);
    let connections = world.get("/connections?name=db").await.expect(200);
    let clients = format!("/connections/{}/clients", connections[0]["id"].as_str().unwrap());
    let enabled = json!([{ "client_id": application["client_id"], "status": true }]);
    world.patch(&clients, enabled).await.expect(204);
    application
}

/// Signs the person in through the application.
pub(super) async fn sign_in(world: &World, application: &Value, password: &str, more: &Value) -> Answer {
    let mut body = json!({
        "grant_type": "http://auth0.com/oauth/grant-type/password-realm", "realm": "db",
        "username": "ann@globex.example", "password": password,
    });
    for name in ["client_id", "client_secret"] {
        body[name] = application[name].clone();
    }
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.token(&body).await
}

#[actix_web::test]
async fn a_person_gets_what_every_profile_has_and_is_unique_in_the_connection() {
    let world = World::start().await;
    let id = person(&world).await;
    let read = world.get(&format!("/users/{id}")).await.expect(200);
    assert_eq!((&read["email"], &read["email_verified"]), (&json!("ann@globex.example"), &json!(false)));
    assert_eq!((&read["nickname"], read.get("logins_count")), (&json!("ann"), None));
    assert_eq!(read["identities"][0]["isSocial"], false);
    assert!(!read.to_string().contains("Correct-horse"));
    let again = json!({ "connection": "db", "email": "ann@globex.example", "password": "Correct-horse-2" });
    let again = world.post("/users", again).await;
    assert_eq!(again.body["errorCode"], "auth0_idp_error");
    assert_eq!(again.refused(409), "The user already exists.");
    let nowhere = json!({ "connection": "nowhere", "email": "b@globex.example", "password": "x" });
    assert_eq!(world.post("/users", nowhere).await.body["errorCode"], "inexistent_connection");
    let found = world.get("/users-by-email?email=ann@globex.example").await.expect(200);
    assert_eq!(found.as_array().unwrap().len(), 1);
    let searched = world.get("/users?q=identities.connection:%22db%22&include_totals=true").await.expect(200);
    assert_eq!(searched["total"], 1);
    for (domain, total) in [("Globex.example", 1), ("lobex.example", 0)] {
        let path = format!("/users?q=email.domain:%22{domain}%22&include_totals=true&per_page=1");
        assert_eq!(world.get(&path).await.expect(200)["total"], total, "{domain}");
    }
}

#[actix_web::test]
async fn metadata_is_merged_and_the_rest_replaced() {
    let world = World::start().await;
    let path = format!("/users/{}", person(&world).await);
    world.patch(&path, json!({ "app_metadata": { "a": 1, "b": 2 }, "given_name": "Ann" })).await.expect(200);
    let changed = world.patch(&path, json!({ "app_metadata": { "b": null, "c": 3 } })).await.expect(200);
    assert_eq!(changed["app_metadata"], json!({ "a": 1, "c": 3 }));
    assert_eq!(changed["given_name"], "Ann");
    world.delete(&path).await.expect(204);
    world.delete(&path).await.expect(204);
    assert_eq!(world.get(&path).await.body["errorCode"], "inexistent_user");
}

#[actix_web::test]
async fn roles_carry_permissions_to_people() {
    let world = World::start().await;
    let user = person(&world).await;
    let api = json!({ "identifier": "https://api.example", "scopes": [{ "value": "read:x", "description": "Read x" }] });
    world.post("/resource-servers", api).await.expect(201);
    let made = world.post("/roles", json!({ "name": "Reader" })).await;
    let role = made.text("id");
    assert_eq!(made.expect(200)["description"], Value::Null);
    world.post("/roles", json!({ "name": "Reader" })).await.expect(409);
    let path = format!("/roles/{role}");
    assert_eq!(world.get(&path).await.expect(200)["description"], "");
    let permission = json!({ "permissions": [
        { "resource_server_identifier": "https://api.example", "permission_name": "read:x" },
    ]});
    world.post(&format!("{path}/permissions"), permission.clone()).await.expect(201);
    let held = world.get(&format!("{path}/permissions")).await.expect(200);
    assert_eq!(held[0]["description"], "Read x");
    world.post(&format!("/users/{user}/roles"), json!({ "roles": [role] })).await.expect(204);
    assert_eq!(world.get(&format!("{path}/users")).await.expect(200).as_array().unwrap().len(), 1);
    let effective = world
        .get(&format!("/users/{user}/effective-permissions?resource_server_identifier=https://api.example"))
        .await
        .expect(200);
    assert_eq!(effective["permissions"][0]["sources"], json!(["roles"]));
    world.post(&format!("/users/{user}/permissions"), permission).await.expect(201);
    let effective = world
        .get(&format!("/users/{user}/effective-permissions?resource_server_identifier=https://api.example"))
        .await
        .expect(200);
    assert_eq!(effective["permissions"][0]["sources"], json!(["direct", "roles"]));
    assert_eq!(world.delete(&path).await.expect(200), json!({}));
    assert_eq!(world.delete(&path).await.refused(404), "The role does not exist.");
    assert_eq!(world.get(&format!("/users/{user}/roles")).await.expect(200), json!([]));
}

#[actix_web::test]
async fn a_person_has_at_most_fifty_roles() {
    let world = World::start().await;
    let user = person(&world).await;
    let mut roles = Vec::new();
    for count in 0..51 {
        roles.push(world.post("/roles", json!({ "name": format!("r{count}") })).await.text("id"));
    }
    let path = format!("/users/{user}/roles");
    world.post(&path, json!({ "roles": roles[..50] })).await.expect(204);
    world.post(&path, json!({ "roles": roles[50..] })).await.expect(409);
}

#[actix_web::test]
async fn a_password_ticket_is_for_people_whose_password_is_here() {
    let world = World::start().await;
    let id = person(&world).await.replace("%7C", "|");
    let made = world.post("/tickets/password-change", json!({ "user_id": id, "ttl_sec": 0 })).await;
    assert!(made.text("ticket").contains("/u/reset-password?ticket="));
    made.expect(201);
    let unknown = world.post("/tickets/email-verification", json!({ "user_id": "auth0|nobody" })).await;
    assert_eq!(unknown.body["errorCode"], "inexistent_user");
    let odd = world.post("/tickets/password-change", json!({ "user_id": id, "client_id": "none" })).await;
    assert_eq!(odd.refused(400), "The client does not exist");
}
