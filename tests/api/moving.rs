//! Moving to another identity provider side by side: the new connection takes the place of the old one, which is kept.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Answer, Caller, Connection, Visitor, World, WorldOptions, send, sign_in_at_provider};

/// How Globex uses a connection in Auth0: whether it has a button; null when it does not use it.
async fn button(world: &World, connection: &Connection<'_>) -> Value {
    let name = connection.now().await["upstream"]["name"].clone();
    let organization = world.auth0_get("organizations/name/globex").await;
    let path = format!("organizations/{}/enabled_connections", organization["id"].as_str().unwrap());
    let list = world.auth0_get(&path).await;
    let found = list.as_array().unwrap().iter().find(|one| one["connection"]["name"] == name);
    found.map_or(Value::Null, |one| one["show_as_button"].clone())
}

fn id(connection: &Connection<'_>) -> Value {
    json!(connection.path.rsplit('/').next().unwrap())
}

/// An old connection for everyone, and a new one that has passed its test.
async fn stage<'a>(world: &World, owner: &'a Caller) -> (Connection<'a>, Connection<'a>) {
    let old = Connection::oidc(world, owner).await;
    old.bring_up(world).await;
    let new = Connection::saml(world, owner).await;
    new.configure().await;
    assert_eq!(new.test(world).await["state"], "succeeded");
    (old, new)
}

async fn ask(new: &Connection<'_>, replaces: Value) -> Answer {
    let wish = json!({ "rollout": "everyone", "acknowledge": new.warnings().await, "replaces": replaces });
    new.owner.post(&format!("{}/activate", new.path), wish).await
}

/// The new connection takes the old one's place, in Auth0 too.
async fn move_over(world: &World, old: &Connection<'_>, new: &Connection<'_>, keep_days: u32) {
    ask(new, json!({ "connection_id": id(old), "keep_days": keep_days })).await.expect_status(202);
    new.until("active").await;
    assert_eq!((button(world, old).await, button(world, new).await), (json!(false), json!(true)));
}

async fn told(owner: &Caller, action: &str) -> Vec<Value> {
    let log = owner.get("/api/v1/organizations/current/audit-events?limit=100").await.json();
    let all = log["data"].as_array().unwrap().iter();
    all.filter(|one| one["action"] == action).map(|one| one["summary"].clone()).collect()
}

#[tokio::test]
async fn the_old_connection_loses_its_button_to_the_new_one_and_goes_on_working() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    let old_id = id(&old);
    let path = format!("{}/impact?step=activate&replaces={}", new.path, old_id.as_str().unwrap());
    let impact =
        send(owner.request(Method::GET, &path).header("Prefer", "wait=10")).await.expect_status(200).json();
    assert_eq!(impact["moving"]["from"], old_id, "{impact:#}");
    assert!(impact["moving"]["people"].is_u64() && impact["moving"]["owners"].is_array(), "{impact:#}");

    move_over(&world, &old, &new, 30).await;
    let kept = old.until("active").await;
    assert_eq!(kept["retiring"]["replaced_by"], id(&new), "{kept:#}");
    assert!(kept["retiring"]["until"].is_string() && kept["health"] == "ok", "{kept:#}");
    let link = kept["direct_sign_in_url"].as_str().unwrap();
    let page = sign_in_at_provider(&Visitor::new(), &world, link).await;
    assert!(page.body.contains(&world.idp_user().0), "{}: {}", page.url, page.body);
    assert_eq!(told(&owner, "connection.retiring").await.len(), 1);

    // What is written to the old one meanwhile does not bring its button back.
    owner.patch(&old.path, json!({ "display_name": "Old staff" })).await.expect_status(200);
    old.until("active").await;
    assert_eq!(button(&world, &old).await, false);
    let drift = owner.get(&format!("{}/drift", old.path)).await.expect_status(200).json();
    assert_eq!(drift["state"], "none", "{drift:#}");
}

