//! What people got by signing in: refresh tokens, grants, sessions, devices

use chrono::TimeDelta;
use serde_json::json;

use crate::tenant::model::Session;

use super::{
    World,
    people::{application, person, sign_in},
};

#[actix_web::test]
async fn a_refresh_token_keeps_its_id_and_notes_when_it_is_exchanged() {
    let world = World::start().await;
    let user = person(&world).await;
    let application = application(&world).await;
    let offline = json!({ "scope": "openid offline_access" });
    let tokens = sign_in(&world, &application, "Correct-horse-1", &offline).await.expect(200);
    let list = format!("/refresh-tokens?user_id={user}");
    let listed = world.get(&list).await.expect(200);
    assert_eq!(listed["refresh_tokens"][0]["client_id"], application["client_id"]);
    let path = format!("/refresh-tokens/{}", listed["refresh_tokens"][0]["id"].as_str().unwrap());
    assert_eq!(world.get(&path).await.expect(200), listed["refresh_tokens"][0]);
    let note = json!({ "refresh_token_metadata": { "device": "phone" } });
    world.patch(&path, note.clone()).await.expect(200);
    let exchange = json!({
        "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
        "client_id": application["client_id"], "client_secret": application["client_secret"],
    });
    world.token(&exchange).await.expect(200);
    let read = world.get(&path).await.expect(200);
    assert_eq!(read["refresh_token_metadata"], note["refresh_token_metadata"]);
    assert!(read["last_exchanged_at"].is_string(), "{read}");
    assert!(world.patch(&path, json!({})).await.refused(400).contains("Too few properties"));
    world.delete(&path).await.expect(202);
    assert_eq!(world.get(&path).await.body["errorCode"], "inexistent_refresh_token");
    assert!(world.get("/refresh-tokens").await.refused(400).contains("user_id"));
    assert_eq!(world.get("/refresh-tokens?user_id=none").await.body["errorCode"], "inexistent_user");
}

#[actix_web::test]
async fn a_refresh_token_ends_when_it_says() {
    let world = World::start().await;
    let user = person(&world).await;
    let application = application(&world).await;
    let lifetimes = json!({
        "rotation_type": "rotating", "expiration_type": "expiring", "infinite_token_lifetime": false,
        "token_lifetime": 600, "infinite_idle_token_lifetime": false, "idle_token_lifetime": 60,
    });
    let path = format!("/clients/{}", application["client_id"].as_str().unwrap());
    world.patch(&path, json!({ "refresh_token": lifetimes })).await.expect(200);
    let offline = json!({ "scope": "openid offline_access" });
    let tokens = sign_in(&world, &application, "Correct-horse-1", &offline).await.expect(200);
    let held = world.get(&format!("/users/{user}/refresh-tokens")).await.expect(200);
    assert!(
        held["tokens"][0]["idle_expires_at"].as_str() < held["tokens"][0]["expires_at"].as_str(),
        "{held}"
    );
    let exchange = json!({
        "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
        "client_id": application["client_id"], "client_secret": application["client_secret"],
    });
    world.running.tenant.set_shift(TimeDelta::seconds(61));
    assert_eq!(world.token(&exchange).await.expect(403)["error"], "invalid_grant");
    world.running.tenant.set_shift(TimeDelta::seconds(30));
    world.token(&exchange).await.expect(200);
}

#[actix_web::test]
async fn tokens_are_revoked_by_id_or_by_person_and_nothing_between() {
    let world = World::start().await;
    let user = person(&world).await;
    let application = application(&world).await;
    let offline = json!({ "scope": "openid offline_access" });
    let path = format!("/users/{user}/refresh-tokens");
    let (user, client) = (json!(user.replace("%7C", "|")), &application["client_id"]);
    for wish in [
        json!({}),
        json!({ "client_id": client }),
        json!({ "user_id": user, "audience": "https://api.example" }),
        json!({ "ids": ["a"], "user_id": user }),
    ] {
        world.post("/refresh-tokens/revoke", wish).await.refused(400);
    }
    let revoked = [json!({ "user_id": user, "client_id": client }), json!({ "user_id": user })];
    for wish in revoked {
        sign_in(&world, &application, "Correct-horse-1", &offline).await.expect(200);
        let held = world.get(&path).await.expect(200);
        assert_eq!(held["tokens"].as_array().unwrap().len(), 1);
        let other = json!({ "user_id": user, "client_id": "another" });
        world.post("/refresh-tokens/revoke", other).await.expect(202);
        world.post("/refresh-tokens/revoke", json!({ "ids": ["another"] })).await.expect(202);
        assert_eq!(world.get(&path).await.expect(200), held);
        world.post("/refresh-tokens/revoke", wish).await.expect(202);
        assert_eq!(world.get(&path).await.expect(200)["tokens"], json!([]));
    }
}

