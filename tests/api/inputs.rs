//! Hostile and mistaken inputs in place of metadata: each a clear problem, nothing kept.

use serde_json::{Value, json};
use support::{Answer, Caller, World};

const PATH: &str = "/api/v1/organizations/current/connections";
const XXE: &str = r#"<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/&x;"/>"#;
const LAUGHS: &str = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="&d;"/>"#;

fn five_megabytes() -> String {
    format!("<EntityDescriptor>{}</EntityDescriptor>", "<!-- padding -->".repeat(5 * 1024 * 1024 / 16))
}

/// What was given, what the reader calls it, and the problem's code.
fn inputs() -> Vec<(String, &'static str, &'static str)> {
    vec![
        ("<!doctype html><html><body>Sign in</body></html>".to_owned(), "html_page", "invalid_metadata"),
        (support::private_key(), "private_key_pasted", "private_key_received"),
        (XXE.to_owned(), "doctype_forbidden", "invalid_metadata"),
        (LAUGHS.to_owned(), "doctype_forbidden", "invalid_metadata"),
        (five_megabytes(), "too_large", "invalid_metadata"),
        ("{\"issuer\": \"https://idp.example\"}".to_owned(), "looks_like_json", "invalid_metadata"),
        ("certainly not XML".to_owned(), "not_xml", "invalid_metadata"),
        ("<a><b></a>".to_owned(), "not_well_formed", "invalid_metadata"),
        (String::new(), "empty", "invalid_metadata"),
    ]
}

fn has_error(body: &Value, list: &str, code: &str) -> bool {
    body[list].as_array().is_some_and(|errors| errors.iter().any(|error| error["code"] == code))
}

#[tokio::test]
async fn unusable_metadata_is_refused_in_words_and_changes_nothing() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let created = owner.post(PATH, json!({ "provider": "custom-saml", "display_name": "Draft" })).await;
    let one = format!("{PATH}/{}", created.expect_status(201).json()["id"].as_str().unwrap());
    let before = owner.get(&one).await;
    for (input, reason, code) in inputs() {
        let answer = owner.patch(&one, json!({ "saml": { "metadata": input } })).await;
        let problem = answer.expect_problem(422, code);
        assert!(has_error(&problem, "errors", reason), "{reason}: {problem:#}");
        assert_eq!(problem["errors"][0]["pointer"], "/saml/metadata", "{problem:#}");
        assert!(!problem["errors"][0]["fix"].as_str().unwrap().is_empty(), "{problem:#}");
        assert_eq!(owner.get(&one).await.json(), before.json(), "{reason} has changed the draft");
    }
}

#[tokio::test]
async fn inspection_explains_the_same_inputs() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    for (input, reason, _) in inputs() {
        let answer = owner.post("/api/v1/metadata/inspect", json!({ "metadata": input })).await;
        let inspection = answer.expect_status(200).json();
        assert_eq!(inspection["verdict"], "reject", "{reason}");
        assert!(has_error(&inspection, "findings", reason), "{reason}: {inspection:#}");
    }
    let both = json!({ "metadata": "x", "certificate": "y" });
    owner.post("/api/v1/metadata/inspect", both).await.expect_problem(422, "invalid_request");
    owner.post("/api/v1/metadata/inspect", json!({})).await.expect_problem(422, "invalid_request");
}

#[tokio::test]
async fn a_pasted_private_key_is_found_nowhere_afterwards() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let key = support::private_key();
    let body = json!({ "provider": "custom-saml", "saml": { "metadata": key } });
    let problem = owner.post(PATH, body).await.expect_problem(422, "private_key_received");
    let secret = key.lines().nth(3).unwrap();
    assert!(!problem.to_string().contains(secret));
    for entry in std::fs::read_dir(world.folder()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "the key is in {}", path.display());
    }
}

async fn inspect_url(owner: &Caller, url: &str) -> Answer {
    owner.post("/api/v1/metadata/inspect", json!({ "metadata_url": url })).await
}

#[tokio::test]
async fn addresses_that_lead_inside_are_not_fetched() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let inside = [
        "https://127.0.0.1/metadata",
        "https://10.0.0.1/metadata",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/metadata",
        "https://[::ffff:127.0.0.1]/metadata",
        "https://2130706433/",
        "https://0x7f.1/",
        "http://idp.example/metadata",
        "file:///etc/passwd",
        "ftp://idp.example/metadata",
        "https://user:hunter2@idp.example/metadata",
        "not an address",
    ];
    for url in inside {
        let answer = inspect_url(&owner, url).await;
        let body = answer.json();
        let told = body["code"] == "fetch_failed" || body["code"] == "invalid_request";
        assert!(told && answer.status == 422, "{url}: {} {}", answer.status, answer.text());
        assert!(!answer.text().contains("hunter2"), "{url}: credentials are echoed");
    }
}

#[tokio::test]
async fn metadata_is_read_from_the_demo_provider() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let answer =
        inspect_url(&owner, world.idp["saml_metadata_url"].as_str().unwrap()).await.expect_status(200);
    let inspection = answer.json();
    assert_eq!(inspection["kind"], "saml");
    assert_ne!(inspection["verdict"], "reject", "{inspection:#}");
    assert_eq!(inspection["saml"]["certificates"].as_array().unwrap().len(), 1);

    let body = json!({ "oidc_issuer": world.idp["oidc_issuer"] });
    let inspection = owner.post("/api/v1/metadata/inspect", body).await.expect_status(200).json();
    assert_eq!(inspection["kind"], "oidc");
    assert_ne!(inspection["verdict"], "reject", "{inspection:#}");
    assert_eq!(inspection["oidc"]["issuer"], world.idp["oidc_issuer"]);
}
