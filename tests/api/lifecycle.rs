//! The life of a connection: configured, tested, active, disabled, deleted; and what Auth0 has at each step.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Connection, Visitor, World, send, sign_in_at_provider};

/// Auth0's connections that are ours.
async fn upstream(world: &World) -> Vec<Value> {
    let all = world.auth0_get("connections?per_page=100").await;
    let list = all.as_array().unwrap().iter();
    list.filter(|one| one["strategy"] != "auth0").cloned().collect()
}

async fn enabled_for(world: &World, organization: &str) -> Vec<Value> {
    let organization = world.auth0_get(&format!("organizations/name/{organization}")).await;
    let id = organization["id"].as_str().unwrap();
    let enabled = world.auth0_get(&format!("organizations/{id}/enabled_connections")).await;
    let list = enabled.as_array().unwrap().iter();
    list.filter(|one| one["connection"]["strategy"] != "auth0").cloned().collect()
}

#[tokio::test]
async fn saml_from_draft_to_people_signing_in() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    from_draft_to_people(&world, &connection).await;
}

#[tokio::test]
async fn oidc_from_draft_to_people_signing_in() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::oidc(&world, &owner).await;
    from_draft_to_people(&world, &connection).await;
}

async fn from_draft_to_people(world: &World, connection: &Connection<'_>) {
    assert!(upstream(world).await.is_empty(), "a draft is only here");
    let configured = connection.configure().await;
    assert_eq!(upstream(world).await.len(), 1);
    assert_eq!(upstream(world).await[0]["id"], configured["upstream"]["connection_id"]);
    assert!(enabled_for(world, "globex").await.is_empty(), "configured is not yet usable");

    let early = json!({ "rollout": "everyone" });
    let path = format!("{}/activate", connection.path);
    connection.owner.post(&path, early).await.expect_problem(409, "test_required");

    let run = connection.test(world).await;
    assert_eq!(run["state"], "succeeded", "{run:#}");
    let (email, _) = world.idp_user();
    let claims = run["claims"].as_array().unwrap();
    let received = claims.iter().find(|claim| claim["name"] == "email").unwrap();
    assert_eq!((&received["received"], &received["required"]), (&json!(email), &json!(true)));
    assert_eq!(connection.now().await["state"], "tested");

    let acknowledge = connection.warnings().await;
    connection.activate(json!({ "rollout": "everyone", "acknowledge": acknowledge })).await;
    let enabled = enabled_for(world, "globex").await;
    assert_eq!(enabled.len(), 1);
    assert_eq!(
        (&enabled[0]["show_as_button"], &enabled[0]["assign_membership_on_login"]),
        (&json!(true), &json!(true))
    );

    let sample = world.auth0["sample_app_url"].as_str().unwrap();
    let name = connection.now().await["upstream"]["name"].as_str().unwrap().to_owned();
    let visitor = Visitor::new();
    let start = format!("{sample}/login?organization=globex&connection={name}");
    let page = sign_in_at_provider(&visitor, world, &start).await;
    assert!(
        page.url.as_str().starts_with(sample) && page.body.contains(&email),
        "{}: {}",
        page.url,
        page.body
    );
}

#[tokio::test]
async fn a_pilot_has_no_button_and_a_direct_link() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let (email, _) = world.idp_user();
    let warnings = connection.warnings().await;
    let body = json!({ "rollout": "pilot", "pilot_emails": [email], "acknowledge": warnings });
    let active = connection.activate(body).await;
    assert_eq!((&active["rollout"], &active["pilot_emails"]), (&json!("pilot"), &json!([email])));
    let enabled = enabled_for(&world, "globex").await;
    assert_eq!(enabled[0]["show_as_button"], false);
    let page =
        sign_in_at_provider(&Visitor::new(), &world, active["direct_sign_in_url"].as_str().unwrap()).await;
    assert!(page.body.contains(&email), "{}: {}", page.url, page.body);

    let warnings = connection.warnings().await;
    connection.activate(json!({ "rollout": "everyone", "acknowledge": warnings })).await;
    connection.owner.get_until(&connection.path, |one| one["rollout"] == "everyone").await;
    assert_eq!(enabled_for(&world, "globex").await[0]["show_as_button"], true);
}