#[tokio::test]
async fn a_move_is_taken_back_by_hand() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    let path = format!("{}/restore", old.path);
    owner.post(&path, json!({})).await.expect_problem(409, "invalid_state");
    let stale = owner.get(&old.path).await.etag();
    move_over(&world, &old, &new, 14).await;
    let request = owner.request(Method::POST, &path).header("If-Match", stale).json(&json!({}));
    send(request).await.expect_problem(412, "precondition_failed");
    owner.post(&path, json!({})).await.expect_status(202);
    new.until("tested").await;
    let back = old.until("active").await;
    assert_eq!(back["retiring"], Value::Null, "{back:#}");
    assert_eq!((button(&world, &old).await, button(&world, &new).await), (json!(true), Value::Null));
    assert_eq!(told(&owner, "connection.restored").await.len(), 1);
}

#[tokio::test]
async fn when_sign_ins_through_the_new_connection_fail_the_old_one_comes_back_by_itself() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    move_over(&world, &old, &new, 14).await;
    world.idp_switches(json!({ "wrong_certificate": true })).await;
    let link = new.now().await["direct_sign_in_url"].as_str().unwrap().to_owned();
    for _ in 0..10 {
        sign_in_at_provider(&Visitor::new(), &world, &link).await;
    }
    new.until("tested").await;
    let back = old.until("active").await;
    assert_eq!(back["retiring"], Value::Null, "{back:#}");
    assert_eq!((button(&world, &old).await, button(&world, &new).await), (json!(true), Value::Null));
}

#[tokio::test]
async fn disabling_the_new_connection_brings_the_old_ones_button_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    move_over(&world, &old, &new, 14).await;
    owner.post(&format!("{}/disable", new.path), json!({})).await.expect_status(202);
    new.until("disabled").await;
    old.until("active").await;
    assert_eq!((button(&world, &old).await, button(&world, &new).await), (json!(true), Value::Null));
    let told = told(&owner, "connection.restored").await;
    assert!(told[0].as_str().unwrap().contains("no longer active for everyone"), "{told:?}");
}

fn short_days() -> WorldOptions {
    WorldOptions { keep_day_ms: Some(2000), ..WorldOptions::default() }
}

#[tokio::test]
async fn the_old_connection_is_disabled_when_its_time_is_over() {
    let world = World::start_with(short_days()).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    let revision = old.now().await["revision"].clone();
    ask(&new, json!({ "connection_id": id(&old), "keep_days": 1 })).await.expect_status(202);
    let ended = old.until("disabled").await;
    assert_eq!((&ended["retiring"], &ended["revision"]), (&Value::Null, &revision), "{ended:#}");
    assert_eq!((button(&world, &old).await, button(&world, &new).await), (Value::Null, json!(true)));
    let told = told(&owner, "connection.disabled").await;
    assert!(told[0].as_str().unwrap().contains("its time beside its successor is over"), "{told:?}");
    owner.post(&format!("{}/restore", old.path), json!({})).await.expect_problem(409, "invalid_state");
}

#[tokio::test]
async fn the_old_connection_is_kept_where_the_new_one_has_lost_its_button_and_says_so() {
    let world = World::start_with(short_days()).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    move_over(&world, &old, &new, 2).await;
    let organization = world.auth0_get("organizations/name/globex").await;
    let upstream = new.now().await["upstream"]["connection_id"].as_str().unwrap().to_owned();
    let path =
        format!("organizations/{}/enabled_connections/{upstream}", organization["id"].as_str().unwrap());
    world.auth0_patch(&path, json!({ "show_as_button": false })).await;
    let says = |one: &Value| one["status_reasons"][0]["code"] == "kept_without_replacement";
    let kept = owner.get_until(&old.path, says).await;
    assert_eq!((&kept["state"], &kept["health"]), (&json!("active"), &json!("attention")), "{kept:#}");
    assert_eq!(told(&owner, "connection.kept").await.len(), 1);
    owner.post(&format!("{}/restore", old.path), json!({})).await.expect_status(202);
    old.until("active").await;
    assert_eq!(button(&world, &old).await, true);
}

