//! Directory provisioning of Google Workspace, and the groups it reads.

use serde_json::{Value, json};

use super::{super::World, make, plain_openid};

fn google(more: &Value) -> Value {
    let mut options = json!({ "client_id": "id", "domain": "example.com", "api_enable_users": true });
    for (name, value) in more.as_object().into_iter().flatten() {
        options[name] = value.clone();
    }
    options
}

#[actix_web::test]
async fn a_directory_is_read_once_it_is_switched_on() {
    let world = World::start().await;
    let options = google(&json!({ "admin_refresh_token": "r" }));
    let id = make(&world, "customer", "google-apps", options).await;
    let path = format!("/connections/{id}/directory-provisioning");
    assert_eq!(world.get(&path).await.refused(404), "Directory provisioning configuration not found");
    let made = world.post(&path, json!({})).await.expect(201);
    assert_eq!(made["mapping"].as_array().unwrap().len(), 51);
    assert_eq!(
        (&made["synchronize_automatically"], &made["synchronize_groups"]),
        (&json!(false), &json!("off"))
    );
    world.post(&path, json!({})).await.expect(409);
    let runs = format!("{path}/synchronizations");
    assert_eq!(world.post(&runs, json!({})).await.expect(201)["connection_id"], json!(id));
    world.post(&runs, json!({})).await.expect(409);
    let shown = world.get(&path).await.expect(200);
    assert_eq!(shown["last_synchronization_status"], "in_progress");
    let all = world.get("/connections-directory-provisionings").await.expect(200);
    assert_eq!(all["directory_provisionings"][0]["connection_id"], json!(id));
    let off = json!({ "options": google(&json!({ "api_enable_users": false })) });
    world.patch(&format!("/connections/{id}"), off).await.expect(400);
    world.delete(&path).await.expect(204);
}

#[actix_web::test]
async fn what_stands_in_the_way_is_said() {
    let world = World::start().await;
    let other = make(&world, "other", "oidc", plain_openid()).await;
    let refused = world.post(&format!("/connections/{other}/directory-provisioning"), json!({})).await;
    assert!(refused.refused(400).contains("does not support inbound directory provisioning"));
    let closed =
        make(&world, "closed", "google-apps", json!({ "client_id": "id", "domain": "example.com" })).await;
    let refused = world.post(&format!("/connections/{closed}/directory-provisioning"), json!({})).await;
    assert!(refused.refused(400).contains("Users API is not enabled"));
    let open = make(&world, "open", "google-apps", google(&json!({}))).await;
    let path = format!("/connections/{open}/directory-provisioning");
    let groups = world.post(&path, json!({ "synchronize_groups": "all" })).await;
    assert!(groups.refused(400).contains("Groups API is not enabled"));
    world.post(&path, json!({})).await.expect(201);
    let run = world.post(&format!("{path}/synchronizations"), json!({})).await;
    assert!(run.refused(400).contains("setup is incomplete"));
}

#[actix_web::test]
async fn a_run_makes_groups_of_those_that_were_selected() {
    let world = World::start().await;
    let options = google(&json!({ "admin_refresh_token": "r", "api_enable_groups": true }));
    let id = make(&world, "customer", "google-apps", options).await;
    let path = format!("/connections/{id}/directory-provisioning");
    world.post(&path, json!({ "synchronize_groups": "selected" })).await.expect(201);
    let selected =
        json!({ "groups": [{ "id": "g1", "name": "Sales" }, { "id": "g2", "email": "all@example.com" }] });
    world.put(&format!("{path}/synchronized-groups"), selected).await.expect(204);
    assert_eq!(world.get("/groups").await.expect(200), json!([]));
    world.post(&format!("{path}/synchronizations"), json!({})).await.expect(201);
    let found = world.get(&format!("/groups?connection_id={id}")).await.expect(200);
    let told = |place: usize| [&found[place]["name"], &found[place]["external_id"]];
    assert_eq!(
        (told(0), told(1)),
        ([&json!("Sales"), &json!("g1")], [&json!("all@example.com"), &json!("g2")])
    );
    world.delete(&format!("/connections/{id}")).await.expect(202);
    assert_eq!(world.get("/groups").await.expect(200), json!([]));
}

#[actix_web::test]
async fn groups_are_replaced_added_and_removed() {
    let world = World::start().await;
    let id = make(&world, "customer", "google-apps", google(&json!({ "api_enable_groups": true }))).await;
    let path = format!("/connections/{id}/directory-provisioning");
    let groups = format!("{path}/synchronized-groups");
    world.put(&groups, json!({ "groups": [] })).await.expect(404);
    world.post(&path, json!({ "synchronize_groups": "selected" })).await.expect(201);
    let pair = json!({ "groups": [{ "id": "g1", "name": "Sales" }, { "id": "g2", "name": "Support" }] });
    world.put(&groups, pair).await.expect(204);
    world.post(&groups, json!({ "groups": [{ "id": "g3" }] })).await.expect(204);
    let found = world.get(&format!("{groups}?q=name:Sa*")).await.expect(200);
    assert_eq!(found, json!({ "groups": [{ "id": "g1", "name": "Sales" }] }));
    let page = world.get(&format!("{groups}?take=2")).await.expect(200);
    assert!(page["next"].is_string());
    let gone = json!({ "groups": [{ "id": "g1" }] });
    world.call(reqwest::Method::DELETE, &groups, Some(gone)).await.expect(204);
    assert_eq!(world.get(&groups).await.expect(200)["groups"].as_array().unwrap().len(), 2);
    let broken =
        world.put(&groups, json!({ "groups": [{ "id": "g1", "email": "nobody" }] })).await.refused(400);
    assert_eq!(
        broken,
        "Payload validation error: 'Object didn't pass validation for format email: nobody' on property \
         groups[0].email (Google Workspace Directory group email)."
    );
}
