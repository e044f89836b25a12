//! The tenant's keys: what signs, what encrypts, and what a customer brings

use serde_json::{Value, json};

use super::World;

impl World {
    async fn published_kids(&self) -> Vec<Value> {
        let url = self.running.tenant.url(".well-known/jwks.json");
        let set: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
    }
}

#[actix_web::test]
async fn a_rotation_makes_the_next_key_the_current_one_and_old_tokens_stay_good() {
    let world = World::start().await;
    let before = world.get("/keys/signing").await.expect(200);
    assert_eq!((&before[0]["current"], &before[1]["next"]), (&json!(true), &json!(true)));
    let rotated = world.post("/keys/signing/rotate", json!({})).await.expect(201);
    let after = world.get("/keys/signing").await.expect(200);
    assert_eq!((&after[0]["kid"], &after[2]["kid"]), (&before[1]["kid"], &before[0]["kid"]));
    assert_eq!(after[2]["previous"], true);
    assert_ne!(after[1]["kid"], before[1]["kid"]);
    assert_eq!(rotated, json!({ "kid": after[1]["kid"], "cert": after[1]["cert"] }));
    let published = world.published_kids().await;
    assert!((0..3).all(|place| published.contains(&after[place]["kid"])), "{published:?}");
}

#[actix_web::test]
async fn what_a_revoked_key_signed_is_refused_and_the_current_key_cannot_be_revoked() {
    let world = World::start().await;
    let first = world.get("/keys/signing").await.expect(200)[0]["kid"].as_str().unwrap().to_owned();
    world.put(&format!("/keys/signing/{first}/revoke"), json!({})).await.expect(400);
    world.post("/keys/signing/rotate", json!({})).await.expect(201);
    let renewed = world.renewed().await;
    renewed.put(&format!("/keys/signing/{first}/revoke"), json!({})).await.expect(200);
    world.get("/keys/signing").await.expect(401);
    let key = renewed.get(&format!("/keys/signing/{first}")).await.expect(200);
    assert_eq!((&key["revoked"], &key["previous"]), (&json!(true), &json!(true)));
    assert!(!renewed.published_kids().await.contains(&json!(first)));
    renewed.get("/keys/signing/none").await.expect(404);
}

#[actix_web::test]
async fn the_keys_survive_an_export() {
    let world = World::start().await;
    world.post("/keys/signing/rotate", json!({})).await.expect(201);
    let kept = world.get("/keys/signing").await.expect(200);
    let state = world.running.tenant.read(|state| serde_json::to_value(state).unwrap());
    world.running.tenant.import(serde_json::from_value(state).unwrap()).unwrap();
    assert_eq!(world.get("/keys/signing").await.expect(200), kept);
}

#[actix_web::test]
async fn a_customers_root_key_is_wrapped_imported_and_given_up_again() {
    let world = World::start().await;
    let fresh = world.get("/keys/encryption?include_totals=true").await.expect(200);
    assert_eq!(fresh["total"], 3);
    let root = fresh["keys"][0]["kid"].clone();
    let wish = json!({ "type": "customer-provided-root-key" });
    let made = world.post("/keys/encryption", wish.clone()).await;
    let path = format!("/keys/encryption/{}", made.text("kid"));
    assert_eq!(made.expect(201)["state"], "pre-activation");
    assert_eq!(
        world.post("/keys/encryption", wish).await.refused(409),
        "Encryption key has already been created."
    );
    let material = json!({ "wrapped_key": "bWF0ZXJpYWw=" });
    world.post(&path, material.clone()).await.expect(409);
    let wrapping = world.post(&format!("{path}/wrapping-key"), json!({})).await.expect(201);
    assert_eq!(wrapping["algorithm"], "CKM_RSA_AES_KEY_WRAP");
    let imported = world.post(&path, material).await.expect(201);
    assert_eq!((&imported["state"], &imported["public_key"]), (&json!("active"), &wrapping["public_key"]));
    let master = world.get("/keys/encryption").await.expect(200)[1].clone();
    assert_eq!(master["parent_kid"], imported["kid"]);
    world.delete(&path).await.expect(204);
    let after = world.get("/keys/encryption").await.expect(200);
    assert_eq!((&after[0]["state"], &after[1]["parent_kid"]), (&json!("active"), &root));
    assert_eq!(world.get(&path).await.expect(200)["state"], "destroyed");
}

#[actix_web::test]
async fn rekeying_makes_new_tenant_keys_under_the_same_root() {
    let world = World::start().await;
    world.post("/keys/encryption/rekey", json!({})).await.expect(204);
    let keys = world.get("/keys/encryption").await.expect(200);
    let states: Vec<&str> =
        keys.as_array().unwrap().iter().map(|key| key["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["active", "deactivated", "deactivated", "active", "active"]);
    assert_eq!(keys[3]["parent_kid"], keys[0]["kid"]);
    assert_eq!(world.get("/keys/encryption/x").await.body["errorCode"], "invalid_uri");
}

#[actix_web::test]
async fn custom_signing_keys_are_a_set_that_is_replaced_as_a_whole() {
    let world = World::start().await;
    let path = "/keys/custom-signing";
    world.get(path).await.expect(404);
    world.put(path, json!({ "keys": [{ "kty": "RSA", "n": "AQ" }] })).await.expect(400);
    let set = json!({ "keys": [{ "kty": "RSA", "n": "AQ", "e": "AQAB", "kid": "mine" }] });
    assert_eq!(world.put(path, set.clone()).await.expect(200), set);
    assert_eq!(world.get(path).await.expect(200), set);
    world.delete(path).await.expect(204);
    world.get(path).await.expect(404);
}
