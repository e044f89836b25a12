//! `samlp` and `pingfederate`: what metadata and the certificate give.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{super::World, certificate, make, publish};

fn metadata(certificate: &str) -> String {
    format!(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:idp"><IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/out"/><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/in"/></IDPSSODescriptor></EntityDescriptor>"#
    )
}

#[actix_web::test]
async fn metadata_is_read_and_not_kept() {
    let world = World::start().await;
    let (pem, body) = certificate("idp.example");
    let id = make(&world, "customer", "samlp", json!({ "metadataXml": metadata(&body) })).await;
    let shown = world.get(&format!("/connections/{id}")).await.expect(200);
    let options = &shown["options"];
    assert!(options.get("metadataXml").is_none());
    assert_eq!(options["signInEndpoint"], "https://idp.example/in");
    assert_eq!(options["signOutEndpoint"], "https://idp.example/out");
    assert_eq!(options["bindingMethod"], "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST");
    assert_eq!(options["signSAMLRequest"], true);
    assert_eq!(options["subject"], json!({ "commonName": "idp.example" }));
    let kept = STANDARD.decode(options["signingCert"].as_str().unwrap()).unwrap();
    assert_eq!(String::from_utf8(kept).unwrap().replace(['\r', '\n'], ""), pem.replace(['\r', '\n'], ""));
    let address = shown["provisioning_ticket_url"].as_str().unwrap();
    assert!(address.contains("/p/samlp/"), "{address}");
}

#[actix_web::test]
async fn a_change_replaces_all_options_and_derives_anew() {
    let world = World::start().await;
    let (pem, _) = certificate("old.example");
    let options = json!({
        "signInEndpoint": "https://old.example/in", "signingCert": pem, "debug": true,
        "signing_key": { "key": "k", "cert": "c" },
    });
    let id = make(&world, "customer", "samlp", options).await;
    let (pem, body) = certificate("new.example");
    publish(&world, vec![("https://idp.example/metadata", metadata(&body))]);
    let path = format!("/connections/{id}");
    let wish = json!({ "options": { "metadataUrl": "https://idp.example/metadata" } });
    let options = world.patch(&path, wish).await.expect(200)["options"].clone();
    for lost in ["debug", "signing_key", "assertion_decryption_settings"] {
        assert!(options.get(lost).is_none(), "{lost} survived");
    }
    assert_eq!(options["metadataUrl"], "https://idp.example/metadata");
    assert_eq!(options["cert"].as_str().unwrap().lines().nth(1), pem.lines().nth(1));
    assert_eq!(options["subject"]["commonName"], "new.example");
    assert_eq!(options["thumbprints"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn metadata_that_cannot_be_used_is_refused() {
    let world = World::start().await;
    publish(&world, vec![("https://idp.example/huge", " ".repeat(4 * 1024 * 1024 + 1))]);
    let wish = |options| json!({ "name": "customer", "strategy": "samlp", "options": options });
    let huge = world.post("/connections", wish(json!({ "metadataUrl": "https://idp.example/huge" }))).await;
    assert!(huge.refused(400).contains("exceeded the maximum allowed size of 4 MB"));
    let broken = world.post("/connections", wish(json!({ "metadataXml": "<no" }))).await;
    assert!(broken.refused(400).contains("Invalid SAML metadata"));
    let empty = world.post("/connections", wish(json!({}))).await;
    assert!(empty.refused(400).contains("signingCert"));
}

#[actix_web::test]
async fn pingfederate_never_gives_the_certificate_back_as_it_was_sent() {
    let world = World::start().await;
    let (pem, _) = certificate("ping.example");
    let options = json!({ "pingFederateBaseUrl": "https://ping.example", "signingCert": pem });
    let id = make(&world, "customer", "pingfederate", options).await;
    let shown = world.get(&format!("/connections/{id}")).await.expect(200)["options"].clone();
    assert!(shown.get("signingCert").is_none());
    assert!(shown["cert"].as_str().unwrap().contains("BEGIN CERTIFICATE"));
    assert!(shown.get("assertion_decryption_settings").is_none());
}
