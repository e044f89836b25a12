//! Sign-in attempts: pulled from the tenant's log, received from its stream, attributed, explained, kept apart.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, Connection, World, send};

const SIGN_INS: &str = "/api/v1/organizations/current/sign-ins";
const INGEST: &str = "/ingest/auth0/logs/local";
const STREAM_SECRET: &str = "log-stream-secret-of-this-test";

fn rows(page: &Value) -> &[Value] {
    page["data"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Waits until the newest attempt is this one.
async fn until_failed(owner: &Caller) -> Value {
    let failed = |page: &Value| rows(page).iter().any(|row| row["outcome"] == "failed");
    let page = owner.get_until(SIGN_INS, failed).await;
    rows(&page).iter().find(|row| row["outcome"] == "failed").unwrap().clone()
}

#[tokio::test]
async fn a_failed_attempt_is_pulled_explained_and_seen_by_its_organization_alone() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    world.idp_switches(json!({ "wrong_audience": true })).await;
    let run = connection.test(&world).await;
    let attempt = until_failed(&owner).await;
    assert_eq!(attempt["explanation"]["code"], run["explanation"]["code"], "{attempt:#}");
    assert_eq!(attempt["connection_id"], connection.now().await["id"]);
    assert_eq!(attempt["is_test"], true);

    let one = format!("{SIGN_INS}/{}", attempt["id"].as_str().unwrap());
    assert_eq!(owner.get(&one).await.expect_status(200).json(), attempt);
    let cause = attempt["explanation"]["code"].as_str().unwrap();
    for (filter, found) in [
        (format!("cause={cause}"), true),
        ("cause=another".to_owned(), false),
        ("outcome=failed&limit=1".to_owned(), true),
        ("since=2999-01-01T00:00:00Z".to_owned(), false),
        ("until=2999-01-01T00:00:00Z&outcome=failed".to_owned(), true),
    ] {
        let page = owner.get(&format!("{SIGN_INS}?{filter}")).await.expect_status(200).json();
        let has = rows(&page).iter().any(|row| row["id"] == attempt["id"]);
        assert_eq!(has, found, "{filter}: {page:#}");
    }

    let stranger = world.sign_in("owner", Some("initech")).await;
    stranger.get(&one).await.expect_problem(404, "not_found");
    let theirs = stranger.get(SIGN_INS).await.expect_status(200).json();
    assert!(rows(&theirs).iter().all(|row| row["outcome"] != "failed"), "{theirs:#}");
}

async fn stream(world: &World, secret: &str, body: String) -> u16 {
    let nobody = Caller::nobody(&world.portal_url);
    let request =
        nobody.bare_request(Method::POST, INGEST).header("Authorization", format!("Bearer {secret}"));
    send(request.header("Content-Type", "application/json").body(body)).await.status
}

fn record(id: &str, organization: Option<&str>) -> Value {
    json!({
        "log_id": id, "type": "f", "date": "2026-11-25T10:00:00.000Z", "organization_id": organization,
        "user_name": "jane@globex.example", "description": "Something that nobody has seen yet",
        "details": { "error": { "message": "Something that nobody has seen yet, for jane@globex.example" } },
    })
}

#[tokio::test]
async fn a_stream_is_believed_by_its_secret_and_may_repeat_itself() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let organization = world.auth0_get("organizations/name/globex").await["id"].as_str().unwrap().to_owned();
    let body = json!([{ "log_id": "9001", "data": record("9001", Some(&organization)) }]).to_string();
    for wrong in ["", "another"] {
        assert_eq!(stream(&world, wrong, body.clone()).await, 401);
    }
    assert_eq!(stream(&world, STREAM_SECRET, "nonsense".to_owned()).await, 400);
    for _ in 0..3 {
        assert_eq!(stream(&world, STREAM_SECRET, body.clone()).await, 204);
    }
    let page = owner.get(&format!("{SIGN_INS}?outcome=failed")).await.expect_status(200).json();
    assert_eq!(rows(&page).len(), 1, "{page:#}");
    assert_eq!(rows(&page)[0]["explanation"]["code"], "unknown");
}

#[tokio::test]
async fn what_names_no_organization_is_kept_aside_for_operators() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let operator = world.sign_in("operator", None).await;
    let lines = format!("{}\n{}\n", record("9002", None), record("9003", Some("org_unheard_of")));
    assert_eq!(stream(&world, STREAM_SECRET, lines).await, 204);
    let page = owner.get(&format!("{SIGN_INS}?outcome=failed")).await.expect_status(200).json();
    assert!(rows(&page).is_empty(), "{page:#}");
    let aside = operator.get("/api/v1/sign-ins?outcome=failed").await.expect_status(200).json();
    assert_eq!(rows(&aside).len(), 2, "{aside:#}");
    owner.get("/api/v1/sign-ins").await.expect_problem(403, "permission_denied");
}

#[tokio::test]
async fn a_text_that_nobody_knows_is_on_the_operators_list_once_without_names() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let operator = world.sign_in("operator", None).await;
    let text = "Quux failure 0x77 for jane.doe@globex.example while frobnicating";
    for _ in 0..2 {
        let answer = owner.post("/api/v1/explain", json!({ "text": text })).await.expect_status(200).json();
        assert_eq!(answer["explanation"], Value::Null, "{answer:#}");
    }
    let known = json!({ "text": "AADSTS50105: the user is not assigned to a role for the application" });
    let answer = owner.post("/api/v1/explain", known).await.expect_status(200).json();
    assert_eq!(answer["explanation"]["side"], "idp", "{answer:#}");
    let list = operator.get("/api/v1/unknown-texts").await.expect_status(200).json();
    let found = &rows(&list)[0];
    assert_eq!((rows(&list).len(), &found["count"]), (1, &json!(2)), "{list:#}");
    assert!(!found["text"].as_str().unwrap().contains("jane"), "{found:#}");
    owner.get("/api/v1/unknown-texts").await.expect_problem(403, "permission_denied");
    let one = format!("/api/v1/unknown-texts/{}", found["id"].as_str().unwrap());
    send(operator.request(Method::DELETE, &one)).await.expect_status(204);
    let list = operator.get("/api/v1/unknown-texts").await.expect_status(200).json();
    assert!(rows(&list).is_empty(), "{list:#}");
    owner
        .post("/api/v1/explain", json!({ "text": "a", "url": "b" }))
        .await
        .expect_problem(422, "invalid_request");
}
