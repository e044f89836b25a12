//! Attack protection that keeps people out

use serde_json::{Value, json};

use super::{
    World,
    people::{application, person, sign_in},
};

/// The status of a sign-in with this password.
async fn attempt(world: &World, application: &Value, password: &str) -> u16 {
    sign_in(world, application, password, &json!({})).await.status
}

#[actix_web::test]
async fn too_many_wrong_passwords_block_the_account_until_it_is_unblocked() {
    let world = World::start().await;
    let user = person(&world).await;
    let application = application(&world).await;
    let limit = json!({ "max_attempts": 2 });
    world.patch("/attack-protection/brute-force-protection", limit).await.expect(200);
    assert_eq!(attempt(&world, &application, "wrong").await, 403);
    assert_eq!(world.get(&format!("/user-blocks/{user}")).await.expect(200), json!({ "blocked_for": [] }));
    assert_eq!(attempt(&world, &application, "wrong").await, 403);
    assert_eq!(attempt(&world, &application, "Correct-horse-1").await, 429);
    let named = "/user-blocks?identifier=ann@globex.example";
    let blocked = world.get(named).await.expect(200);
    assert_eq!(
        blocked["blocked_for"],
        json!([{ "identifier": "ann@globex.example", "ip": "127.0.0.1", "connection": "db" }])
    );
    world.delete(&format!("/user-blocks/{user}")).await.expect(204);
    assert_eq!(attempt(&world, &application, "Correct-horse-1").await, 200);
    for _ in 0..2 {
        attempt(&world, &application, "wrong").await;
    }
    let password = json!({ "password": "Correct-horse-1" });
    world.patch(&format!("/users/{user}"), password).await.expect(200);
    assert_eq!(world.get(named).await.expect(200), json!({ "blocked_for": [] }));
    assert!(world.get("/user-blocks").await.refused(400).contains("Missing required property: identifier"));
    world.get("/anomaly/blocks/ips/127.0.0.1").await.refused(404);
    let stage = json!({ "stage": { "pre-login": { "max_attempts": 1, "rate": 864_000 } } });
    world.patch("/attack-protection/suspicious-ip-throttling", stage).await.expect(200);
    world.get("/anomaly/blocks/ips/127.0.0.1").await.expect(200);
    assert_eq!(attempt(&world, &application, "Correct-horse-1").await, 429);
    world.delete("/anomaly/blocks/ips/127.0.0.1").await.expect(204);
    assert_eq!(attempt(&world, &application, "Correct-horse-1").await, 200);
    world.get("/anomaly/blocks/ips/nowhere").await.refused(400);
}
