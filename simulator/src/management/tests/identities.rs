//! Linked accounts

use serde_json::json;

use super::{
    World,
    people::{add_person, application, person, sign_in},
};

#[actix_web::test]
async fn a_linked_account_is_no_person_of_its_own_until_it_is_unlinked() {
    let world = World::start().await;
    let main = person(&world).await;
    let other = add_person(&world, "bob@globex.example").await;
    let path = format!("/users/{main}/identities");
    let linked = world.post(&path, json!({ "provider": "auth0", "user_id": other })).await.expect(201);
    assert_eq!((linked.as_array().unwrap().len(), linked[0].get("profileData")), (2, None));
    assert_eq!(linked[1]["profileData"]["email"], "bob@globex.example");
    let identity = other.trim_start_matches("auth0|");
    assert_eq!((&linked[1]["user_id"], &linked[1]["connection"]), (&json!(identity), &json!("db")));
    assert_eq!(world.get(&format!("/users/{other}")).await.body["errorCode"], "inexistent_user");
    assert_eq!(world.get(&format!("/users/{main}")).await.expect(200)["identities"], linked);
    let again = world.post(&path, json!({ "provider": "auth0", "user_id": identity })).await;
    assert_eq!(again.refused(409), "Specified identity already exists.");
    let taken = json!({ "connection": "db", "email": "bob@globex.example", "password": "Correct-horse-1" });
    world.post("/users", taken).await.refused(409);
    let left = world.delete(&format!("{path}/auth0/{identity}")).await.expect(200);
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(
        world.get(&format!("/users/{other}")).await.expect(200)["identities"].as_array().unwrap().len(),
        1
    );
    world.delete(&format!("{path}/auth0/{identity}")).await.refused(400);
}

#[actix_web::test]
async fn whoever_signs_in_by_a_linked_account_is_the_one_it_is_linked_to() {
    let world = World::start().await;
    let main = person(&world).await;
    let application = application(&world).await;
    let other = add_person(&world, "bob@globex.example").await;
    let wish = json!({ "provider": "auth0", "user_id": other });
    world.post(&format!("/users/{main}/identities"), wish).await.expect(201);
    let bob = json!({ "username": "bob@globex.example" });
    sign_in(&world, &application, "Correct-horse-1", &bob).await.expect(200);
    assert_eq!(world.get(&format!("/users/{main}")).await.expect(200)["logins_count"], 1);
    sign_in(&world, &application, "wrong", &bob).await.expect(403);
}

#[actix_web::test]
async fn a_person_links_what_they_prove_to_be_theirs() {
    let world = World::start().await;
    let main = person(&world).await.replace("%7C", "|");
    let application = application(&world).await;
    let other = add_person(&world, "bob@globex.example").await;
    let audience = world.running.tenant.management_audience();
    let wish = json!({ "audience": audience, "scope": "update:current_user_identities" });
    let own = sign_in(&world, &application, "Correct-horse-1", &wish).await.text("access_token");
    let own = world.with_token(&own);
    let bob = json!({ "username": "bob@globex.example", "scope": "openid" });
    let proof = sign_in(&world, &application, "Correct-horse-1", &bob).await.text("id_token");
    let path = format!("/users/{main}/identities");
    let named = own.post(&path, json!({ "provider": "auth0", "user_id": other })).await;
    assert!(named.refused(400).contains("Missing required property: link_with"));
    let elsewhere = own.post(&format!("/users/{other}/identities"), json!({ "link_with": proof })).await;
    assert_eq!(elsewhere.refused(403), "User to be acted on does not match subject in bearer token.");
    let linked = own.post(&path, json!({ "link_with": proof })).await.expect(201);
    assert_eq!(linked[1]["user_id"], other.trim_start_matches("auth0|"));
}

#[actix_web::test]
async fn a_link_outlives_an_export_but_not_its_connection() {
    let world = World::start().await;
    let main = person(&world).await;
    let made = world.post("/connections", json!({ "name": "second", "strategy": "auth0" })).await.text("id");
    let body =
        json!({ "connection": "second", "email": "ann@globex.example", "password": "Correct-horse-1" });
    let other = world.post("/users", body).await.text("user_id");
    let path = format!("/users/{main}");
    let wish = json!({ "provider": "auth0", "user_id": other, "connection_id": made });
    world.post(&format!("{path}/identities"), wish).await.expect(201);
    world
        .post(&format!("{path}/authentication-methods"), json!({ "type": "email", "email": "a@b.example" }))
        .await;
    let before = world.get(&path).await.expect(200);
    let state = world.running.tenant.read(serde_json::to_string).unwrap();
    world.delete(&path).await.expect(204);
    world.running.tenant.import(serde_json::from_str(&state).unwrap()).unwrap();
    assert_eq!(world.get(&path).await.expect(200), before);
    let methods = world.get(&format!("{path}/authentication-methods")).await.expect(200);
    assert_eq!(methods.as_array().unwrap().len(), 1);
    world.delete(&format!("/connections/{made}")).await.expect(202);
    assert_eq!(world.get(&path).await.expect(200)["identities"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn only_another_person_who_exists_can_be_linked() {
    let world = World::start().await;
    let main = person(&world).await;
    let path = format!("/users/{main}/identities");
    let link = |body| world.post(&path, body);
    assert_eq!(
        link(json!({ "provider": "auth0", "user_id": main.replace("%7C", "|") })).await.body["errorCode"],
        "invalid_body"
    );
    let nobody = link(json!({ "provider": "auth0", "user_id": "nobody" })).await;
    assert_eq!(nobody.body["errorCode"], "inexistent_user");
    assert!(
        link(json!({ "provider": "auth0" }))
            .await
            .refused(400)
            .contains("Missing required property: user_id")
    );
    link(json!({ "link_with": "no.token.atall" })).await.refused(400);
    let limited = world.with_scopes(&["read:users"]).await;
    limited.post(&path, json!({ "provider": "auth0", "user_id": "x" })).await.refused(403);
}
