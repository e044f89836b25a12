//! What somebody changes in Auth0's dashboard is found, is not overwritten unasked, and people decide.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, Connection, World, send};

const ELSEWHERE: &str = "https://elsewhere.example/sso";

/// Changes members of the connection's options as somebody in Auth0's dashboard would.
async fn change_in_auth0(world: &World, connection: &Value, change: Value) -> String {
    let path = format!("connections/{}", connection["upstream"]["connection_id"].as_str().unwrap());
    let now = world.auth0_get(&path).await;
    let mut options = now["options"].clone();
    for (name, value) in change.as_object().unwrap() {
        options[name] = value.clone();
    }
    // Auth0 resets a name that is left out.
    let change = json!({ "display_name": now["display_name"], "options": options });
    world.auth0_patch(&path, change).await;
    path
}

async fn sign_in_endpoint(world: &World, path: &str) -> Value {
    world.auth0_get(path).await["options"]["signInEndpoint"].clone()
}

async fn resolve(owner: &Caller, connection: &Connection<'_>, resolution: &str) -> support::Answer {
    owner.post(&format!("{}/drift", connection.path), json!({ "resolution": resolution })).await
}

/// Renames the connection, which makes a job look at it.
async fn rename(owner: &Caller, connection: &Connection<'_>, name: &str) {
    owner.patch(&connection.path, json!({ "display_name": name })).await.expect_status(200);
}

#[tokio::test]
async fn an_edit_does_not_overwrite_what_somebody_changed_in_auth0() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let configured = connection.configure().await;
    let path = change_in_auth0(&world, &configured, json!({ "signInEndpoint": ELSEWHERE })).await;
    rename(&owner, &connection, "Renamed").await;
    let drifted = owner.get_until(&connection.path, |one| one["sync"]["state"] == "drifted").await;
    assert_eq!(drifted["status_reasons"][0]["code"], "drifted", "{drifted:#}");
    assert_eq!(sign_in_endpoint(&world, &path).await, ELSEWHERE, "nobody was asked yet");

    let drift = owner.get(&format!("{}/drift", connection.path)).await.expect_status(200).json();
    assert_eq!(
        (&drift["state"], &drift["fields"][0]["theirs"]),
        (&json!("found"), &json!(ELSEWHERE)),
        "{drift:#}"
    );
    assert_eq!(drift["fields"][0]["label"], "Sign-in address");
    let etag = owner.get(&connection.path).await.etag();
    let edit = owner.request(Method::PATCH, &connection.path).header("If-Match", etag);
    let problem =
        send(edit.json(&json!({ "display_name": "Again" }))).await.expect_problem(412, "precondition_failed");
    assert_eq!(problem["drift"]["fields"][0]["field"], "signInEndpoint", "{problem:#}");

    resolve(&owner, &connection, "reapply").await.expect_status(200);
    connection.until("configured").await;
    assert_ne!(sign_in_endpoint(&world, &path).await, ELSEWHERE);
    assert_eq!(world.auth0_get(&path).await["display_name"], "Renamed");
    resolve(&owner, &connection, "reapply").await.expect_problem(409, "invalid_state");
}

#[tokio::test]
async fn what_is_ignored_stays_in_auth0_until_it_changes_again() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let configured = connection.configure().await;
    let path = change_in_auth0(&world, &configured, json!({ "signInEndpoint": ELSEWHERE })).await;
    rename(&owner, &connection, "One").await;
    owner.get_until(&connection.path, |one| one["sync"]["state"] == "drifted").await;
    resolve(&owner, &connection, "ignore").await.expect_status(200);
    rename(&owner, &connection, "Two").await;
    connection.until("configured").await;
    let now = world.auth0_get(&path).await;
    assert_eq!((&now["options"]["signInEndpoint"], &now["display_name"]), (&json!(ELSEWHERE), &json!("Two")));

    change_in_auth0(&world, &configured, json!({ "signInEndpoint": "https://third.example/sso" })).await;
    rename(&owner, &connection, "Three").await;
    owner.get_until(&connection.path, |one| one["sync"]["state"] == "drifted").await;
}

#[tokio::test]
async fn what_is_adopted_is_a_new_revision_that_has_to_be_tested() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let configured = connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let path = change_in_auth0(&world, &configured, json!({ "signInEndpoint": ELSEWHERE })).await;
    rename(&owner, &connection, "One").await;
    owner.get_until(&connection.path, |one| one["sync"]["state"] == "drifted").await;
    let adopted = resolve(&owner, &connection, "adopt").await.expect_status(200).json();
    assert_eq!((&adopted["revision"], &adopted["state"]), (&json!(2), &json!("configured")), "{adopted:#}");
    assert_eq!(adopted["saml"]["sign_in"][0]["url"], ELSEWHERE);
    connection.until("configured").await;
    assert_eq!(sign_in_endpoint(&world, &path).await, ELSEWHERE);
}

#[tokio::test]
async fn what_people_use_is_compared_in_the_background_and_takes_over_nothing_untested() {
    let mut world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let active = connection.bring_up(&world).await;
    change_in_auth0(&world, &active, json!({ "signInEndpoint": ELSEWHERE, "vendor_note": "kept" })).await;
    // The slow round runs at every start.
    world.kill_portal();
    world.start_portal().await;
    owner.get_until(&connection.path, |one| one["sync"]["state"] == "drifted").await;
    resolve(&owner, &connection, "adopt").await.expect_problem(409, "invalid_state");
    let log = owner.get("/api/v1/organizations/current/audit-events?limit=100").await.json();
    let told =
        log["data"].as_array().unwrap().iter().filter(|one| one["action"] == "connection.drift_detected");
    assert_eq!(told.count(), 1, "{log:#}");
    resolve(&owner, &connection, "reapply").await.expect_status(200);
    connection.until("active").await;
    let id = active["upstream"]["connection_id"].as_str().unwrap();
    assert_eq!(world.auth0_get(&format!("connections/{id}")).await["options"]["vendor_note"], "kept");
}
