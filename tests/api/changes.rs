//! Where the vendor's policy asks for two people, one asks and another approves.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Connection, World, send};

async fn ask_for_two(world: &World, policy: Value) {
    let partner = world.partner().await;
    let path = format!("/api/v1/organizations/{}/policy", world.organization_id("globex").await);
    let etag = partner.get(&path).await.expect_status(200).etag();
    let request = partner.request(Method::PUT, &path).header("If-Match", etag).json(&policy);
    assert_eq!(send(request).await.expect_status(200).json(), policy);
}

#[tokio::test]
async fn whoever_asks_does_not_approve_and_a_second_person_does() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let second = world.partner().await;
    ask_for_two(&world, json!({ "two_people": ["activate", "delete"], "testers": 1 })).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let wish = json!({ "rollout": "everyone", "acknowledge": connection.warnings().await });
    let activate = format!("{}/activate", connection.path);
    let asked = owner.post(&activate, wish.clone()).await.expect_status(202);
    let change = asked.header("location");
    assert!(change.contains("/changes/chg_"), "{change}");
    assert_eq!(asked.json()["state"], "tested", "nothing was done yet");
    owner.post(&activate, wish).await.expect_problem(409, "conflict");
    assert_eq!(owner.get(&change).await.expect_status(200).json()["state"], "waiting");

    owner.post(&format!("{change}/approve"), json!({})).await.expect_problem(403, "another_person_required");
    assert_eq!(connection.now().await["state"], "tested");
    let approved = second.post(&format!("{change}/approve"), json!({})).await.expect_status(200).json();
    assert_eq!(approved["state"], "approved", "{approved:#}");
    assert_ne!(approved["decided_by"]["id"], approved["requested_by"]["id"]);
    connection.until("active").await;
    second.post(&format!("{change}/approve"), json!({})).await.expect_problem(409, "invalid_state");

    let asked = owner.delete(&connection.path, "?mode=purge").await.expect_status(202);
    let change = asked.header("location");
    let reason = json!({ "reason": "Not this one." });
    let rejected = second.post(&format!("{change}/reject"), reason).await.expect_status(200).json();
    assert_eq!((&rejected["state"], &rejected["reason"]), (&json!("rejected"), &json!("Not this one.")));
    assert_eq!(connection.now().await["state"], "active");
    let list = owner.get("/api/v1/organizations/current/changes").await.expect_status(200).json();
    assert_eq!(list["data"].as_array().unwrap().len(), 2, "{list:#}");
}

#[tokio::test]
async fn what_was_asked_of_another_connection_than_there_is_now_is_not_done() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let second = world.partner().await;
    ask_for_two(&world, json!({ "two_people": ["activate"], "testers": 1 })).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let wish = json!({ "rollout": "everyone", "acknowledge": connection.warnings().await });
    let asked = owner.post(&format!("{}/activate", connection.path), wish).await.expect_status(202);
    let change = asked.header("location");
    owner.patch(&connection.path, json!({ "display_name": "Another" })).await.expect_status(200);
    second.post(&format!("{change}/approve"), json!({})).await.expect_problem(409, "invalid_state");
    assert_eq!(owner.get(&change).await.json()["state"], "outdated");
    assert_eq!(connection.until("tested").await["rollout"], Value::Null);
}

#[tokio::test]
async fn two_people_have_to_come_through_where_the_policy_asks_for_two() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    ask_for_two(&world, json!({ "two_people": [], "testers": 2 })).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let wish = json!({ "rollout": "everyone", "acknowledge": connection.warnings().await });
    let activate = format!("{}/activate", connection.path);
    owner.post(&activate, wish.clone()).await.expect_problem(409, "test_required");
    let partner = world.partner().await;
    let path = connection.path.replace("current", &world.organization_id("globex").await);
    let theirs = Connection { owner: &partner, path };
    assert_eq!(theirs.test(&world).await["state"], "succeeded");
    owner.post(&activate, wish).await.expect_status(202);
    connection.until("active").await;
}
