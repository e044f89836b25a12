//! `oidc` and `okta`: what discovery gives.

use serde_json::json;

use super::{super::World, make, plain_openid, publish};

fn discovery() -> String {
    json!({
        "issuer": "https://op.example", "authorization_endpoint": "https://op.example/found/authorize",
        "token_endpoint": "https://op.example/found/token", "jwks_uri": "https://op.example/found/jwks",
        "userinfo_endpoint": "https://op.example/found/userinfo",
    })
    .to_string()
}

#[actix_web::test]
async fn discovery_fills_what_was_not_given() {
    let world = World::start().await;
    publish(&world, vec![("https://op.example/.well-known/openid-configuration", discovery())]);
    let options = json!({
        "client_id": "id", "discovery_url": "https://op.example/.well-known/openid-configuration",
        "jwks_uri": "https://op.example/own/jwks", "userinfo_endpoint": null,
    });
    let id = make(&world, "customer", "oidc", options).await;
    let shown = world.get(&format!("/connections/{id}")).await.expect(200)["options"].clone();
    assert_eq!(shown["jwks_uri"], "https://op.example/own/jwks");
    assert_eq!(shown["userinfo_endpoint"], "https://op.example/found/userinfo");
    assert_eq!(shown["oidc_metadata"]["token_endpoint"], "https://op.example/found/token");
    assert_eq!(shown["schema_version"], "oidc-V4");
    assert_eq!(shown["connection_settings"], json!({ "pkce": "auto" }));
}

#[actix_web::test]
async fn a_discovery_document_that_is_sent_along_is_not_fetched() {
    let world = World::start().await;
    publish(&world, vec![("https://op.example/.well-known/openid-configuration", discovery())]);
    let mut options = plain_openid();
    options["discovery_url"] = json!("https://op.example/.well-known/openid-configuration");
    options["oidc_metadata"] = json!({ "userinfo_endpoint": "https://op.example/sent/userinfo" });
    let id = make(&world, "customer", "oidc", options.clone()).await;
    let shown = world.get(&format!("/connections/{id}")).await.expect(200)["options"].clone();
    assert_eq!(shown["oidc_metadata"], options["oidc_metadata"]);
    assert_eq!(shown["userinfo_endpoint"], "https://op.example/sent/userinfo");
}

#[actix_web::test]
async fn okta_is_discovered_at_its_domain() {
    let world = World::start().await;
    publish(&world, vec![("https://acme.okta.com/.well-known/openid-configuration", discovery())]);
    let id = make(&world, "customer", "okta", json!({ "client_id": "id", "domain": "acme.okta.com" })).await;
    let shown = world.get(&format!("/connections/{id}")).await.expect(200)["options"].clone();
    assert_eq!(shown["authorization_endpoint"], "https://op.example/found/authorize");
    assert_eq!(shown["attribute_map"], json!({ "mapping_mode": "basic_profile" }));
    assert_eq!(shown["type"], "back_channel");
}

#[actix_web::test]
async fn a_change_falls_back_to_defaults() {
    let world = World::start().await;
    let mut options = plain_openid();
    options["connection_settings"] = json!({ "pkce": "S256" });
    let id = make(&world, "customer", "oidc", options).await;
    let path = format!("/connections/{id}");
    let shown = world.patch(&path, json!({ "options": plain_openid() })).await.expect(200)["options"].clone();
    assert_eq!(shown["connection_settings"], json!({ "pkce": "disabled" }));
    assert_eq!(shown["attribute_map"], json!({ "mapping_mode": "bind_all" }));
}

#[actix_web::test]
async fn options_that_the_validator_knows_are_checked_and_others_pass() {
    let world = World::start().await;
    let wish = |name: &str, value: serde_json::Value| {
        let mut options = plain_openid();
        options[name] = value;
        json!({ "name": "customer", "strategy": "oidc", "options": options })
    };
    let refused = world.post("/connections", wish("dpop_signing_alg", json!("HS256"))).await.refused(400);
    assert!(refused.contains("on property options.dpop_signing_alg"), "{refused}");
    let parameters = json!({ "screen_name": { "alias": "nonsense" } });
    assert_eq!(world.post("/connections", wish("upstream_params", parameters)).await.status, 400);
    let mapped = json!({ "mapping_mode": "basic_profile" });
    assert_eq!(world.post("/connections", wish("attribute_map", mapped)).await.status, 400);
    let huge = vec![("https://op.example/huge", " ".repeat(128 * 1024 + 1))];
    publish(&world, huge);
    let refused = world.post("/connections", wish("discovery_url", json!("https://op.example/huge"))).await;
    assert_eq!(refused.refused(400), "Discovery document exceeds the maximum allowed size of 128 KB");
    let unknown = world.post("/connections", wish("a_typing_eror", json!(7))).await.expect(201);
    assert_eq!(unknown["options"]["a_typing_eror"], 7);
}
