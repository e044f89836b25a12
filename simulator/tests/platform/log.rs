//! The tenant log stays small and true.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_page_of_connections_notes_only_the_secrets_that_it_showed() {
    let world = World::start().await;
    let certificate = world.http.get(world.url("pem")).send().await.unwrap().bytes().await.unwrap();
    for name in ["one", "two", "three"] {
        let options = json!({
            "signInEndpoint": "https://idp.example/sso", "signingCert": STANDARD.encode(&certificate),
            "signing_key": { "key": "a key", "cert": "a certificate" },
        });
        let body = json!({ "name": name, "strategy": "samlp", "options": options });
        let created = world.api(Method::POST, "connections").json(&body).send().await.unwrap();
        assert_eq!(created.status(), 201, "{}", created.text().await.unwrap());
    }
    assert_eq!(world.get("connections?per_page=2").await.status(), 200);
    assert_eq!(world.logs("mgmt_api_read").await.len(), 2);
}
