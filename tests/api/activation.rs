//! Steps that people feel: told in numbers before, undone when they do not hold, and never the last way in by accident.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, Connection, Visitor, World, send, sign_in_at_provider};

/// The organization's connections in Auth0, by strategy: whether each is switched on, and has a button.
async fn ways(world: &World, strategy: &str) -> Vec<(bool, bool)> {
    let organization = world.auth0_get("organizations/name/globex").await;
    let path = format!("organizations/{}/connections", organization["id"].as_str().unwrap());
    let list = world.auth0_get(&path).await;
    let list = list.as_array().unwrap().iter().filter(|one| one["connection"]["strategy"] == strategy);
    list.map(|one| (one["is_enabled"] == true, one["show_as_button"] == true)).collect()
}

async fn impact(owner: &Caller, connection: &Connection<'_>, step: &str) -> Value {
    let path = format!("{}/impact?step={step}", connection.path);
    send(owner.request(Method::GET, &path).header("Prefer", "wait=10")).await.expect_status(200).json()
}

async fn actions(owner: &Caller) -> Vec<String> {
    let log =
        owner.get("/api/v1/organizations/current/audit-events?limit=100").await.expect_status(200).json();
    log["data"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn enforcing_switches_the_others_off_keeps_an_emergency_way_in_and_can_be_taken_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let other = Connection::oidc(&world, &owner).await;
    other.bring_up(&world).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;

    let told = impact(&owner, &connection, "enforce").await;
    assert_eq!(told["switched_off"].as_array().unwrap().len(), 2, "{told:#}");
    assert_eq!(told["break_glass_candidates"][0]["email"], "owner@globex.example", "{told:#}");
    assert_eq!(told["owners_without_another_way_in"][0]["email"], "owner@globex.example", "{told:#}");
    assert!(told["members"].as_u64().unwrap() >= 2 && told["as_of"].is_string(), "{told:#}");

    let path = format!("{}/enforce", connection.path);
    let stranger = json!({ "break_glass_email": "viewer@globex.example" });
    owner.post(&path, stranger).await.expect_problem(422, "invalid_request");
    let body = json!({ "break_glass_email": "owner@globex.example" });
    owner.post(&path, body).await.expect_status(202);
    let enforced = connection.until("enforced").await;
    assert_eq!(enforced["enforcement"]["break_glass_person"], "owner@globex.example", "{enforced:#}");
    assert_eq!(ways(&world, "oidc").await, [(false, true)], "the other is off, and its button remembered");
    assert_eq!(ways(&world, "auth0").await, [(true, false)], "the emergency way in is on, without a button");
    assert_eq!(ways(&world, "samlp").await, [(true, true)]);
    owner
        .post(&format!("{}/activate", connection.path), json!({ "rollout": "everyone" }))
        .await
        .expect_problem(409, "invalid_state");

    // The link leads to the emergency way in, and its use is told.
    let link = enforced["enforcement"]["break_glass_url"].as_str().unwrap();
    let account = world.account("owner", Some("globex"));
    let visitor = Visitor::new();
    let page = visitor.open(link).await;
    let page = visitor.sign_in_at(page, &account.email, &account.password).await;
    assert!(page.body.contains(&account.email), "{}: {}", page.url, page.body);
    owner
        .get_until("/api/v1/organizations/current/audit-events?limit=100", |log| {
            log["data"].as_array().unwrap().iter().any(|one| one["action"] == "connection.break_glass_used")
        })
        .await;

    owner.post(&format!("{}/unenforce", connection.path), json!({})).await.expect_status(202);
    connection.until("active").await;
    assert_eq!(ways(&world, "oidc").await, [(true, true)], "back as it was");
    assert_eq!(ways(&world, "auth0").await.len(), 1);
    assert!(ways(&world, "auth0").await[0].0);
    let actions = actions(&owner).await;
    for action in ["connection.enforced", "connection.unenforced"] {
        assert!(actions.iter().any(|one| one == action), "{action} is not in {actions:?}");
    }
}

#[tokio::test]
async fn disabling_an_enforced_connection_brings_the_others_back_first() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let other = Connection::oidc(&world, &owner).await;
    other.bring_up(&world).await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let body = json!({ "break_glass_email": "owner@globex.example" });
    owner.post(&format!("{}/enforce", connection.path), body).await.expect_status(202);
    connection.until("enforced").await;
    assert_eq!(ways(&world, "oidc").await, [(false, true)]);
    owner.post(&format!("{}/disable", connection.path), json!({})).await.expect_status(202);
    connection.until("disabled").await;
    assert_eq!(ways(&world, "oidc").await, [(true, true)]);
    assert!(ways(&world, "samlp").await.is_empty());
}

