//! Signing out, here and at the identity provider.

use serde_json::json;

use crate::world::{World, text};

async fn is_signed_in(world: &World, connection: &str) -> bool {
    let url = world.authorize_url(&[("connection", connection), ("prompt", "none")]);
    let page = world.browser.open(url.as_str()).await;
    if page.parameter("code").is_some() {
        return true;
    }
    assert_eq!(page.parameter("error").as_deref(), Some("login_required"));
    false
}

async fn is_signed_in_at_provider(world: &World) -> bool {
    world.browser.open(&world.idp_url("/sign-out")).await.body.contains("You are signed in as")
}

#[tokio::test]
async fn a_plain_logout_ends_the_tenants_session_only() {
    let world = World::start().await;
    world.connect_saml("globex", json!({})).await;
    world.through("globex", &[]).await;
    assert!(is_signed_in(&world, "globex").await);
    world.browser.open(&world.url("v2/logout")).await;
    assert!(!is_signed_in(&world, "globex").await);
    assert!(is_signed_in_at_provider(&world).await);
    let record = world.log("slo").await;
    assert_eq!((&record["connection"], &record["type"]), (&json!("globex"), &json!("slo")));
    assert_eq!(world.log("fsa").await["details"]["error"]["oauthError"], "login_required");
}

#[tokio::test]
async fn a_federated_logout_ends_the_providers_session_too_by_every_protocol() {
    let world = World::start().await;
    let target = "http://localhost:9/";
    let client = text(&world.told["portal"]["client_id"]);
    world.connect_saml("by-saml", json!({})).await;
    let oidc = json!({
        "type": "back_channel", "client_id": world.idp_told["oidc_client_id"],
        "client_secret": world.idp_told["oidc_client_secret"],
        "discovery_url": world.idp_url("/.well-known/openid-configuration"),
    });
    world.connect("oidc", "by-oidc", oidc).await;
    world
        .connect("adfs", "by-wsfed", json!({ "adfs_server": world.idp_told["federation_metadata_url"] }))
        .await;
    for connection in ["by-saml", "by-oidc", "by-wsfed"] {
        world.through(connection, &[]).await;
        assert!(is_signed_in_at_provider(&world).await, "{connection}");
        let page = world
            .browser
            .open(&world.url(&format!("v2/logout?federated&client_id={client}&returnTo={target}")))
            .await;
        assert_eq!(page.url.as_str(), target, "{connection}: {}", page.body);
        assert!(!is_signed_in_at_provider(&world).await, "{connection}");
        assert!(!is_signed_in(&world, connection).await, "{connection}");
    }
}

#[tokio::test]
async fn a_logout_that_begins_at_the_provider_counts_when_it_is_signed() {
    let world = World::start().await;
    world.connect_saml("globex", json!({})).await;
    world.through("globex", &[]).await;
    let console = world.browser.open(&world.idp_url("/console")).await;
    let app = console.link("urn:auth0:local:globex");
    let id = app.path_segments().unwrap().next_back().unwrap().to_owned();
    world.misbehave("wrong_certificate").await;
    let page = world.browser.open(&world.idp_url(&format!("/saml/end/{id}"))).await;
    assert_eq!(page.status, 400, "{}", page.body);
    assert!(text(&world.log("flo").await["description"]).contains("not signed"));
    assert!(is_signed_in(&world, "globex").await);

    world.misbehave("").await;
    let page = world.browser.open(&world.idp_url("/sign-in")).await;
    world.sign_in_at_provider(&page).await;
    world.browser.open(&world.idp_url(&format!("/saml/end/{id}"))).await;
    assert!(!is_signed_in(&world, "globex").await);
    assert_eq!(world.log("slo").await["details"]["initiated_by"], "identity_provider");
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_allowed() {
    let world = World::start().await;
    let (client, _) = world.client();
    for path in [
        "v2/logout?returnTo=https://elsewhere.example/".to_owned(),
        format!("v2/logout?client_id={client}&returnTo=https://elsewhere.example/"),
        format!("oidc/logout?client_id={client}&post_logout_redirect_uri=https://elsewhere.example/"),
        "oidc/logout?id_token_hint=made.up.token".to_owned(),
    ] {
        let page = world.browser.open(&world.url(&path)).await;
        assert_eq!(page.status, 400, "{path}: {}", page.url);
    }
    assert!(text(&world.log("flo").await["description"]).contains("is not defined as a valid URL"));
}
