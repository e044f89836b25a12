//! Actions with their versions and modules, and the secrets of hooks

use serde_json::{Value, json};

use super::World;

async fn action(world: &World, more: Value) -> String {
    let mut body =
        json!({ "name": "greet", "supported_triggers": [{ "id": "post-login", "version": "v3" }] });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    world.post("/actions/actions", body).await.text("id")
}

#[actix_web::test]
async fn a_draft_differs_from_what_runs_until_it_is_deployed() {
    let world = World::start().await;
    let id = action(&world, json!({ "code": "one" })).await;
    let path = format!("/actions/actions/{id}");
    let draft = world.get(&path).await.expect(200);
    assert_eq!(draft["all_changes_deployed"], false);
    assert_eq!((draft.get("current_version"), draft.get("deployed_version")), (None, None));
    world.post(&format!("{path}/deploy"), json!({})).await.expect(202);
    let changed = world.patch(&path, json!({ "code": "two" })).await.expect(200);
    assert_eq!((&changed["code"], &changed["deployed_version"]["code"]), (&json!("two"), &json!("one")));
    assert_eq!(
        (&changed["all_changes_deployed"], &changed["current_version"]["number"]),
        (&json!(false), &json!(1))
    );
    let version = world.post(&format!("{path}/deploy"), json!({})).await.expect(202);
    assert_eq!((&version["number"], &version["action"]["all_changes_deployed"]), (&json!(2), &json!(true)));
    let renamed = world.patch(&path, json!({ "name": "wave" })).await.expect(200);
    assert_eq!(renamed["all_changes_deployed"], true);
}

#[actix_web::test]
async fn rolling_back_makes_a_new_version_and_touches_the_draft_only_when_asked() {
    let world = World::start().await;
    let id = action(&world, json!({ "code": "one", "deploy": true })).await;
    let path = format!("/actions/actions/{id}");
    let first = world.get(&path).await.expect(200)["deployed_version"]["id"].as_str().unwrap().to_owned();
    world.patch(&path, json!({ "code": "two" })).await.expect(200);
    world.post(&format!("{path}/deploy"), json!({})).await.expect(202);
    let again = format!("{path}/versions/{first}/deploy");
    let version = world.post(&again, json!({})).await.expect(202);
    assert_eq!((&version["number"], &version["code"]), (&json!(3), &json!("one")));
    let after = world.get(&path).await.expect(200);
    assert_eq!((&after["code"], &after["all_changes_deployed"]), (&json!("two"), &json!(false)));
    world.post(&again, json!({ "update_draft": true })).await.expect(202);
    let after = world.get(&path).await.expect(200);
    assert_eq!((&after["code"], &after["all_changes_deployed"]), (&json!("one"), &json!(true)));
    let listed = world.get(&format!("{path}/versions?per_page=3")).await.expect(200);
    assert_eq!((&listed["total"], &listed["versions"][0]["number"]), (&json!(4), &json!(4)));
    assert_eq!(listed["versions"].as_array().unwrap().len(), 3);
    let missing = world.get(&format!("{path}/versions/none")).await;
    assert_eq!(missing.refused(404), "The action version does not exist.");
}

#[actix_web::test]
async fn an_action_in_use_is_deleted_only_by_force() {
    let world = World::start().await;
    let id = action(&world, json!({ "deploy": true })).await;
    let bind = json!({ "bindings": [{ "ref": { "type": "action_id", "value": id } }] });
    let bindings = "/actions/triggers/post-login/bindings";
    let bound = world.patch(bindings, bind).await.expect(200);
    assert_eq!(bound["bindings"][0]["action"]["deployed_version"]["number"], 1);
    world.delete(&format!("/actions/actions/{id}")).await.expect(400);
    world.delete(&format!("/actions/actions/{id}?force=true")).await.expect(204);
    assert_eq!(world.get(bindings).await.expect(200)["bindings"], json!([]));
}