#[actix_web::test]
async fn a_grant_is_noted_at_sign_in_and_takes_its_tokens_along() {
    let world = World::start().await;
    let user = person(&world).await;
    let application = application(&world).await;
    let api = json!({
        "identifier": "https://api.example", "allow_offline_access": true,
        "scopes": [{ "value": "read:x" }, { "value": "read:y" }],
    });
    world.post("/resource-servers", api).await.expect(201);
    for scope in ["read:x offline_access", "read:y"] {
        let wish = json!({ "audience": "https://api.example", "scope": scope });
        sign_in(&world, &application, "Correct-horse-1", &wish).await.expect(200);
    }
    let found = world.get(&format!("/grants?user_id={user}&include_totals=true")).await.expect(200);
    assert_eq!((&found["total"], &found["grants"][0]["clientID"]), (&json!(1), &application["client_id"]));
    assert_eq!(found["grants"][0]["scope"], json!(["read:x", "offline_access", "read:y"]));
    let devices = world.get("/device-credentials?type=rotating_refresh_token").await.expect(200);
    assert_eq!(devices[0]["client_id"], application["client_id"]);
    assert_eq!(world.get("/device-credentials").await.expect(200), json!([]));
    world.get("/device-credentials?type=other").await.refused(400);
    world.delete(&format!("/grants/{}", found["grants"][0]["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(world.get("/grants").await.expect(200), json!([]));
    let left = world.get(&format!("/users/{user}/refresh-tokens")).await.expect(200);
    assert_eq!(left["tokens"], json!([]));
    world.delete("/grants").await.refused(400);
    world.delete(&format!("/grants?user_id={user}")).await.expect(204);
}

#[actix_web::test]
async fn a_person_registers_devices_of_their_own_only() {
    let world = World::start().await;
    let user = person(&world).await.replace("%7C", "|");
    let application = application(&world).await;
    let wish = json!({
        "audience": world.running.tenant.management_audience(),
        "scope": "create:current_user_device_credentials delete:current_user_device_credentials read:users",
    });
    let tokens = sign_in(&world, &application, "Correct-horse-1", &wish).await;
    let own = world.with_token(&tokens.text("access_token"));
    let key = json!({ "device_name": "Phone", "type": "public_key", "value": "key", "device_id": "ab-12" });
    world.post("/device-credentials", key.clone()).await.refused(403);
    let id = own.post("/device-credentials", key.clone()).await.text("id");
    own.post("/device-credentials", key).await.refused(409);
    own.get(&format!("/users/{user}")).await.refused(403);
    let listed = world.get("/device-credentials?type=public_key").await.expect(200);
    assert_eq!((&listed[0]["user_id"], &listed[0]["device_name"]), (&json!(user), &json!("Phone")));
    own.delete(&format!("/device-credentials/{id}")).await.expect(204);
    assert_eq!(world.get("/device-credentials?type=public_key").await.expect(200), json!([]));
}

#[actix_web::test]
async fn a_session_carries_notes_until_access_is_revoked() {
    let world = World::start().await;
    let user = person(&world).await;
    let now = world.running.tenant.now();
    let session = Session {
        id: "cookie".to_owned(),
        sid: "sid".to_owned(),
        user_id: user.replace("%7C", "|"),
        connection: "db".to_owned(),
        auth_time: now,
        last_seen: now,
        metadata: None,
    };
    world.running.tenant.write(|state| state.sessions.put(session));
    let noted = world.patch("/sessions/sid", json!({ "session_metadata": { "a": "b" } })).await.expect(200);
    assert_eq!(noted["session_metadata"], json!({ "a": "b" }));
    let emptied = world.patch("/sessions/sid", json!({ "session_metadata": null })).await.expect(200);
    assert_eq!(emptied.get("session_metadata"), None);
    world.patch("/sessions/none", json!({ "session_metadata": null })).await.refused(404);
    let path = format!("/users/{user}/revoke-access");
    world.post(&path, json!({ "session_id": "another" })).await.expect(202);
    world.get("/sessions/sid").await.expect(200);
    world.post(&path, json!({ "session_id": "sid" })).await.expect(202);
    assert_eq!(world.get("/sessions/sid").await.body["errorCode"], "inexistent_session");
}