#[tokio::test]
async fn each_way_a_provider_can_misbehave_is_explained_by_its_cause() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    for switch in
        ["wrong_certificate", "wrong_audience", "no_email", "expired_assertion", "user_not_assigned"]
    {
        world.idp_switches(json!({ switch: true })).await;
        let run = connection.test(&world).await;
        assert_eq!(run["state"], "failed", "{switch}: {run:#}");
        let explanation = &run["explanation"];
        assert_eq!(explanation["side"], "idp", "{switch}: {explanation:#}");
        assert!(!explanation["fix"].as_array().unwrap().is_empty(), "{switch}: {explanation:#}");
        assert_ne!(explanation["code"], "unknown", "{switch}: {explanation:#}");
        assert_eq!(connection.now().await["state"], "configured", "{switch}");
    }
    world.idp_switches(json!({})).await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
}

#[tokio::test]
async fn a_test_belongs_to_the_revision_that_it_tested() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    assert_eq!(connection.test(&world).await["state"], "succeeded");
    let metadata = world.http.get(world.idp["saml_metadata_url"].as_str().unwrap()).send().await.unwrap();
    let edit = json!({ "saml": { "metadata": metadata.text().await.unwrap() } });
    owner.patch(&connection.path, edit).await.expect_status(200);
    connection.until("configured").await;
    let body = json!({ "rollout": "everyone", "acknowledge": connection.warnings().await });
    owner.post(&format!("{}/activate", connection.path), body).await.expect_problem(409, "test_required");
}

#[tokio::test]
async fn an_answer_to_a_test_counts_once() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let nobody = Visitor::new();
    for query in ["", "?code=a&state=b", "?error=access_denied&state=b"] {
        let page = nobody.open(&format!("{}/test-callback{query}", world.portal_url)).await;
        assert!(page.status == 400 || page.status == 404, "{query}: {}", page.status);
    }
    assert_eq!(connection.now().await["state"], "configured");
}

#[tokio::test]
async fn disabling_takes_the_connection_out_of_use_and_activating_brings_it_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    owner.post(&format!("{}/disable", connection.path), json!({})).await.expect_status(202);
    connection.until("disabled").await;
    assert!(enabled_for(&world, "globex").await.is_empty());
    assert_eq!(upstream(&world).await.len(), 1, "disabled is kept in Auth0");
    let warnings = connection.warnings().await;
    connection.activate(json!({ "rollout": "everyone", "acknowledge": warnings })).await;
    assert_eq!(enabled_for(&world, "globex").await.len(), 1);
}

#[tokio::test]
async fn deleting_detaches_or_purges() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    for (mode, left) in [("detach", 1), ("purge", 0)] {
        let connection = Connection::saml(&world, &owner).await;
        connection.bring_up(&world).await;
        let id = connection.now().await["upstream"]["connection_id"].clone();
        owner.delete(&connection.path, &format!("?mode={mode}")).await.expect_status(202);
        owner.get_until(&connection.path, |answer| answer["code"] == "not_found").await;
        assert!(enabled_for(&world, "globex").await.is_empty(), "{mode}");
        let count = upstream(&world).await.iter().filter(|one| one["id"] == id).count();
        assert_eq!(count, left, "{mode}");
    }
}

#[tokio::test]
async fn an_edit_keeps_what_the_vendor_set_in_auth0() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let configured = connection.configure().await;
    let id = configured["upstream"]["connection_id"].as_str().unwrap();
    let before = world.auth0_get(&format!("connections/{id}")).await;
    let mut options = before["options"].clone();
    options["vendor_note"] = json!("keep me");
    options["signatureAlgorithm"] = json!("rsa-sha256");
    // Auth0 resets a name that is left out, and that would be a change of what is ours.
    let change = json!({ "display_name": before["display_name"], "options": options });
    world.auth0_patch(&format!("connections/{id}"), change).await;

    let metadata = world.http.get(world.idp["saml_metadata_url"].as_str().unwrap()).send().await.unwrap();
    let etag = owner.get(&connection.path).await.etag();
    let edit = json!({ "saml": { "metadata": metadata.text().await.unwrap() }, "display_name": "Renamed" });
    let request = owner.request(Method::PATCH, &connection.path).header("If-Match", etag).json(&edit);
    send(request).await.expect_status(200);
    connection.until("configured").await;
    let now = world.auth0_get(&format!("connections/{id}")).await;
    assert_eq!(now["options"]["vendor_note"], "keep me", "{now:#}");
    assert_eq!(now["display_name"], "Renamed");
}
