//! The client's writes that need more than one call, against the local tenant.

use std::{collections::BTreeSet, time::Duration};

use auth0::{
    Client, Created, Error, clients,
    connections::{self, Deletion, NewConnection},
    lossless::{Owner, Wish},
};
use serde_json::{Map, Value, json};
use support::MeteredTenant;

use crate::budget::client;

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// What somebody has set in Auth0's dashboard, part of it newer than this program.
fn dashboards() -> Map<String, Value> {
    map(&json!({
        "type": "back_channel", "client_id": "a", "client_secret": "hush", "issuer": "https://idp.example",
        "authorization_endpoint": "https://idp.example/authorize", "token_endpoint": "https://idp.example/token",
        "jwks_uri": "https://idp.example/keys", "scope": "openid email",
        "upstream_params": { "screen_name": { "alias": "login_hint" } },
        "connection_settings": { "pkce": "disabled", "newer": [1, { "a": null }] },
        "invented_in_2027": { "deep": ["er"] },
    }))
}

async fn create(client: &Client, name: &str) -> connections::Connection {
    let options = dashboards();
    let new = NewConnection { name, strategy: "oidc", display_name: name, options: &options };
    client.create_connection(&new).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_edit_reaches_auth0_and_nothing_else_changes() {
    let tenant = MeteredTenant::start();
    let client = client(&tenant, None, &Default::default());
    let before = create(&client, "acme").await;
    let wish = Wish::of_admin(&map(&json!({ "client_id": "b" }))).at(
        Owner::Policy,
        &["connection_settings", "pkce"],
        Some(json!("S256")),
    );
    let written = client.write_connection(&before.id, "Acme", &wish).await.unwrap();
    assert!(written.changed);
    assert_eq!(written.drift, []);
    let now = written.connection;
    assert_eq!((now.display_name.as_deref(), &now.options["client_id"]), (Some("Acme"), &json!("b")));
    assert_eq!(now.options["connection_settings"], json!({ "pkce": "S256", "newer": [1, { "a": null }] }));
    for name in ["client_secret", "upstream_params", "invented_in_2027", "scope", "issuer"] {
        assert_eq!(now.options.get(name), before.options.get(name), "{name}");
    }
    let again = client.write_connection(&before.id, "Acme", &wish).await.unwrap();
    assert!(!again.changed, "nothing is written twice");
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_is_found_again_and_adopted() {
    let tenant = MeteredTenant::start();
    let client = client(&tenant, None, &Default::default());
    let lost = json!({ "method": "POST", "path_prefix": "/api/v2/connections" });
    tenant.order(json!({ "match": lost, "effect": "drop_after_apply", "times": 1 })).await;
    let options = dashboards();
    let new = NewConnection { name: "acme", strategy: "oidc", display_name: "Acme", options: &options };
    let created = client.create_connection(&new).await.unwrap();
    assert!(matches!(created, Created::Adopted(_)), "{created:?}");
    let again = client.create_connection(&new).await.unwrap();
    assert_eq!(again.into_inner().id, created.into_inner().id);
}

#[tokio::test]
async fn applications_are_changed_as_differences_fifty_at_a_time() {
    let tenant = MeteredTenant::start();
    let client = client(&tenant, None, &Default::default());
    let connection = create(&client, "acme").await.id;
    let mut applications = BTreeSet::new();
    for number in 0..60 {
        let name = format!("application {number}");
        let wanted = clients::Wanted { name: Some(&name), ..clients::Wanted::default() };
        applications.insert(client.send(clients::create(&wanted)).await.unwrap().client_id);
    }
    let theirs = applications.pop_first().unwrap();
    let status = connections::ClientStatus { client_id: theirs.clone(), status: true };
    client.send(connections::update_clients(&connection, &[status])).await.unwrap();
    let enabled = async || {
        let rows = client.all(|from| connections::clients(&connection, from)).await.unwrap();
        rows.into_iter().map(|row| row.client_id).collect::<BTreeSet<_>>()
    };
    let changed = client.settle_clients(&connection, &applications, &applications).await.unwrap();
    assert_eq!((changed, enabled().await.len()), (59, 60));
    assert_eq!(client.settle_clients(&connection, &applications, &applications).await.unwrap(), 0);
    client.settle_clients(&connection, &BTreeSet::new(), &applications).await.unwrap();
    assert_eq!(enabled().await, BTreeSet::from([theirs]));
}

#[tokio::test]
async fn callback_addresses_are_merged_even_when_several_write_at_once() {
    let tenant = MeteredTenant::start();
    let client = client(&tenant, None, &Default::default());
    let first = ["https://app.example/first".to_owned()];
    let wanted = clients::Wanted { name: Some("app"), callbacks: Some(&first), ..clients::Wanted::default() };
    let id = client.send(clients::create(&wanted)).await.unwrap().client_id;
    let add = |number: usize| {
        let (client, id) = (client.clone(), id.clone());
        async move { client.settle_callbacks(&id, &[&format!("https://app.example/{number}")], &[]).await }
    };
    let (one, two, three) = tokio::join!(add(1), add(2), add(3));
    assert!(one.unwrap() && two.unwrap() && three.unwrap());
    let callbacks = client.send(clients::get(&id)).await.unwrap().callbacks.unwrap();
    assert_eq!(callbacks.len(), 4, "{callbacks:?}");
}

#[tokio::test]
async fn a_deletion_is_followed_to_its_end() {
    let tenant = MeteredTenant::start();
    let client = client(&tenant, None, &Default::default());
    let id = create(&client, "acme").await.id;
    let done = client.delete_connection(&id, Duration::from_secs(30)).await.unwrap();
    assert_eq!(done, Deletion::Done);
    assert!(matches!(client.send(connections::get(&id)).await, Err(Error::NotFound { .. })));
    assert_eq!(client.delete_connection(&id, Duration::ZERO).await.unwrap(), Deletion::Done);
}
