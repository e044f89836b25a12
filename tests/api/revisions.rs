//! The versions of a connection's settings: compared in words, and gone back to without letting anything unsafe in.

use serde_json::{Value, json};
use support::{Caller, Connection, World};

async fn metadata(world: &World) -> String {
    let url = world.idp["saml_metadata_url"].as_str().unwrap();
    world.http.get(url).send().await.unwrap().text().await.unwrap()
}

/// The ids of a connection's revisions, by number.
async fn revision(owner: &Caller, path: &str, number: u64) -> String {
    let list = owner.get(&format!("{path}/revisions")).await.expect_status(200).json();
    let found = list["data"].as_array().unwrap().iter().find(|one| one["number"] == number);
    found.unwrap_or_else(|| panic!("no revision {number}: {list:#}"))["id"].as_str().unwrap().to_owned()
}

fn field<'a>(diff: &'a Value, name: &str) -> &'a Value {
    let changes = diff["changes"].as_array().unwrap().iter();
    changes.into_iter().find(|change| change["field"] == name).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn a_change_is_told_field_by_field_in_words_and_can_be_taken_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let edit = json!({ "saml": { "metadata": metadata(&world).await } });
    owner.patch(&connection.path, edit).await.expect_status(200);

    let (one, two) =
        (revision(&owner, &connection.path, 1).await, revision(&owner, &connection.path, 2).await);
    let diff =
        owner.get(&format!("{}/revisions/{two}/diff", connection.path)).await.expect_status(200).json();
    assert_eq!((&diff["from"], &diff["to"]), (&json!(1), &json!(2)), "{diff:#}");
    let address = field(&diff, "metadata_url");
    assert_eq!(address["label"], "Address of the metadata", "{diff:#}");
    assert_eq!((&address["before"], &address["after"]), (&world.idp["saml_metadata_url"], &Value::Null));
    let against = format!("{}/revisions/{two}/diff?against={two}", connection.path);
    assert_eq!(owner.get(&against).await.expect_status(200).json()["changes"], json!([]));

    let back = owner.post(&format!("{}/rollback", connection.path), json!({ "revision_id": one })).await;
    let back = back.expect_status(200).json();
    assert_eq!(back["left_out"], json!([]), "{back:#}");
    assert_eq!(back["connection"]["revision"], 3);
    assert_eq!(back["connection"]["saml"]["metadata_url"], world.idp["saml_metadata_url"]);
    let again = owner.post(&format!("{}/rollback", connection.path), json!({ "revision_id": one })).await;
    again.expect_problem(409, "invalid_state");
}

#[tokio::test]
async fn a_live_connection_goes_back_in_one_step_to_what_has_passed_and_to_nothing_else() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    owner.post(&format!("{}/disable", connection.path), json!({})).await.expect_status(202);
    connection.until("disabled").await;
    let untested = json!({ "saml": { "metadata": metadata(&world).await.replace("WantAuthnRequestsSigned=\"true\"", "") } });
    owner.patch(&connection.path, untested).await.expect_status(200);
    connection.until("disabled").await;
    let third = json!({ "saml": { "metadata": metadata(&world).await } });
    let third = owner.patch(&connection.path, third).await.expect_status(200).json();
    let third = if third["revision"] == 3 { third } else { panic!("{third:#}") };
    assert_ne!(third["tested_revision"], 3);
    connection.until("disabled").await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let warnings = connection.warnings().await;
    connection.activate(json!({ "rollout": "everyone", "acknowledge": warnings })).await;

    let path = format!("{}/rollback", connection.path);
    let two = revision(&owner, &connection.path, 2).await;
    let refused = owner.post(&path, json!({ "revision_id": two })).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let one = revision(&owner, &connection.path, 1).await;
    let back = owner.post(&path, json!({ "revision_id": one })).await.expect_status(200).json();
    assert_eq!(back["connection"]["state"], "active", "{back:#}");
    assert_eq!(back["connection"]["tested_revision"], back["connection"]["revision"]);
    let now = connection.until("active").await;
    assert_eq!(now["saml"]["metadata_url"], world.idp["saml_metadata_url"]);
}

#[tokio::test]
async fn a_secret_is_masked_in_a_comparison_and_named_when_it_cannot_come_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::oidc(&world, &owner).await;
    let secret = "another-secret-of-this-test-0123456789";
    let edit = json!({ "oidc": { "client_secret": secret, "client_id": "another" } });
    owner.patch(&connection.path, edit).await.expect_status(200);
    let two = revision(&owner, &connection.path, 2).await;
    let diff = owner.get(&format!("{}/revisions/{two}/diff", connection.path)).await.expect_status(200);
    assert!(!diff.text().contains(secret));
    let diff = diff.json();
    assert_eq!(
        (&field(&diff, "client_secret")["masked"], &field(&diff, "client_id")["after"]),
        (&json!(true), &json!("another"))
    );

    let one = revision(&owner, &connection.path, 1).await;
    let back = owner.post(&format!("{}/rollback", connection.path), json!({ "revision_id": one })).await;
    let back = back.expect_status(200).json();
    assert_eq!(back["connection"]["oidc"]["client_id"], world.idp["oidc_client_id"]);
    let parts: Vec<_> = back["left_out"].as_array().unwrap().iter().map(|part| &part["field"]).collect();
    assert_eq!(parts, ["client_secret"]);
}
