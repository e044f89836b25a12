//! Drafts of connections: what may be given, how it is read, what is told of it.

use serde_json::{Value, json};
use support::{CONNECTIONS, Connection, World};

#[tokio::test]
async fn a_draft_may_be_incomplete_and_is_completed_later() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let draft = Connection::create(&owner, json!({ "provider": "okta-saml" })).await;
    let now = draft.now().await;
    assert_eq!((&now["strategy"], &now["upstream"]), (&json!("samlp"), &Value::Null));
    assert!(!now["display_name"].as_str().unwrap().is_empty());
    owner.post(&format!("{}/configure", draft.path), json!({})).await.expect_status(409);

    let saml = json!({ "saml": { "metadata_url": world.idp["saml_metadata_url"] } });
    let saved = owner.patch(&draft.path, saml).await.expect_status(200).json();
    assert_eq!(saved["revision"], json!(now["revision"].as_u64().unwrap() + 1));
    assert_eq!(saved["saml"]["source"], "url");
    assert!(saved["saml"]["entity_id"].as_str().is_some());
}

#[tokio::test]
async fn saml_comes_by_address_by_text_or_by_hand_and_reads_the_same() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let url = world.idp["saml_metadata_url"].as_str().unwrap();
    let metadata = world.http.get(url).send().await.unwrap().text().await.unwrap();
    let by_address = Connection::saml(&world, &owner).await.now().await;
    let body = json!({ "provider": "custom-saml", "saml": { "metadata": metadata } });
    let by_text = Connection::create(&owner, body).await.now().await;
    let saml = &by_text["saml"];
    let by_hand =
        json!({ "sign_in_url": saml["sign_in"][0]["url"], "certificate": saml["certificates"][0]["pem"] });
    let by_hand =
        Connection::create(&owner, json!({ "provider": "custom-saml", "saml": by_hand })).await.now().await;
    assert_eq!(by_address["saml"]["source"], "url");
    assert_eq!(by_text["saml"]["source"], "text");
    assert_eq!(by_hand["saml"]["source"], "manual");
    for one in [&by_text, &by_hand] {
        assert_eq!(one["saml"]["certificates"][0]["sha256"], by_address["saml"]["certificates"][0]["sha256"]);
        assert_eq!(one["saml"]["sign_in"][0]["url"], by_address["saml"]["sign_in"][0]["url"]);
    }
    let mixed = json!({ "provider": "custom-saml", "saml": { "metadata": "x", "metadata_url": "https://a.example" } });
    owner.post(CONNECTIONS, mixed).await.expect_problem(422, "invalid_request");
    let other = json!({ "provider": "custom-saml", "oidc": { "issuer": "https://a.example" } });
    owner.post(CONNECTIONS, other).await.expect_problem(422, "invalid_request");
}

#[tokio::test]
async fn a_client_secret_goes_in_and_never_comes_out() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let draft = Connection::oidc(&world, &owner).await;
    let secret = world.idp["oidc_client_secret"].as_str().unwrap();
    let answers = [
        owner.get(&draft.path).await,
        owner.get(CONNECTIONS).await,
        owner.get(&format!("{}/revisions", draft.path)).await,
        owner.get("/api/v1/organizations/current/audit-events").await,
    ];
    for answer in answers {
        let text = answer.expect_status(200).text();
        assert!(!text.contains(secret), "{text}");
    }
    assert_eq!(draft.now().await["oidc"]["client_secret"]["set"], true);
    assert!(!world.portal_log().contains(secret));
    for entry in std::fs::read_dir(world.folder()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "the secret is in {}", path.display());
    }
}

#[tokio::test]
async fn the_values_to_type_are_known_before_auth0_knows_the_connection() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let draft = Connection::saml(&world, &owner).await;
    let before = owner.get(&format!("{}/service-provider", draft.path)).await.expect_status(200).json();
    let value = |kind: &str| {
        let fields = before["fields"].as_array().unwrap();
        fields
            .iter()
            .find(|field| field["kind"] == kind)
            .map(|field| field["value"].as_str().unwrap().to_owned())
    };
    let (acs, entity_id) = (value("acs_url").expect("an ACS URL"), value("entity_id").expect("an entity ID"));
    draft.configure().await;
    let after = owner.get(&format!("{}/service-provider", draft.path)).await.expect_status(200).json();
    assert_eq!(before, after, "configuring changed what was typed into the identity provider");

    // What Auth0's own metadata of the connection says is what was told.
    let name = draft.now().await["upstream"]["name"].as_str().unwrap().to_owned();
    let url = format!("{}samlp/metadata?connection={name}", world.auth0["issuer"].as_str().unwrap());
    let metadata = world.http.get(url).send().await.unwrap().text().await.unwrap();
    assert!(metadata.contains(&entity_id), "{entity_id} in {metadata}");
    assert!(metadata.contains(acs.split('?').next().unwrap()), "{acs} in {metadata}");
}

#[tokio::test]
async fn every_change_leaves_a_revision_and_an_audit_event() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let draft = Connection::saml(&world, &owner).await;
    owner.patch(&draft.path, json!({ "display_name": "Renamed" })).await.expect_status(200);
    draft.configure().await;
    let revisions = owner.get(&format!("{}/revisions", draft.path)).await.expect_status(200).json();
    assert!(!revisions["data"].as_array().unwrap().is_empty(), "{revisions:#}");
    let events = owner.get("/api/v1/organizations/current/audit-events").await.expect_status(200).json();
    let actions: Vec<_> =
        events["data"].as_array().unwrap().iter().map(|event| event["action"].clone()).collect();
    assert!(actions.contains(&json!("connection.created")), "{actions:?}");
    assert!(actions.contains(&json!("connection.updated")), "{actions:?}");
    let event = &events["data"][0];
    assert_eq!(event["actor"]["type"], "person");
    assert!(event["request_id"].as_str().is_some() && event["after_digest"].as_str().is_some(), "{event:#}");
}

#[tokio::test]
async fn findings_of_the_vendors_policy_block_and_those_of_a_lenient_one_warn() {
    let expired = expired_metadata();
    for (policy, severity) in [("strict", "error"), ("lenient", "warning")] {
        let options = support::WorldOptions { linter_policy: Some(policy), ..Default::default() };
        let world = World::start_with(options).await;
        let owner = world.sign_in("owner", Some("globex")).await;
        let body = json!({ "metadata": expired });
        let inspection = owner.post("/api/v1/metadata/inspect", body).await.expect_status(200).json();
        let findings = inspection["findings"].as_array().unwrap();
        let about = findings.iter().find(|finding| finding["code"].as_str().unwrap().contains("expired"));
        assert_eq!(about.expect("a finding about the certificate")["severity"], severity, "{inspection:#}");
    }
}

/// Metadata whose only certificate ended in 2020.
fn expired_metadata() -> String {
    let key = rcgen_key();
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    parameters.not_before = rcgen::date_time_ymd(2018, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let certificate = parameters.self_signed(&key).unwrap();
    let body: String = certificate.pem().lines().filter(|line| !line.starts_with("---")).collect();
    format!(
        r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.globex.example/saml">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{body}</X509Certificate></X509Data></KeyInfo>
</KeyDescriptor><SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
Location="https://idp.globex.example/sso"/></IDPSSODescriptor></EntityDescriptor>"#
    )
}

fn rcgen_key() -> rcgen::KeyPair {
    rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap()
}
