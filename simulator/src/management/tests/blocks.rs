//! Attack protection that keeps people out

use serde_json::{Value, json};

use super::{World, people::person};

/// Signs in by password, through an application that may.
async fn sign_in(world: &World, application: &Value, password: &str) -> u16 {
    let body = json!({
        "grant_type": "http://auth0.com/oauth/grant-type/password-realm", "realm": "db",
        "username": "ann@globex.example", "password": password,
        "client_id": application["client_id"], "client_secret": application["client_secret"],
    });
    let url = world.running.tenant.url("oauth/token");
    world.http.post(url).json(&body).send().await.unwrap().status().as_u16()
}

#[actix_web::test]
async fn too_many_wrong_passwords_block_the_account_until_it_is_unblocked() {
    let world = World::start().await;
    let user = person(&world).await;
    let application = json!({
        "name": "app", "app_type": "regular_web",
        "grant_types": ["http://auth0.com/oauth/grant-type/password-realm"],
    });
    let application = world.post("/clients", application).await.expect(201);
    let connections = world.get("/connections?name=db").await.expect(200);
    let clients = format!("/connections/{}/clients", connections[0]["id"].as_str().unwrap());
    world
        .patch(&clients, json!([{ "client_id": application["client_id"], "status": true }]))
        .await
        .expect(204);
    let limit = json!({ "max_attempts": 2 });
    world.patch("/attack-protection/brute-force-protection", limit).await.expect(200);
    assert_eq!(sign_in(&world, &application, "wrong").await, 403);
    assert_eq!(world.get(&format!("/user-blocks/{user}")).await.expect(200), json!({ "blocked_for": [] }));
    assert_eq!(sign_in(&world, &application, "wrong").await, 403);
    assert_eq!(sign_in(&world, &application, "Correct-horse-1").await, 429);
    let named = "/user-blocks?identifier=ann@globex.example";
    let blocked = world.get(named).await.expect(200);
    assert_eq!(
        blocked["blocked_for"],
        json!([{ "identifier": "ann@globex.example", "ip": "127.0.0.1", "connection": "db" }])
    );
    world.delete(&format!("/user-blocks/{user}")).await.expect(204);
    assert_eq!(sign_in(&world, &application, "Correct-horse-1").await, 200);
    assert!(world.get("/user-blocks").await.refused(400).contains("Missing required property: identifier"));
    world.get("/anomaly/blocks/ips/127.0.0.1").await.refused(404);
    let stage = json!({ "stage": { "pre-login": { "max_attempts": 1, "rate": 864_000 } } });
    world.patch("/attack-protection/suspicious-ip-throttling", stage).await.expect(200);
    world.get("/anomaly/blocks/ips/127.0.0.1").await.expect(200);
    assert_eq!(sign_in(&world, &application, "Correct-horse-1").await, 429);
    world.delete("/anomaly/blocks/ips/127.0.0.1").await.expect(204);
    assert_eq!(sign_in(&world, &application, "Correct-horse-1").await, 200);
    world.get("/anomaly/blocks/ips/nowhere").await.refused(400);
}
