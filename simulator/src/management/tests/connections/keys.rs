//! Keys for `private_key_jwt`, and their rotation.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{super::World, make, plain_openid};

fn with_key() -> Value {
    let mut options = plain_openid();
    options["token_endpoint_auth_method"] = json!("private_key_jwt");
    options
}

fn turns(keys: &Value) -> Vec<(String, String)> {
    let turn = |key: &Value| {
        let turn = ["current", "next", "previous"].into_iter().find(|turn| key[turn] == json!(true)).unwrap();
        (key["kid"].as_str().unwrap().to_owned(), turn.to_owned())
    };
    keys.as_array().unwrap().iter().map(turn).collect()
}

#[actix_web::test]
async fn a_rotation_moves_every_key_on_by_one() {
    let world = World::start().await;
    let id = make(&world, "customer", "oidc", with_key()).await;
    let path = format!("/connections/{id}/keys");
    let before = turns(&world.get(&path).await.expect(200));
    assert_eq!(before.iter().map(|(_, turn)| turn.as_str()).collect::<Vec<_>>(), ["current", "next"]);
    let rotated = world.post(&format!("{path}/rotate"), json!({})).await.expect(201);
    let after = turns(&world.get(&path).await.expect(200));
    let expected = [
        (before[1].0.clone(), "current".to_owned()),
        (before[0].0.clone(), "previous".to_owned()),
        (rotated["kid"].as_str().unwrap().to_owned(), "next".to_owned()),
    ];
    assert_eq!(after, expected);
}

#[actix_web::test]
async fn a_key_is_shown_in_every_form() {
    let world = World::start().await;
    let id = make(&world, "customer", "okta", with_key()).await;
    let key = world.get(&format!("/connections/{id}/keys")).await.expect(200)[0].clone();
    assert_eq!(key["subject_dn"], "/CN=customer");
    assert_eq!(key["fingerprint"].as_str().unwrap().replace(':', ""), key["thumbprint"].as_str().unwrap());
    let der = |name: &str| {
        let text = key[name].as_str().unwrap();
        assert!(text.contains("\r\n"), "{name}");
        STANDARD.decode(text.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap()
    };
    let (certificate, envelope) = (der("cert"), der("pkcs"));
    assert!(envelope.windows(certificate.len()).any(|window| window == certificate));
}

#[actix_web::test]
async fn keys_can_be_made_ahead_once() {
    let world = World::start().await;
    let id = make(&world, "customer", "oidc", plain_openid()).await;
    let path = format!("/connections/{id}/keys");
    assert!(
        world
            .post(&format!("{path}/rotate"), json!({}))
            .await
            .refused(400)
            .contains("JWT Client Authentication")
    );
    let made = world.post(&path, json!({ "signing_alg": "ES256" })).await.expect(201);
    assert_eq!((made.as_array().unwrap().len(), &made[0]["algorithm"]), (2, &json!("ES256")));
    assert_eq!(
        world.post(&path, json!({})).await.refused(409),
        "Keys have already been created for this connection."
    );
}

#[actix_web::test]
async fn other_strategies_have_no_keys_and_rotation_needs_two_scopes() {
    let world = World::start().await;
    let people = make(&world, "people", "auth0", json!({})).await;
    let refused = world.get(&format!("/connections/{people}/keys")).await.refused(400);
    assert_eq!(refused, "keys are not available for this connection");
    let id = make(&world, "customer", "oidc", with_key()).await;
    let narrow = world.with_scopes(&["create:connections_keys"]).await;
    narrow.post(&format!("/connections/{id}/keys/rotate"), json!({})).await.expect(403);
}
