//! Sign-in through WS-Federation, as ADFS and old Entra connections do it.

use serde_json::json;

use crate::world::{World, text};

#[tokio::test]
async fn a_person_arrives_from_adfs_by_address_or_by_file() {
    let world = World::start().await;
    let address = text(&world.idp_told["federation_metadata_url"]);
    world.connect("adfs", "by-address", json!({ "adfs_server": address })).await;
    let file = world.http.get(address).send().await.unwrap().text().await.unwrap();
    world.connect("adfs", "by-file", json!({ "adfs_server": "", "fedMetadataXml": file })).await;
    let email = text(&world.idp_told["users"][0]["email"]);
    for name in ["by-address", "by-file"] {
        let claims = world.claims_through(name).await;
        assert_eq!(claims["sub"], format!("adfs|{name}|{email}"));
        assert_eq!((&claims["email"], &claims["email_verified"]), (&json!(email), &json!(false)));
    }
    assert!(world.log("s").await["details"]["saml_certificate_thumbprint"].is_string());
}

#[tokio::test]
async fn an_old_entra_connection_speaks_it_too() {
    let world = World::start().await;
    world.places(json!({ "waad": world.idp_url("") })).await;
    let options = json!({
        "client_id": "x", "tenant_domain": "globex.example", "waad_protocol": "ws-federation",
        "identity_api": "azure-active-directory-v1.0",
    });
    world.connect("waad", "old-entra", options).await;
    assert!(text(&world.claims_through("old-entra").await["sub"]).starts_with("waad|"));
}

#[tokio::test]
async fn what_is_wrong_with_a_token_is_told_in_auth0s_words() {
    let world = World::start().await;
    let address = text(&world.idp_told["federation_metadata_url"]);
    world.connect("adfs", "globex", json!({ "adfs_server": address })).await;
    let told = [
        ("wrong_certificate", "Invalid thumbprint (configured: "),
        ("wrong_audience", "Audience is invalid. Configured: urn:auth0:local:globex"),
        ("expired_assertion", "assertion has expired."),
    ];
    for (switch, words) in told {
        world.misbehave(switch).await;
        let refused = world.through("globex", &[]).await.parameter("error_description").unwrap();
        assert!(refused.starts_with(words), "{switch}: {refused}");
        assert_eq!(world.log("f").await["description"], refused.as_str());
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named() {
    let world = World::start().await;
    world.connect("adfs", "away", json!({ "adfs_server": "http://localhost:1/metadata.xml" })).await;
    let page = world.authorize(&[("connection", "away")]).await;
    assert_eq!(
        page.parameter("error_description").as_deref(),
        Some("http://localhost:1/metadata.xml does not answer")
    );
}
