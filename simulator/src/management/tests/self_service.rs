//! Self-service profiles, their tickets, and the profiles they refer to

use serde_json::{Value, json};

use super::World;

fn attributes() -> Value {
    json!({ "email": { "description": "d", "label": "E-mail", "profile_required": true, "auth0_mapping": "email" } })
}

#[actix_web::test]
async fn a_user_attribute_profile_gets_the_usual_user_id_and_loses_attributes_that_are_left_out() {
    let world = World::start().await;
    let body = json!({ "name": "p", "user_attributes": attributes() });
    let made = world.post("/user-attribute-profiles", body).await;
    let id = made.text("id");
    assert_eq!(made.expect(201)["user_id"]["scim_mapping"], "externalId");
    let path = format!("/user-attribute-profiles/{id}");
    let name = json!({ "name": {
        "description": "d", "label": "Name", "profile_required": false, "auth0_mapping": "name",
    }});
    let changed = world.patch(&path, json!({ "user_id": {}, "user_attributes": name })).await.expect(200);
    assert_eq!(changed["user_attributes"], name);
    assert_eq!(changed["user_id"]["oidc_mapping"], "sub");
    world.delete(&path).await.expect(204);
    assert_eq!(world.get(&path).await.refused(404), "User attribute profile not found.");
}

#[actix_web::test]
async fn lists_of_profiles_are_short_pages_by_checkpoint() {
    let world = World::start().await;
    for count in 0..7 {
        world.post("/connection-profiles", json!({ "name": format!("p{count}") })).await.expect(201);
    }
    let first = world.get("/connection-profiles").await.expect(200);
    assert_eq!(first["connection_profiles"].as_array().unwrap().len(), 5);
    assert_eq!(first["connection_profiles"][0]["strategy_overrides"], Value::Null);
    let next = first["next"].as_str().unwrap();
    let rest = world.get(&format!("/connection-profiles?from={next}")).await.expect(200);
    assert_eq!(rest["connection_profiles"].as_array().unwrap().len(), 2);
    assert_eq!(rest.get("next"), None);
    world.get("/connection-profiles?take=11").await.expect(400);
}

#[actix_web::test]
async fn the_twenty_first_profile_is_refused_and_a_missing_one_is_named() {
    let world = World::start().await;
    for _ in 0..20 {
        world.post("/self-service-profiles", json!({ "name": "p" })).await.expect(201);
    }
    let refused = world.post("/self-service-profiles", json!({ "name": "p" })).await.refused(409);
    assert_eq!(refused, "No more profiles can be created for this tenant.");
    let missing = world.get("/self-service-profiles/ssp_0000000000000000000000").await.refused(404);
    assert_eq!(missing, "Profile with ID: ssp_0000000000000000000000 not found");
}

#[actix_web::test]
async fn the_introduction_exists_in_english_on_one_page() {
    let world = World::start().await;
    let id = world.post("/self-service-profiles", json!({ "name": "p" })).await.text("id");
    let path = format!("/self-service-profiles/{id}/custom-text/en/get-started");
    assert_eq!(world.get(&path).await.expect(200), json!({}));
    let text = json!({ "introduction": "Welcome" });
    assert_eq!(world.put(&path, text.clone()).await.expect(200), text);
    assert_eq!(world.get(&path).await.expect(200), text);
    let profile = world.get(&format!("/self-service-profiles/{id}")).await.expect(200);
    assert!(!profile.to_string().contains("Welcome"));
    let german = format!("/self-service-profiles/{id}/custom-text/de/get-started");
    assert!(world.get(&german).await.refused(400).contains("No enum match for: de"));
    world.put(&path, json!({ "introduction": "x".repeat(2001) })).await.expect(400);
}

#[actix_web::test]
async fn a_ticket_is_a_link_shown_once_and_can_be_revoked() {
    let world = World::start().await;
    let id = world.post("/self-service-profiles", json!({ "name": "p" })).await.text("id");
    let path = format!("/self-service-profiles/{id}/sso-ticket");
    let ticket = world.post(&path, json!({ "connection_config": { "name": "new" } })).await;
    let url = ticket.text("ticket");
    ticket.expect(201);
    let (page, code) = url.split_once("?ticket=").unwrap();
    assert!(page.ends_with("/self-service/connections-flow"));
    assert_eq!(code.len(), 32);
    world.post(&format!("{path}/{code}/revoke"), json!({})).await.expect(202);
}

#[actix_web::test]
async fn a_ticket_that_contradicts_itself_is_refused() {
    let world = World::start().await;
    let id = world.post("/self-service-profiles", json!({ "name": "p" })).await.text("id");
    let path = format!("/self-service-profiles/{id}/sso-ticket");
    let new = json!({ "name": "new" });
    for (extra, words) in [
        (json!({ "connection_id": "con_x" }), "Exactly one"),
        (json!({ "use_for_organization_discovery": true }), "exactly one enabled organization"),
        (
            json!({ "domain_aliases_config": { "domain_verification": "none", "pending_domains": ["a.example"] } }),
            "pending_domains",
        ),
        (json!({ "provisioning_config": { "token_lifetime": 899 } }), "Value 899 is less than minimum 900"),
        (json!({ "enabled_features": { "sso": true } }), "enabled_features"),
        (json!({ "ttl_sec": 432_001 }), "maximum 432000"),
    ] {
        let mut body = json!({ "connection_config": new });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let refused = world.post(&path, body).await.refused(400);
        assert!(refused.contains(words), "{refused}");
    }
}
