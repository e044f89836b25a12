//! Settings of which there is one

use serde_json::json;

use crate::budget::Tier;

use super::World;

#[actix_web::test]
async fn tenant_flags_are_merged_and_minutes_become_hours() {
    let world = World::start().await;
    let path = "/tenants/settings";
    let changed = world
        .patch(path, json!({ "flags": { "enable_apis_section": true }, "session_lifetime_in_minutes": 181 }))
        .await
        .expect(200);
    assert_eq!(changed["flags"]["enable_apis_section"], true);
    assert_eq!(changed["flags"]["enable_sso"], true);
    let read = world.get(path).await.expect(200);
    assert!((read["session_lifetime"].as_f64().unwrap() - 181.0 / 60.0).abs() < 1e-9);
    assert_eq!(read["sandbox_versions_available"], json!(["22", "18", "12"]));
    let one = world.get("/tenants/settings?fields=friendly_name&include_fields=true").await.expect(200);
    assert_eq!(one.as_object().unwrap().len(), 1);
    assert!(world.patch(path, json!({ "no_such": 1 })).await.refused(400).contains("no_such"));
}

#[actix_web::test]
async fn branding_and_prompts_are_repeated_in_the_settings() {
    let world = World::start().await;
    let colours = json!({ "primary": "#ff0000", "page_background": "#00ff00" });
    world.patch("/branding", json!({ "colors": colours })).await.expect(200);
    world.patch("/prompts", json!({ "identifier_first": false })).await.expect(200);
    let settings = world.get("/tenants/settings").await.expect(200);
    assert_eq!(settings["universal_login"], json!({ "colors": colours }));
    let changed = world.patch("/tenants/settings", json!({ "friendly_name": "x" })).await.expect(200);
    assert_eq!(changed["universal_login"], json!({ "colors": colours, "identifier_first": false }));
    assert!(
        world
            .patch("/branding", json!({ "colors": { "primary": "red" } }))
            .await
            .refused(400)
            .contains("pattern")
    );
    assert!(
        world
            .patch("/branding", json!({ "logo_url": "http://x.example/l" }))
            .await
            .refused(400)
            .contains("https")
    );
}

#[actix_web::test]
async fn attack_protection_starts_as_auth0_sets_it_and_hides_captcha_keys() {
    let world = World::start().await;
    let throttling = "/attack-protection/suspicious-ip-throttling";
    let changed = world
        .patch(throttling, json!({ "stage": { "pre-login": { "max_attempts": 7, "rate": 864_000 } } }))
        .await
        .expect(200);
    assert_eq!(changed["stage"]["pre-login"]["max_attempts"], 7);
    assert_eq!(changed["stage"]["pre-user-registration"]["max_attempts"], 50);
    let captcha =
        json!({ "active_provider_id": "hcaptcha", "hcaptcha": { "site_key": "s", "secret": "deep" } });
    let changed = world.patch("/attack-protection/captcha", captcha).await.expect(200);
    assert_eq!(changed["hcaptcha"], json!({ "site_key": "s" }));
    let bad = world.patch(throttling, json!({ "allowlist": ["10.0.0.0/33"] })).await.refused(400);
    assert!(bad.contains("None of the valid schemas were met"), "{bad}");
}

#[actix_web::test]
async fn factors_are_switched_one_by_one_and_policies_are_a_list() {
    let world = World::start().await;
    world.put("/guardian/factors/otp", json!({ "enabled": true })).await.expect(200);
    let factors = world.get("/guardian/factors").await.expect(200);
    let on: Vec<_> = factors.as_array().unwrap().iter().filter(|one| one["enabled"] == true).collect();
    assert_eq!((on.len(), &on[0]["name"]), (1, &json!("otp")));
    world.put("/guardian/factors/nose", json!({ "enabled": true })).await.expect(400);
    assert_eq!(
        world.put("/guardian/policies", json!(["all-applications"])).await.expect(200),
        json!(["all-applications"])
    );
    world.put("/guardian/policies", json!(["sometimes"])).await.expect(400);
}

#[actix_web::test]
async fn texts_of_a_prompt_are_kept_by_language() {
    let world = World::start().await;
    let texts = json!({ "login": { "title": "Hello" } });
    world.put("/prompts/login/custom-text/en", texts.clone()).await.expect(200);
    assert_eq!(world.get("/prompts/login/custom-text/en").await.expect(200), texts);
    assert_eq!(world.get("/prompts/login/custom-text/de").await.expect(200), json!({}));
    world.get("/prompts/unheard/custom-text/en").await.expect(400);
    let theme = world.get("/branding/themes/default").await;
    assert_eq!(theme.body["errorCode"], "theme_not_found");
    theme.expect(404);
}

#[actix_web::test]
async fn bot_detection_is_not_part_of_a_free_plan() {
    let world = World::start().await;
    world.get("/attack-protection/bot-detection").await.expect(200);
    world.running.tenant.budgets.change_tier(Tier::Free);
    let refused = world.get("/attack-protection/bot-detection").await;
    assert_eq!(refused.body["errorCode"], "insufficient_entitlement");
    assert_eq!(refused.refused(403), "Please upgrade your subscription to use bot detection");
    world.patch("/attack-protection/bot-detection", json!({ "allowlist": [] })).await.expect(403);
}
