//! Applications described by a document at their address

use std::sync::{Arc, Mutex};

use futures_util::future::{BoxFuture, FutureExt, ready};
use serde_json::{Value, json};

use crate::tenant::provider_documents::{FetchProblem, ProviderDocuments};

use super::World;

const ADDRESS: &str = "https://agent.example/client.json";

/// One document, whatever is asked for.
struct One(Mutex<Value>);

impl ProviderDocuments for One {
    fn fetch<'a>(&'a self, url: &'a str, _: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchProblem>> {
        let known = url == ADDRESS;
        let bytes = self.0.lock().unwrap().to_string().into_bytes();
        ready(if known { Ok(bytes) } else { Err(FetchProblem::Unreachable) }).boxed()
    }
}

async fn world(document: Value) -> (World, Arc<One>) {
    let world = World::start().await;
    let documents = Arc::new(One(Mutex::new(document)));
    world.running.tenant.read_provider_documents_from(documents.clone());
    (world, documents)
}

fn document(name: &str) -> Value {
    json!({ "client_id": ADDRESS, "client_name": name, "redirect_uris": ["https://agent.example/back"] })
}

#[actix_web::test]
async fn a_document_makes_an_application_and_later_changes_it() {
    let (world, documents) = world(document("Agent")).await;
    let wish = json!({ "external_client_id": ADDRESS });
    let preview = world.post("/clients/cimd/preview", wish.clone()).await.expect(200);
    assert_eq!((&preview["validation"]["valid"], preview.get("client_id")), (&json!(true), None));
    let made = world.post("/clients/cimd/register", wish.clone()).await.expect(201);
    let path = format!("/clients/{}", made["client_id"].as_str().unwrap());
    let client = world.get(&path).await.expect(200);
    assert_eq!((&client["name"], &client["external_client_id"]), (&json!("Agent"), &json!(ADDRESS)));
    assert_eq!(
        (&client["is_first_party"], &client["token_endpoint_auth_method"]),
        (&json!(false), &json!("none"))
    );
    *documents.0.lock().unwrap() = document("Renamed");
    let again = world.post("/clients/cimd/register", wish).await.expect(200);
    assert_eq!(again["client_id"], made["client_id"]);
    assert_eq!(world.get(&path).await.expect(200)["name"], "Renamed");
}

#[actix_web::test]
async fn keys_of_the_document_become_credentials() {
    let mut described = document("Agent");
    described["token_endpoint_auth_method"] = json!("private_key_jwt");
    let (world, documents) = world(described.clone()).await;
    let wish = json!({ "external_client_id": ADDRESS });
    let refused = world.post("/clients/cimd/register", wish.clone()).await.refused(400);
    assert_eq!(refused, "private_key_jwt needs a key");
    described["jwks"] = json!({ "keys": world.running.tenant.keys.jwks() });
    *documents.0.lock().unwrap() = described;
    let made = world.post("/clients/cimd/register", wish).await.expect(201);
    let shown = &made["mapped_fields"]["client_authentication_methods"]["private_key_jwt"]["credentials"][0];
    assert_eq!(shown["kid"], world.running.tenant.keys.jwk()["kid"]);
    let path = format!("/clients/{}/credentials", made["client_id"].as_str().unwrap());
    assert_eq!(world.get(&path).await.expect(200)[0]["kid"], shown["kid"]);
}

#[actix_web::test]
async fn what_cannot_be_read_or_is_not_safe_is_said() {
    let (world, documents) = world(json!({ "client_id": "https://other.example" })).await;
    let preview = async |address: &str| {
        world.post("/clients/cimd/preview", json!({ "external_client_id": address })).await
    };
    let violations = preview(ADDRESS).await.expect(200)["validation"]["violations"].clone();
    assert_eq!(violations[0], "client_id is not the address of the document");
    assert!(preview("https://nobody.example/").await.expect(200)["errors"][0].is_string());
    preview("http://agent.example/").await.expect(400);
    *documents.0.lock().unwrap() =
        json!({ "client_id": ADDRESS, "redirect_uris": ["http://agent.example/"] });
    let wish = json!({ "external_client_id": ADDRESS });
    assert!(world.post("/clients/cimd/register", wish).await.refused(400).contains("redirect_uris"));
}
