//! Test runs: evidence, the watchdog, what the person's screen says, and every way a provider can misbehave.

use serde_json::{Value, json};
use support::{Connection, World, WorldOptions};

fn fact<'a>(run: &'a Value, kind: &str) -> &'a Value {
    run["facts"].as_array().unwrap().iter().find(|fact| fact["kind"] == kind).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn a_passing_run_shows_its_evidence() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let configured = connection.configure().await;
    let run = connection.test(&world).await;
    assert_eq!(run["state"], "succeeded", "{run:#}");
    assert_eq!(fact(&run, "issuer")["expected"], configured["saml"]["entity_id"]);
    assert_eq!(fact(&run, "connection")["received"], configured["upstream"]["name"]);
    assert_eq!(fact(&run, "connection")["verdict"], "agrees");
    assert!(fact(&run, "name_id")["received"].as_str().is_some_and(|id| !id.is_empty()), "{run:#}");
    assert_eq!(fact(&run, "clock_skew")["verdict"], "agrees");
    assert!(run["timings"]["sign_in_ms"].as_u64().is_some(), "{run:#}");
    let text = run.to_string();
    assert!(!text.contains("access_token") && !text.contains("eyJ"), "a token is kept");
}

/// The switches of the demo provider, by protocol: the code that names the cause, and whose side it is.
const SWITCHES: [(&str, &str, &str, &str); 5] = [
    ("wrong_certificate", "unknown_certificate", "signing_key_unknown", "idp"),
    ("wrong_audience", "wrong_audience", "wrong_audience", "idp"),
    ("no_email", "missing_email", "missing_email", "idp"),
    ("expired_assertion", "answer_expired", "answer_expired", "idp"),
    ("user_not_assigned", "user_not_assigned", "user_not_assigned", "idp"),
];

#[tokio::test]
async fn every_switch_of_the_provider_fails_the_test_and_names_the_right_cause_and_side() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (saml, oidc) = (Connection::saml(&world, &owner).await, Connection::oidc(&world, &owner).await);
    for connection in [&saml, &oidc] {
        connection.configure().await;
    }
    for (switch, of_saml, of_oidc, side) in SWITCHES {
        world.idp_switches(json!({ (switch): true })).await;
        for (connection, code) in [(&saml, of_saml), (&oidc, of_oidc)] {
            let run = connection.test(&world).await;
            assert_eq!(run["state"], "failed", "{switch}: {run:#}");
            let explanation = &run["explanation"];
            assert_eq!(
                (&explanation["code"], &explanation["side"]),
                (&json!(code), &json!(side)),
                "{switch}: {explanation:#}"
            );
            assert!(!explanation["fix"].as_array().unwrap().is_empty(), "{switch}: {explanation:#}");
        }
    }
}

#[tokio::test]
async fn a_run_that_nobody_comes_back_from_times_out_and_is_explained_by_what_the_screen_says() {
    let options = WorldOptions { test_watchdog_s: Some(4), ..WorldOptions::default() };
    let world = World::start_with(options).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let (path, _) = connection.start_test().await;
    let screen = format!("{path}/screen");
    let timed_out = owner.get_until(&path, |run| run["state"] == "timed_out").await;
    assert_eq!(timed_out["explanation"]["code"], "timed_out");
    let log = |page: &Value| page.to_string().contains("connection.test_run.timed_out");
    owner.get_until("/api/v1/organizations/current/audit-events", log).await;

    let text = json!({ "text": "AADSTS50105: Your administrator has configured the application to block users unless they are specifically granted access." });
    let explained = owner.post(&screen, text).await.expect_status(200).json();
    assert_eq!(explained["explanation"]["code"], "user_not_assigned", "{explained:#}");
    let unheard = json!({ "text": "Flux capacitor out of range" });
    let honest = owner.post(&screen, unheard).await.expect_status(200).json();
    assert_eq!(honest["explanation"]["code"], "unknown", "{honest:#}");

    let passed = connection.test(&world).await;
    let path = format!("{}/test-runs/{}", connection.path, passed["id"].as_str().unwrap());
    owner.get_until(&path, |run| run["state"] == "succeeded").await;
    owner.post(&format!("{path}/screen"), json!({ "text": "x" })).await.expect_problem(409, "invalid_state");
}
