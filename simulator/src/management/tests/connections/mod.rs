//! Connections and everything below them.

mod directory;
mod keys;
mod lifecycle;
mod openid;
mod products;
mod saml;
mod scim;

use std::sync::Arc;

use futures_util::future::{BoxFuture, ready};
use serde_json::{Value, json};

use crate::tenant::provider_documents::{FetchProblem, ProviderDocuments};

use super::World;

/// What identity providers publish, without a network.
struct Published(Vec<(&'static str, String)>);

impl ProviderDocuments for Published {
    fn fetch<'a>(&'a self, url: &'a str, limit: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchProblem>> {
        let found = self.0.iter().find(|(address, _)| *address == url);
        Box::pin(ready(match found {
            None => Err(FetchProblem::Unreachable),
            Some((_, document)) if document.len() > limit => Err(FetchProblem::TooLarge),
            Some((_, document)) => Ok(document.clone().into_bytes()),
        }))
    }
}

fn publish(world: &World, documents: Vec<(&'static str, String)>) {
    world.running.tenant.read_provider_documents_from(Arc::new(Published(documents)));
}

/// A self-signed certificate: PEM, and its body alone.
fn certificate(name: &str) -> (String, String) {
    let pair = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    let pem = params.self_signed(&pair).unwrap().pem();
    let body = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    (pem, body)
}

/// Creates a connection and gives its id.
async fn make(world: &World, name: &str, strategy: &str, options: Value) -> String {
    let wish = json!({ "name": name, "strategy": strategy, "options": options });
    let made = world.post("/connections", wish).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.text("id")
}

/// Options that are enough for an `OpenID` Connect provider nobody can reach.
fn plain_openid() -> Value {
    json!({
        "client_id": "id", "client_secret": "secret", "issuer": "https://op.example",
        "authorization_endpoint": "https://op.example/authorize", "token_endpoint": "https://op.example/token",
        "jwks_uri": "https://op.example/jwks", "type": "back_channel",
    })
}
