//! The explainer and the detection, as anybody who is signed in can ask them.

use serde_json::json;
use support::World;

#[tokio::test]
async fn what_was_said_is_explained_with_the_providers_own_menus() {
    let world = World::start().await;
    let viewer = world.sign_in("owner", Some("globex")).await;
    let ask = async |body| viewer.post("/api/v1/explain", body).await.expect_status(200).json();

    let known = ask(json!({ "text": "AADSTS50105: the user is not assigned to a role" })).await;
    assert_eq!(known["explanation"]["code"], "user_not_assigned", "{known:#}");
    assert_eq!(known["explanation"]["side"], "idp");
    assert!(known["explanation"]["fix"][0].as_str().unwrap().contains("Enterprise applications"));
    assert!(!known["explanation"]["fixed_when"].as_str().unwrap().is_empty());

    let page = "https://x.example/cb?error=access_denied&error_description=AADSTS90002%3A+Tenant+not+found&code=made-for-this-test";
    let page = ask(json!({ "url": page })).await;
    assert_eq!(page["explanation"]["code"], "directory_not_found");
    assert_eq!(page["alternatives"][0]["code"], "provider_refused");
    assert!(!page.to_string().contains("made-for-this-test"));

    let unknown = ask(json!({ "text": "The moon was in the wrong phase" })).await;
    assert!(unknown["explanation"].is_null() && unknown["alternatives"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_saml_response_is_taken_apart_and_compared() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let response = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\" Version=\"2.0\">\
        <samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\"><samlp:StatusCode \
        Value=\"urn:oasis:names:tc:SAML:2.0:status:RequestDenied\"/></samlp:StatusCode></samlp:Status></samlp:Response>";
    let body = json!({ "saml_response": response, "expected": { "entity_id": "urn:auth0:x" } });
    let answer = owner.post("/api/v1/explain", body).await.expect_status(200).json();
    assert_eq!(answer["explanation"]["code"], "user_not_assigned", "{answer:#}");
    assert_eq!(answer["saml_response"]["assertions"], 0);

    let key = json!({ "saml_response": support::private_key() });
    let refused = owner.post("/api/v1/explain", key).await.expect_status(200).json();
    assert_eq!(refused["findings"][0]["code"], "private_key_pasted");
}

#[tokio::test]
async fn not_exactly_one_thing_is_refused() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    for path in ["/api/v1/explain", "/api/v1/identity-providers/detect"] {
        owner.post(path, json!({})).await.expect_problem(422, "invalid_request");
    }
    owner
        .post("/api/v1/explain", json!({ "text": "a", "url": "b" }))
        .await
        .expect_problem(422, "invalid_request");
}

#[tokio::test]
async fn a_provider_is_recognised_from_an_address_and_a_domain() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let ask =
        async |body| owner.post("/api/v1/identity-providers/detect", body).await.expect_status(200).json();
    let okta = ask(json!({ "url": "https://acme-admin.okta.com/admin/apps" })).await;
    assert_eq!(okta["kind"], "admin_console");
    assert!(okta["providers"][0]["provider"].as_str().unwrap().starts_with("okta"), "{okta:#}");
    let public = ask(json!({ "domain": "jane@gmail.com" })).await;
    assert_eq!(public["public_email_domain"], true);
    assert_eq!(public["findings"][0]["code"], "public_email_domain");
}

#[tokio::test]
async fn an_address_that_is_no_metadata_is_refused_before_it_is_fetched() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let body = json!({ "metadata_url": "https://acme-admin.okta.com/admin/app/x" });
    let inspection = owner.post("/api/v1/metadata/inspect", body).await.expect_status(200).json();
    assert_eq!(inspection["verdict"], "reject");
    assert_eq!(inspection["findings"][0]["code"], "admin_console_url");
}

#[tokio::test]
async fn a_finding_leads_to_a_page_that_says_more() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let body = json!({ "metadata": "hello" });
    let inspection = owner.post("/api/v1/metadata/inspect", body).await.expect_status(200).json();
    let page = inspection["findings"][0]["docs_url"].as_str().unwrap();
    assert!(owner.get(page).await.expect_status(200).text().contains("not_xml"));
    assert_eq!(owner.get("/docs/findings/no_such_code").await.status, 404);
}
