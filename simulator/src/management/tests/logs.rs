//! The tenant log and what is counted from it

use serde_json::json;

use super::World;

#[actix_web::test]
async fn every_write_is_found_under_the_name_of_its_operation() {
    let world = World::start().await;
    world.post("/roles", json!({ "name": "a" })).await.expect(200);
    world.post("/network-acls", json!({})).await.expect(400);
    let sink = json!({ "httpEndpoint": "https://logs.example" });
    world.post("/log-streams", json!({ "type": "http", "sink": sink })).await.expect(200);
    let written = world.get("/logs?q=type:sapi&sort=date:1").await.expect(200);
    let told: Vec<_> =
        written.as_array().unwrap().iter().map(|one| one["description"].as_str().unwrap()).collect();
    assert_eq!(told, ["Create a role", "Create a log stream"]);
    let id = written[0]["log_id"].as_str().unwrap();
    let one = world.get(&format!("/logs/{id}")).await.expect(200);
    assert_eq!(one["details"]["request"]["method"], "post");
    assert_eq!(one["_id"], one["log_id"]);
    world.get("/logs/90020000000000000000000000000000000000000000000000000000").await.expect(404);
}

#[actix_web::test]
async fn logs_go_on_after_the_last_one_seen_and_repeat_the_place_at_the_end() {
    let world = World::start().await;
    for count in 0..3 {
        world.post("/roles", json!({ "name": format!("r{count}") })).await.expect(200);
    }
    let all = world.get("/logs?sort=date:1").await.expect(200);
    let all = all.as_array().unwrap();
    let first = all[0]["log_id"].as_str().unwrap();
    let rest = world.get(&format!("/logs?from={first}&take=2")).await.expect(200);
    assert_eq!(rest.as_array().unwrap().len(), 2);
    assert_eq!(rest[0]["log_id"], all[1]["log_id"]);
    let last = all.last().unwrap()["log_id"].as_str().unwrap();
    assert_eq!(world.get(&format!("/logs?from={last}&take=2")).await.expect(200), json!([]));
    world.get("/logs?take=101").await.expect(400);
}

#[actix_web::test]
async fn days_are_counted_and_a_date_has_a_form() {
    let world = World::start().await;
    world.post("/roles", json!({ "name": "a" })).await.expect(200);
    let days = world.get("/stats/daily").await.expect(200);
    assert_eq!(days[0]["logins"], 0);
    assert!(world.get("/stats/daily?from=yesterday").await.refused(400).contains("format date"));
    assert_eq!(world.get("/stats/active-users").await.expect(200), json!(0));
    assert_eq!(world.get("/keys/signing").await.expect(200)[0]["current"], true);
}