#[tokio::test]
async fn who_closes_the_other_doors_has_come_through_this_one() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let partner = world.partner().await;
    let organization = world.organization_id("globex").await;
    let path = connection.path.replace("current", &organization);
    let body = json!({ "break_glass_email": "owner@globex.example" });
    partner.post(&format!("{path}/enforce"), body).await.expect_problem(409, "test_required");
}

#[tokio::test]
async fn a_step_that_fails_too_often_undoes_itself_and_says_why() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let warnings = connection.warnings().await;
    let body = json!({ "rollout": "everyone", "acknowledge": warnings, "auto_revert_after": "PT15M" });
    let active = connection.activate(body).await;
    assert!(active["auto_revert"]["confirm_by"].is_string(), "{active:#}");
    let confirmed =
        owner.post(&format!("{}/confirm", connection.path), json!({})).await.expect_status(200).json();
    assert_eq!(confirmed["auto_revert"]["confirm_by"], Value::Null, "{confirmed:#}");
    owner.post(&format!("{}/confirm", connection.path), json!({})).await.expect_problem(409, "invalid_state");

    world.idp_switches(json!({ "wrong_certificate": true })).await;
    let link = active["direct_sign_in_url"].as_str().unwrap();
    for _ in 0..10 {
        sign_in_at_provider(&Visitor::new(), &world, link).await;
    }
    let reverted = owner.get_until(&connection.path, |one| one["state"] == "tested").await;
    assert_eq!(reverted["auto_revert"], Value::Null);
    connection.until("tested").await;
    assert!(ways(&world, "samlp").await.is_empty(), "nobody uses it any more");
    let log = owner.get("/api/v1/organizations/current/audit-events?limit=100").await.json();
    let told =
        log["data"].as_array().unwrap().iter().find(|one| one["action"] == "connection.reverted").unwrap();
    assert!(told["summary"].as_str().unwrap().contains("10 of 10 sign-ins"), "{told:#}");
}

#[tokio::test]
async fn the_last_way_in_is_only_closed_by_name() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    world.switch_way_in("globex", "auth0", false).await;
    let told = impact(&owner, &connection, "disable").await;
    assert_eq!(told["leaves_no_way_in"], true, "{told:#}");
    let path = format!("{}/disable", connection.path);
    let problem = owner.post(&path, json!({})).await.expect_problem(409, "last_way_in");
    assert!(problem["detail"].as_str().unwrap().contains("globex"), "{problem:#}");
    owner.delete(&connection.path, "?mode=purge").await.expect_problem(409, "last_way_in");
    let wrong = json!({ "leave_no_way_in_to": "initech" });
    owner.post(&path, wrong).await.expect_problem(422, "invalid_request");
    assert_eq!(ways(&world, "samlp").await, [(true, true)]);
    owner.post(&path, json!({ "leave_no_way_in_to": "globex" })).await.expect_status(202);
    connection.until("disabled").await;
    assert!(ways(&world, "samlp").await.is_empty());
}

#[tokio::test]
async fn a_way_in_that_became_the_last_one_meanwhile_is_left_open() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let told = impact(&owner, &connection, "disable").await;
    assert_eq!(told["leaves_no_way_in"], false, "{told:#}");
    world.switch_way_in("globex", "auth0", false).await;
    owner.post(&format!("{}/disable", connection.path), json!({})).await.expect_status(202);
    let failed = owner.get_until(&connection.path, |one| one["sync"]["state"] == "failed").await;
    assert!(failed["sync"]["last_error"].as_str().unwrap().contains("last way"), "{failed:#}");
    assert_eq!(ways(&world, "samlp").await, [(true, true)]);
    let by_name = json!({ "leave_no_way_in_to": "globex" });
    owner.post(&format!("{}/disable", connection.path), by_name).await.expect_status(202);
    connection.until("disabled").await;
    assert!(ways(&world, "samlp").await.is_empty());
}
