//! Attribute mapping, certificates and the preflight of a connection.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, Connection, World, send};

async fn upstream(world: &World, connection: &Connection<'_>) -> Value {
    let now = connection.now().await;
    let id = now["upstream"]["connection_id"].as_str().unwrap();
    world.auth0_get(&format!("connections/{id}")).await
}

fn email(mapping: &Value) -> &Value {
    mapping["attributes"].as_array().unwrap().iter().find(|one| one["target"] == "email").unwrap()
}

async fn put(owner: &Caller, path: &str, body: &Value) -> support::Answer {
    let etag = owner.get(path).await.etag();
    send(owner.request(Method::PUT, path).header("If-Match", etag).json(body)).await
}

#[tokio::test]
async fn a_mapping_is_tried_against_the_last_test_and_reaches_auth0_as_a_revision() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let path = format!("{}/attribute-mapping", connection.path);
    let before = owner.get(&path).await.expect_status(200).json();
    assert_eq!((&before["editable"], &before["compared_with"]), (&json!(true), &Value::Null));
    connection.test(&world).await;
    let compared = owner.get(&path).await.expect_status(200).json();
    let (address, _) = world.idp_user();
    assert_eq!(
        (&email(&compared)["received"], &email(&compared)["required"]),
        (&json!(address), &json!(true))
    );

    let wish = json!({ "attributes": { "email": ["mail", "upn"] } });
    let preview = owner.post(&format!("{path}/preview"), wish.clone()).await.expect_status(200).json();
    assert_eq!(email(&preview)["sources"], json!(["mail", "upn"]));
    let revision = connection.now().await["revision"].as_u64().unwrap();
    send(owner.request(Method::PUT, &path).json(&wish)).await.expect_problem(428, "precondition_required");
    put(&owner, &path, &wish).await.expect_status(200);
    let now = connection.until("configured").await;
    assert_eq!(now["revision"], json!(revision + 1), "a new mapping has to be tested again");
    assert_eq!(
        upstream(&world, &connection).await["options"]["fieldsMap"],
        json!({ "email": ["mail", "upn"] })
    );
    for bad in [json!({ "e mail": ["mail"] }), json!({ "email": [] }), json!({ "email": ["${x}"] })] {
        let answer = owner.post(&format!("{path}/preview"), json!({ "attributes": bad })).await;
        answer.expect_problem(422, "invalid_request");
    }

    let google = json!({ "provider": "google-workspace-oauth", "google_apps": { "domain": "acme.example" } });
    let google = Connection::create(&owner, google).await;
    let answer = owner.post(&format!("{}/attribute-mapping/preview", google.path), wish).await;
    answer.expect_problem(409, "invalid_state");
}

fn new_certificate() -> String {
    rcgen::generate_simple_self_signed(vec!["idp.globex.example".to_owned()]).unwrap().cert.pem()
}

fn in_seconds(seconds: i64) -> String {
    #[expect(clippy::disallowed_methods, reason = "a certificate takes over by the real clock")]
    let now = chrono::Utc::now();
    (now + TimeDelta::seconds(seconds)).to_rfc3339()
}

fn in_use(certificates: &Value) -> &Value {
    certificates.as_array().unwrap().iter().find(|one| one["standing"] == "in_use").unwrap()
}

#[tokio::test]
async fn a_staged_certificate_takes_over_at_its_time_by_itself() {
    let world =
        World::start_with(support::WorldOptions { linter_policy: Some("lenient"), ..Default::default() })
            .await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let path = format!("{}/certificates", connection.path);
    let before = owner.get(&path).await.expect_status(200).json();
    let old = in_use(&before)["sha256"].as_str().unwrap().to_owned();
    let signing_before = upstream(&world, &connection).await["options"]["signingCert"].clone();

    let late = json!({ "certificate": new_certificate(), "effective_at": "4999-01-01T00:00:00Z" });
    owner.post(&path, late).await.expect_problem(422, "invalid_request");
    let soon = in_seconds(4);
    let staged = owner.post(&path, json!({ "certificate": new_certificate(), "effective_at": soon })).await;
    let staged = staged.expect_status(201).json();
    assert_eq!(staged["standing"], "staged", "{staged:#}");
    let waiting = owner.get(&path).await.expect_status(200).json();
    assert_eq!(in_use(&waiting)["sha256"], json!(old), "the old one stays until then");

    let new = staged["sha256"].clone();
    owner.get_until(&path, |all| in_use(all)["sha256"] == new).await;
    let now = connection.until("active").await;
    assert_eq!(now["state"], "active", "people go on signing in");
    assert_ne!(upstream(&world, &connection).await["options"]["signingCert"], signing_before);
    let used = format!("{path}/{}", new.as_str().unwrap());
    send(owner.request(Method::DELETE, &used)).await.expect_problem(409, "invalid_state");
    send(owner.request(Method::DELETE, &format!("{path}/{old}"))).await.expect_status(204);
    owner.get(&format!("{path}/{old}")).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_preflight_looks_at_auth0_and_at_the_provider() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let path = format!("{}/preflight", connection.path);
    assert_eq!(owner.get(&path).await.expect_status(200).json()["state"], "pending");
    let clear = owner.post(&path, json!({})).await.expect_status(200).json();
    assert_eq!(clear["state"], "clear", "{clear:#}");
    assert_eq!(clear["revision"], connection.now().await["revision"]);

    let given = json!({ "domain": "globex.invalid", "client_id": "0oa1bcd2EfGhIjKlM5d7" });
    let nowhere = Connection::create(&owner, json!({ "provider": "okta-oidc", "okta": given })).await;
    let blocked =
        owner.post(&format!("{}/preflight", nowhere.path), json!({})).await.expect_status(200).json();
    assert_eq!(blocked["state"], "blocked", "{blocked:#}");
    let codes: Vec<_> =
        blocked["findings"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert!(codes.contains(&json!("provider_not_found")), "{blocked:#}");
}
