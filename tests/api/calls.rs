//! What it costs: calls to the Management API, counted by the tenant itself (docs/benchmarks.md).

use serde_json::{Value, json};
use support::{CONNECTIONS, Connection, World};

/// A SAML connection from draft to active for everyone, as docs/benchmarks.md argues it.
const ONBOARDING: usize = 12;

/// The calls that the tenant has seen, without what the vendor's own background work reads.
async fn calls(world: &World) -> Vec<String> {
    let background = |call: &Value| {
        let path = call["path"].as_str().unwrap();
        let list = path == "/api/v2/organizations" || path.ends_with("/members") || path == "/api/v2/logs";
        list && call["method"] == "GET"
    };
    let seen = world.auth0_requests().await;
    let ours = seen
        .iter()
        .filter(|call| call["path"].as_str().unwrap().starts_with("/api/v2/") && !background(call));
    ours.map(|call| format!("{} {}", call["method"].as_str().unwrap(), call["path"].as_str().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_saml_onboarding_costs_no_more_calls_than_argued() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let before = calls(&world).await.len();
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let all = calls(&world).await;
    let spent = &all[before..];
    assert!(spent.len() <= ONBOARDING, "{} calls:\n{}", spent.len(), spent.join("\n"));
    // All replicas count on the database together, whichever it is.
    let log = world.portal_log();
    assert!(!log.contains("this replica counts by itself"), "{log}");
}

/// A check before people are let in, in a tenant with up to a hundred connections of the strategy.
const PREFLIGHT: usize = 3;

#[tokio::test]
async fn a_check_before_people_are_let_in_costs_no_more_calls_than_argued() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let path = format!("{}/preflight", connection.path);
    let before = calls(&world).await.len();
    assert_eq!(owner.post(&path, json!({})).await.expect_status(200).json()["state"], "clear");
    let all = calls(&world).await;
    let spent = &all[before..];
    assert!((1..=PREFLIGHT).contains(&spent.len()), "{} calls:\n{}", spent.len(), spent.join("\n"));
    owner.get(&path).await.expect_status(200);
    assert_eq!(calls(&world).await.len(), all.len(), "what was found is read for nothing");
}

/// A domain: its claim and its proof; and what its connection costs to learn of it.
const DOMAIN: usize = 2;
const LED: usize = 5;

#[tokio::test]
async fn a_domain_costs_no_more_calls_than_argued() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let prove = async |name: &str| {
        let before = calls(&world).await.len();
        let path = "/api/v1/organizations/current/domains";
        let domain = owner.post(path, json!({ "name": name })).await.expect_status(201).json();
        let record = &domain["record"];
        world.dns_set(record["host"].as_str().unwrap(), "TXT", &[record["value"].as_str().unwrap()]).await;
        let path = format!("{path}/{}", domain["id"].as_str().unwrap());
        owner.get_until(&path, |one| one["state"] == "verified" && one["sync"]["state"] == "in_sync").await;
        calls(&world).await.split_off(before)
    };
    let spent = prove("first.example").await;
    assert!((1..=DOMAIN).contains(&spent.len()), "{} calls:\n{}", spent.len(), spent.join("\n"));
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    // One more: whether the vendor leads people by it already.
    let spent = prove("second.example").await;
    let most = DOMAIN + 1 + LED;
    assert!((DOMAIN + LED..=most).contains(&spent.len()), "{} calls:\n{}", spent.len(), spent.join("\n"));
}

#[tokio::test]
async fn drafting_and_reading_cost_no_call_at_all() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let before = calls(&world).await;
    let other = Connection::saml(&world, &owner).await;
    owner.patch(&other.path, json!({ "display_name": "Other" })).await.expect_status(200);
    let document = owner.get("/openapi.json").await.json();
    let mut read = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let path = template
            .replace("{organization_id}", "current")
            .replace("{connection_id}", connection.path.rsplit('/').next().unwrap());
        if item.get("get").is_some() && path.starts_with("/api/v1/") && !path.contains('{') {
            assert_ne!(owner.get(&path).await.status, 500, "{path}");
            read += 1;
        }
    }
    owner.get(CONNECTIONS).await.expect_status(200);
    assert!(read >= 10, "only {read} pages were read");
    let after = calls(&world).await;
    assert_eq!(after, before, "reading has called Auth0");
}
