//! Sign-in through OpenID Connect connections and their relatives.

use serde_json::{Value, json};

use crate::world::{World, text};

/// The options of a connection to the demo identity provider.
fn options(world: &World, more: Value) -> Value {
    let mut options = json!({
        "type": "back_channel", "client_id": world.idp_told["oidc_client_id"],
        "client_secret": world.idp_told["oidc_client_secret"],
        "discovery_url": world.idp_url("/.well-known/openid-configuration"), "scope": "openid profile email",
    });
    options.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    options
}

#[tokio::test]
async fn a_person_arrives_on_the_back_channel_with_pkce_and_userinfo() {
    let world = World::start().await;
    let more = json!({ "connection_settings": { "pkce": "auto" } });
    world.connect("oidc", "back", options(&world, more)).await;
    let url = world.authorize_url(&[("connection", "back"), ("login_hint", "somebody@globex.example")]);
    let sent = world.browser.step(url.as_str()).await;
    assert_eq!(sent.parameter("code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(sent.parameter("login_hint").as_deref(), Some("somebody@globex.example"));
    let claims = world.claims_through("back").await;
    assert!(text(&claims["sub"]).starts_with("oidc|back|"), "{claims}");
    assert_eq!(claims["email"], world.idp_told["users"][0]["email"]);
    let details = world.log("s").await["details"].clone();
    assert_eq!(details["channel"], "back_channel");
    assert_eq!(details["upstream_userinfo_fetch"], json!({ "status": "SUCCESS" }));
}

#[tokio::test]
async fn a_person_arrives_on_the_front_channel_without_a_secret() {
    let world = World::start().await;
    let more = json!({ "type": "front_channel", "client_secret": null });
    world.connect("oidc", "front", options(&world, more)).await;
    let claims = world.claims_through("front").await;
    assert_eq!(claims["email"], world.idp_told["users"][0]["email"]);
    assert_eq!(world.log("s").await["details"]["channel"], "front_channel");
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_told() {
    let world = World::start().await;
    world.connect("oidc", "globex", options(&world, json!({}))).await;
    let told = [
        ("wrong_certificate", "no matching key found in the provider's JWKS"),
        ("wrong_audience", "aud mismatch, expected "),
        ("expired_assertion", "id_token expired, now "),
        ("user_not_assigned", "User is not assigned to the client application."),
    ];
    for (switch, words) in told {
        world.misbehave(switch).await;
        let page = world.through("globex", &[]).await;
        let refused = page.parameter("error_description").unwrap();
        assert!(refused.starts_with(words), "{switch}: {refused}");
        assert_eq!(world.log("f").await["description"], refused.as_str());
    }
    world.misbehave("").await;
    let wrong = [
        (
            "secret",
            json!({ "client_secret": "guessed" }),
            "invalid_client (The client id or secret is wrong.)",
        ),
        (
            "algorithms",
            json!({ "id_token_signed_response_algs": ["ES256"] }),
            "unexpected JWT alg received, expected ES256, got: RS256",
        ),
        (
            "issuer",
            json!({ "issuer": "https://idp.example" }),
            "unexpected iss value, expected https://idp.example",
        ),
    ];
    for (name, more, words) in wrong {
        world.connect("oidc", name, options(&world, more)).await;
        let refused = world.through(name, &[]).await.parameter("error_description").unwrap();
        assert!(refused.starts_with(words), "{name}: {refused}");
    }
}

#[tokio::test]
async fn claims_become_the_profile_as_the_connection_says() {
    let world = World::start().await;
    let map = json!({ "attribute_map": {
        "mapping_mode": "use_map",
        "attributes": { "email": "${context.userinfo.email}", "name": "${context.tokenset.given_name}", "company": "Globex" },
    } });
    world.connect("oidc", "mapped", options(&world, map)).await;
    let claims = world.claims_through("mapped").await;
    assert_eq!((&claims["name"], &claims["family_name"]), (&json!("First"), &Value::Null));
    let endpoints = json!({
        "authorization_endpoint": world.idp_url("/oidc/authorize"), "token_endpoint": world.idp_url("/oidc/token"),
        "userinfo_endpoint": world.idp_url("/oidc/userinfo"), "jwks_uri": world.idp_url("/oidc/keys"),
        "issuer": world.idp_url(""), "attribute_map": { "mapping_mode": "basic_profile" },
    });
    let mut okta = options(&world, endpoints);
    okta.as_object_mut().unwrap().remove("discovery_url");
    world.connect("okta", "workforce", okta).await;
    let claims = world.claims_through("workforce").await;
    let id = text(&claims["sub"]);
    assert!(id.starts_with("okta|workforce|"), "{claims}");
    let user = world.get(&format!("users/{}", id.replace('|', "%7C"))).await;
    assert_eq!(user["groups"], Value::Null, "a basic profile has no groups: {user}");
}

#[tokio::test]
async fn microsofts_and_googles_connections_go_where_the_tenant_is_told() {
    let world = World::start().await;
    world.places(json!({ "waad": world.idp_url(""), "google-apps": world.idp_url("") })).await;
    let credentials = |more: Value| {
        let mut options = options(&world, more);
        let options_map = options.as_object_mut().unwrap();
        options_map.remove("discovery_url");
        options_map.remove("scope");
        options_map.remove("type");
        options
    };
    let domain = json!({ "domain": "globex.example", "tenant_domain": "globex.example" });
    world.connect("waad", "entra", credentials(domain.clone())).await;
    let claims = world.claims_through("entra").await;
    assert!(text(&claims["sub"]).starts_with("waad|") && !text(&claims["sub"]).contains("entra"), "{claims}");
    assert_eq!(claims["email_verified"], false);
    let trusted = json!({
        "domain": "globex.example", "should_trust_email_verified_connection": "always_set_emails_as_verified",
    });
    world.connect("waad", "trusted", credentials(trusted)).await;
    assert_eq!(world.claims_through("trusted").await["email_verified"], true);
    world.connect("google-apps", "workspace", credentials(domain)).await;
    let claims = world.claims_through("workspace").await;
    assert_eq!(claims["sub"], format!("google-apps|{}", text(&world.idp_told["users"][0]["email"])));
}

#[tokio::test]
async fn without_a_place_microsofts_own_address_is_used() {
    let world = World::start().await;
    let options = json!({ "client_id": "x", "client_secret": "x", "domain": "globex.example" });
    world.connect("waad", "entra", options).await;
    world.places(json!({ "waad": "http://localhost:1/{tenant}/v2.0" })).await;
    let page = world.authorize(&[("connection", "entra")]).await;
    let told = page.parameter("error_description").unwrap();
    assert_eq!(
        told,
        "http://localhost:1/globex.example/v2.0/.well-known/openid-configuration does not answer"
    );
}
