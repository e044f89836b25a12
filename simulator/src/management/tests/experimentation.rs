//! Feature flags, their variations, segments and experiments

use serde_json::{Value, json};

use super::World;

/// A flag that is active, with two variations; answers its id and theirs.
async fn flag(world: &World) -> (String, [String; 2]) {
    let parameters = json!({ "colour": { "type": "string", "value": "red" } });
    let made = world
        .post("/experimentation/feature-flags", json!({ "name": "button", "parameters": parameters }))
        .await;
    let id = made.text("id");
    assert_eq!(made.expect(201)["status"], "draft");
    let path = format!("/experimentation/feature-flags/{id}");
    let variation = async |name: &str| {
        let body = json!({ "name": name, "overrides": { "colour": { "value": name } } });
        world.post(&format!("{path}/variations"), body).await.text("id")
    };
    let variations = [variation("green").await, variation("blue").await];
    world.post(&format!("{path}/status"), json!({ "status": "active" })).await.expect(200);
    (id, variations)
}

fn experiment(flag: &str, variations: &[String; 2], weights: [u8; 2]) -> Value {
    json!({
        "name": "which button", "feature_flag_id": flag, "authentication_flow": "login",
        "allocation_strategy": "percentage", "assignment_config": { "subject": "device" },
        "allocations": [
            { "variation_id": variations[0], "weight": weights[0], "is_control": true },
            { "variation_id": variations[1], "weight": weights[1], "is_control": false },
        ],
    })
}

#[actix_web::test]
async fn a_flag_goes_forward_only_and_its_values_have_its_types() {
    let world = World::start().await;
    let (id, variations) = flag(&world).await;
    let path = format!("/experimentation/feature-flags/{id}");
    world.post(&format!("{path}/status"), json!({ "status": "draft" })).await.expect(400);
    let wrong = json!({ "parameters": { "colour": { "type": "number", "value": "red" } } });
    world.patch(&path, wrong).await.expect(400);
    world.patch(&path, json!({})).await.expect(400);
    let unknown = json!({ "name": "third", "overrides": { "size": { "value": 1 } } });
    world.post(&format!("{path}/variations"), unknown).await.expect(400);
    let first = format!("{path}/variations/{}", variations[0]);
    world.delete(&first).await.expect(204);
    world.delete(&first).await.expect(204);
    assert!(
        world
            .delete(&format!("{path}/variations/{}", variations[1]))
            .await
            .refused(400)
            .contains("at least one")
    );
    world.delete(&path).await.expect(204);
    assert_eq!(world.get(&format!("{path}/variations")).await.refused(404), "Feature flag not found.");
}

#[actix_web::test]
async fn an_experiment_is_activated_when_nothing_is_wrong_with_it() {
    let world = World::start().await;
    let (flag, variations) = flag(&world).await;
    let made = world.post("/experimentation/experiments", experiment(&flag, &variations, [50, 40])).await;
    let path = format!("/experimentation/experiments/{}", made.text("id"));
    assert_eq!(made.expect(201)["is_valid"], false);
    let verdict = world.post(&format!("{path}/validate"), json!({})).await.expect(200);
    assert_eq!(verdict["errors"][0]["code"], "weights_invalid");
    let status =
        async |status: &str| world.post(&format!("{path}/status"), json!({ "status": status })).await;
    status("active").await.expect(400);
    let allocations = experiment(&flag, &variations, [50, 50])["allocations"].clone();
    let changed = world.patch(&path, json!({ "allocations": allocations })).await.expect(200);
    assert_eq!(changed["is_valid"], true);
    assert!(status("active").await.expect(200)["started_at"].is_string());
    world.patch(&path, json!({ "allocations": allocations })).await.expect(400);
    world.delete(&path).await.expect(400);
    world.delete(&format!("/experimentation/feature-flags/{flag}")).await.expect(409);
    status("completed").await.expect(200);
    status("active").await.expect(400);
    assert_eq!(
        world.get("/experimentation/experiments?status=active").await.expect(200)["experiments"],
        json!([])
    );
    world.delete(&path).await.expect(204);
    world.delete(&format!("/experimentation/feature-flags/{flag}")).await.expect(204);
}

#[actix_web::test]
async fn a_segment_has_rules_and_pages_by_checkpoint() {
    let world = World::start().await;
    let segments = "/experimentation/segments";
    for name in ["one", "two"] {
        let rules = json!([{ "match": { "country": ["DE"], "domain": { "ends_with": [".example"] } } }]);
        let made = world.post(segments, json!({ "name": name, "rules": rules })).await.expect(201);
        assert_eq!(made["type"], "self");
    }
    world.post(segments, json!({ "name": "one", "rules": [{ "match": {} }] })).await.expect(409);
    world.post(segments, json!({ "name": "three", "rules": [{}] })).await.expect(400);
    let page = world.get(&format!("{segments}?take=1")).await.expect(200);
    let next = page["next"].as_str().unwrap();
    let rest = world.get(&format!("{segments}?take=1&from={next}")).await.expect(200);
    assert_eq!((&rest["segments"][0]["name"], rest.get("next")), (&json!("two"), None));
    world.get(&format!("{segments}?take=51")).await.expect(400);
}
