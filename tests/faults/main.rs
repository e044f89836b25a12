//! Crashes and lost answers: nothing is lost, nothing is doubled.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod budget;
mod writer;

use serde_json::{Value, json};
use support::{Connection, World, WorldOptions};

async fn upstream(world: &World) -> Vec<Value> {
    let all = world.auth0_get("connections?per_page=100").await;
    all.as_array().unwrap().iter().filter(|one| one["strategy"] != "auth0").cloned().collect()
}

#[tokio::test]
async fn a_server_killed_between_saved_and_in_auth0_finishes_after_its_restart() {
    let mut world =
        World::start_with(WorldOptions { pause_before_upstream_ms: 60_000, ..Default::default() }).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let answer = owner.post(&format!("{}/configure", connection.path), json!({})).await.expect_status(202);
    let job = answer.header("location");
    // A worker holds the job, and has not called Auth0 yet: exactly between the two.
    owner.get_until(&job, |job| job["state"] == "running").await;
    assert!(upstream(&world).await.is_empty());
    world.kill_portal();
    assert!(upstream(&world).await.is_empty());

    world.reconfigure(|config| config["worker"]["pause_before_upstream_ms"] = json!(0));
    world.start_portal().await;
    let done = owner.get_until(&connection.path, |one| one["state"] == "configured").await;
    let found = upstream(&world).await;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["id"], done["upstream"]["connection_id"]);
    let job = owner.get_until(&job, |job| job["state"] == "succeeded").await;
    assert!(job["attempts"].as_u64().unwrap() >= 2, "{job:#}");
}

#[tokio::test]
async fn a_connection_whose_creation_was_answered_into_the_void_is_there_once() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let lost = json!({ "method": "POST", "path_prefix": "/api/v2/connections" });
    world.auth0_fault(json!({ "match": lost, "effect": "drop_after_apply", "times": 1 })).await;
    let connection = Connection::saml(&world, &owner).await;
    let done = connection.configure().await;
    let found = upstream(&world).await;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["id"], done["upstream"]["connection_id"]);
    assert_eq!(connection.test(&world).await["state"], "succeeded");
}

#[tokio::test]
async fn every_write_of_an_activation_may_lose_its_answer() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    for method in ["POST", "PATCH"] {
        let lost = json!({ "method": method, "path_prefix": "/api/v2/" });
        world.auth0_fault(json!({ "match": lost, "effect": "drop_after_apply", "times": 1 })).await;
    }
    let warnings = connection.warnings().await;
    connection.activate(json!({ "rollout": "everyone", "acknowledge": warnings })).await;
    let organization = world.auth0_get("organizations/name/globex").await;
    let path = format!("organizations/{}/enabled_connections", organization["id"].as_str().unwrap());
    let enabled = world.auth0_get(&path).await;
    let ours =
        enabled.as_array().unwrap().iter().filter(|one| one["connection"]["strategy"] == "samlp").count();
    assert_eq!(ours, 1, "{enabled:#}");
}

#[tokio::test]
async fn auth0_being_slow_or_down_pauses_the_work_and_does_not_fail_it() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    for status in [429, 503] {
        let any = json!({ "path_prefix": "/api/v2/connections" });
        world.auth0_fault(json!({ "match": any, "effect": "status", "status": status, "times": 2 })).await;
    }
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(upstream(&world).await.len(), 1);
}

#[tokio::test]
async fn a_session_and_a_draft_survive_the_server() {
    let mut world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let before = connection.now().await;
    world.kill_portal();
    world.start_portal().await;
    assert_eq!(connection.now().await, before);
}
