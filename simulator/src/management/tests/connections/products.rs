//! Entra ID, Google Workspace, AD FS, directories behind a connector, databases.

use serde_json::{Value, json};

use super::{super::World, certificate, make, publish};

async fn shown(world: &World, id: &str) -> Value {
    world.get(&format!("/connections/{id}")).await.expect(200)
}

#[actix_web::test]
async fn the_first_generation_of_entra_has_keys_a_domain_and_a_consent_link() {
    let world = World::start().await;
    let options = |api: &str| json!({ "client_id": "id", "domain": "contoso.example", "identity_api": api });
    let first = make(&world, "one", "waad", options("azure-active-directory-v1.0")).await;
    let first = shown(&world, &first).await;
    assert_eq!(first["options"]["app_domain"], world.running.tenant.domain());
    assert_eq!(first["options"]["thumbprints"].as_array().unwrap().len(), 5);
    assert!(first["provisioning_ticket_url"].as_str().unwrap().contains("/p/waad/"));
    let second = make(&world, "two", "waad", options("microsoft-identity-platform-v2.0")).await;
    let second = shown(&world, &second).await;
    assert_eq!(second["options"]["waad_common_endpoint"], false);
    for absent in ["app_domain", "thumbprints"] {
        assert!(second["options"].get(absent).is_none(), "{absent}");
    }
    assert!(second.get("provisioning_ticket_url").is_none());
    assert_eq!(second["display_name"], "two");
}

#[actix_web::test]
async fn google_keeps_how_users_are_told_apart() {
    let world = World::start().await;
    let options = json!({ "client_id": "id", "domain": "example.com", "map_user_id_to_id": true });
    let id = make(&world, "customer", "google-apps", options).await;
    let wish = json!({ "options": { "client_id": "id", "domain": "example.org" } });
    let changed = world.patch(&format!("/connections/{id}"), wish).await.expect(200);
    assert_eq!(changed["options"]["map_user_id_to_id"], true);
    assert_eq!(changed["options"]["scope"], json!(["email", "profile"]));
    assert_eq!(changed["options"]["domain"], "example.org");
    assert!(changed.get("display_name").is_none());
}

#[actix_web::test]
async fn federation_metadata_gives_endpoint_and_thumbprints() {
    let world = World::start().await;
    let (_, body) = certificate("fs.example.com");
    let metadata = format!(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706"><RoleDescriptor xsi:type="fed:SecurityTokenServiceType"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{body}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><fed:PassiveRequestorEndpoint><EndpointReference xmlns="http://www.w3.org/2005/08/addressing"><Address>https://fs.example.com/adfs/ls/</Address></EndpointReference></fed:PassiveRequestorEndpoint></RoleDescriptor></EntityDescriptor>"#
    );
    publish(
        &world,
        vec![("https://fs.example.com/FederationMetadata/2007-06/FederationMetadata.xml", metadata.clone())],
    );
    let from_server = make(&world, "one", "adfs", json!({ "adfs_server": "fs.example.com" })).await;
    let from_file = make(&world, "two", "adfs", json!({ "fedMetadataXml": metadata })).await;
    let (from_server, from_file) = (shown(&world, &from_server).await, shown(&world, &from_file).await);
    assert_eq!(from_server["options"]["signInEndpoint"], "https://fs.example.com/adfs/ls/");
    assert_eq!(from_server["options"]["thumbprints"], from_file["options"]["thumbprints"]);
    assert_eq!(from_file["options"]["thumbprints"].as_array().unwrap().len(), 1);
    assert!(from_file["options"]["fedMetadataXml"].is_string());
    let neither = json!({ "name": "three", "strategy": "adfs", "options": {} });
    world.post("/connections", neither).await.expect(400);
}

#[actix_web::test]
async fn a_connector_is_online_when_its_agent_is_known() {
    let world = World::start().await;
    let id = make(&world, "customer", "ad", json!({})).await;
    let made = shown(&world, &id).await;
    assert_eq!(made["options"], json!({ "ips": null, "brute_force_protection": true }));
    let path = format!("/connections/{id}/status");
    assert_eq!(world.get(&path).await.refused(404), "not connected to any node");
    let wish = json!({ "options": { "agentIP": "10.0.0.7", "agentVersion": "6.1.0", "agentMode": true } });
    world.patch(&format!("/connections/{id}"), wish).await.expect(200);
    assert_eq!(world.get(&path).await.status, 200);
}

#[actix_web::test]
async fn a_database_does_not_take_two_ways_to_say_what_a_user_name_is() {
    let world = World::start().await;
    let options = json!({
        "attributes": { "username": { "identifier": { "active": true } } },
        "validation": { "username": { "min": 1, "max": 5 } },
    });
    let wish = json!({ "name": "people", "strategy": "auth0", "options": options });
    let refused = world.post("/connections", wish).await.refused(400);
    assert_eq!(refused, "Cannot set both options.attributes and options.validation");
}