#[actix_web::test]
async fn a_test_gives_the_payload_back_and_nothing_was_ever_executed() {
    let world = World::start().await;
    let id = action(&world, json!({})).await;
    let payload = json!({ "payload": { "event": {} } });
    let test = format!("/actions/actions/{id}/test");
    assert_eq!(world.post(&test, payload.clone()).await.expect(200), payload);
    world.post(&test, json!({})).await.expect(400);
    assert_eq!(world.get("/actions/executions/x").await.refused(404), "The execution does not exist.");
}

#[actix_web::test]
async fn a_module_is_published_in_versions_that_actions_use() {
    let world = World::start().await;
    let secrets = json!([{ "name": "KEY", "value": "deep-secret" }]);
    let made = world
        .post("/actions/modules", json!({ "name": "m", "code": "one", "secrets": secrets, "publish": true }))
        .await;
    let path = format!("/actions/modules/{}", made.text("id"));
    let made = made.expect(201);
    assert!(!made.to_string().contains("deep-secret"));
    assert_eq!((&made["latest_version_number"], &made["all_changes_published"]), (&json!(1), &json!(true)));
    let first = made["latest_version"]["id"].clone();
    let versions = format!("{path}/versions");
    assert_eq!(
        world.post(&versions, json!({})).await.refused(409),
        "No draft version is available to publish."
    );
    world.patch(&path, json!({ "code": "two" })).await.expect(200);
    let second = world.post(&versions, json!({})).await.expect(200);
    assert_eq!((&second["version_number"], &second["module_id"]), (&json!(2), &made["id"]));
    let rolled =
        world.post(&format!("{path}/rollback"), json!({ "module_version_id": first })).await.expect(200);
    assert_eq!((&rolled["code"], &rolled["all_changes_published"]), (&json!("one"), &json!(false)));
    let reference = json!([{ "module_id": made["id"], "module_version_id": second["id"] }]);
    let user = action(&world, json!({ "modules": reference, "deploy": true })).await;
    let users = world.get(&format!("{path}/actions")).await.expect(200);
    assert_eq!((&users["total"], &users["actions"][0]["action_id"]), (&json!(1), &json!(user)));
    assert_eq!(world.get(&path).await.expect(200)["actions_using_module_total"], 1);
    world.delete(&path).await.expect(412);
    world.delete(&format!("/actions/actions/{user}")).await.expect(204);
    world.delete(&path).await.expect(204);
}

#[actix_web::test]
async fn the_secrets_of_a_hook_are_named_and_never_shown() {
    let world = World::start().await;
    let hook = json!({ "name": "h", "script": "s", "triggerId": "credentials-exchange" });
    let path = format!("/hooks/{}", world.post("/hooks", hook).await.text("id"));
    let secrets = format!("{path}/secrets");
    world.post(&secrets, json!({ "KEY": "deep-secret" })).await.expect(201);
    world.post(&secrets, json!({ "KEY": "again" })).await.expect(409);
    world.patch(&secrets, json!({ "OTHER": "x" })).await.expect(404);
    world.patch(&secrets, json!({ "KEY": "changed" })).await.expect(201);
    assert_eq!(world.get(&secrets).await.expect(200), json!({ "KEY": "_VALUE_NOT_SHOWN_" }));
    assert_eq!(world.get(&path).await.expect(200).get("secrets"), None);
    world.call(reqwest::Method::DELETE, &secrets, Some(json!(["KEY"]))).await.expect(204);
    assert_eq!(world.get(&secrets).await.expect(200), json!({}));
}

#[actix_web::test]
async fn an_action_cannot_use_a_module_that_is_not_there() {
    let world = World::start().await;
    let wish = json!({
        "name": "greet", "supported_triggers": [{ "id": "post-login" }], "modules": [{ "module_id": "none" }],
    });
    world.post("/actions/actions", wish).await.expect(400);
}