#[tokio::test]
async fn the_old_connection_is_kept_while_nothing_else_is_open_and_says_so() {
    let world = World::start_with(short_days()).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    move_over(&world, &old, &new, 3).await;
    world.switch_way_in("globex", "auth0", false).await;
    world.switch_way_in("globex", "samlp", false).await;
    let says = |one: &Value| one["status_reasons"][0]["code"] == "kept_as_last_way_in";
    let kept = owner.get_until(&old.path, says).await;
    assert_eq!(kept["state"], "active", "{kept:#}");
}

#[tokio::test]
async fn what_cannot_be_replaced_is_refused_with_the_reason() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    let other = world.sign_in("owner", Some("initech")).await;
    let theirs = Connection::oidc(&world, &other).await;
    for (replaces, pointer) in [
        (json!({ "connection_id": id(&theirs) }), "/replaces/connection_id"),
        (json!({ "connection_id": id(&new) }), "/replaces/connection_id"),
        (json!({ "connection_id": id(&old), "keep_days": 0 }), "/replaces/keep_days"),
        (json!({ "connection_id": id(&old), "keep_days": 91 }), "/replaces/keep_days"),
    ] {
        let problem = ask(&new, replaces).await.expect_problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem:#}");
    }
    let pilot = json!({ "rollout": "pilot", "pilot_emails": ["a@globex.example"],
        "acknowledge": new.warnings().await, "replaces": { "connection_id": id(&old) } });
    owner.post(&format!("{}/activate", new.path), pilot).await.expect_problem(422, "invalid_request");
    let path = format!("{}/impact?step=disable&replaces={}", new.path, id(&old).as_str().unwrap());
    owner.get(&path).await.expect_problem(422, "invalid_request");

    assert_eq!(old.test(&world).await["state"], "succeeded");
    let body = json!({ "break_glass_email": "owner@globex.example" });
    owner.post(&format!("{}/enforce", old.path), body).await.expect_status(202);
    old.until("enforced").await;
    let problem = ask(&new, json!({ "connection_id": id(&old) })).await.expect_problem(409, "invalid_state");
    assert!(problem["detail"].as_str().unwrap().contains("unenforce"), "{problem:#}");
    owner.post(&format!("{}/unenforce", old.path), json!({})).await.expect_status(202);
    old.until("active").await;

    move_over(&world, &old, &new, 14).await;
    for path in [&old.path, &new.path] {
        let wish = json!({ "rollout": "everyone", "acknowledge": new.warnings().await,
            "replaces": { "connection_id": id(&old) } });
        owner.post(&format!("{path}/activate"), wish).await.expect_problem(409, "invalid_state");
    }
}

#[tokio::test]
async fn a_second_person_reads_what_is_replaced_and_approves_it() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new) = stage(&world, &owner).await;
    let second = world.partner().await;
    let path = format!("/api/v1/organizations/{}/policy", world.organization_id("globex").await);
    let etag = second.get(&path).await.etag();
    // Who replaces a connection disables it, some days later.
    let policy = json!({ "two_people": ["disable"], "testers": 1 });
    send(second.request(Method::PUT, &path).header("If-Match", etag).json(&policy)).await.expect_status(200);
    let change = ask(&new, json!({ "connection_id": id(&old) })).await.expect_status(202).header("location");
    let waits = owner.get(&change).await.expect_status(200).json();
    assert!(waits["summary"].as_str().unwrap().contains("in the place of"), "{waits:#}");
    assert_eq!(old.now().await["retiring"], Value::Null, "nothing was done yet");
    second.post(&format!("{change}/approve"), json!({})).await.expect_status(200);
    new.until("active").await;
    assert_eq!(old.now().await["retiring"]["replaced_by"], id(&new));
    assert_eq!((button(&world, &old).await, button(&world, &new).await), (json!(false), json!(true)));
}
