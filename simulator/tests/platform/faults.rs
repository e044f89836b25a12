//! Misbehaviour on order, by the admin endpoint and by a header of the request itself.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use simulator::admin::HEADER;

use crate::world::World;

#[tokio::test]
async fn a_latency_is_waited_out_and_then_all_is_as_usual() {
    let world = World::start().await;
    let order = json!({ "effect": "latency", "milliseconds": 300, "match": { "method": "GET" } });
    assert_eq!(world.admin(Method::POST, "faults", order).await.status(), 204);
    let began = Instant::now();
    assert_eq!(world.get("clients").await.status(), 200);
    assert!(began.elapsed() >= Duration::from_millis(300));
    let seen: Value = world.admin(Method::GET, "requests", json!({})).await.json().await.unwrap();
    assert_eq!(seen[0]["fault"], "latency");
}

#[tokio::test]
async fn a_request_can_carry_its_own_faults() {
    let world = World::start().await;
    let answer = world.api(Method::GET, "clients").header(HEADER, "status=503").send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.json::<Value>().await.unwrap()["statusCode"], 503);
    assert_eq!(world.get("clients").await.status(), 200);
    let answer = world.api(Method::GET, "clients").header(HEADER, "explode").send().await.unwrap();
    assert_eq!(answer.status(), 400);
}

#[tokio::test]
async fn a_connection_is_reset_before_or_after_the_change() {
    let world = World::start().await;
    for (fault, left_behind) in [("drop_before_apply", false), ("drop_after_apply", true)] {
        let body = json!({ "name": fault.replace('_', "-") });
        let request = world.api(Method::POST, "organizations").header(HEADER, fault).json(&body);
        assert!(request.send().await.is_err(), "{fault}");
        let there = world.organizations().await.contains(&fault.replace('_', "-"));
        assert_eq!(there, left_behind, "{fault}");
    }
}

#[tokio::test]
async fn a_refusal_on_order_looks_like_one_of_the_api_that_is_asked() {
    let world = World::start().await;
    let order = json!({ "effect": "status", "status": 429, "times": 2 });
    world.admin(Method::POST, "faults", order).await;
    let answer = world.get("clients").await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["x-ratelimit-remaining"]),
        (429, &"0".parse().unwrap())
    );
    assert_eq!(answer.json::<Value>().await.unwrap()["errorCode"], "too_many_requests");
    let answer = world.http.post(world.url("oauth/token")).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "too_many_requests");
}

#[tokio::test]
async fn an_answer_can_drip() {
    let world = World::start().await;
    let whole = world.get("clients").await.bytes().await.unwrap();
    let rate = whole.len() * 2;
    let began = Instant::now();
    let slow = world.api(Method::GET, "clients").header(HEADER, format!("drip={rate}")).send().await.unwrap();
    assert_eq!(slow.content_length(), Some(u64::try_from(whole.len()).unwrap()));
    assert_eq!(slow.bytes().await.unwrap(), whole);
    assert!(began.elapsed() >= Duration::from_millis(400), "{:?}", began.elapsed());
}

#[tokio::test]
async fn reads_can_miss_a_change_for_a_while() {
    let world = World::start().await;
    world.create_organization("before").await;
    let order = json!({ "effect": "stale_reads", "milliseconds": 600, "match": { "method": "POST" } });
    world.admin(Method::POST, "faults", order).await;
    assert_eq!(world.create_organization("late").await.status(), 201);
    assert_eq!(world.organizations().await, ["before"]);
    // Writes see everything: the name is taken.
    assert_eq!(world.create_organization("late").await.status(), 409);
    tokio::time::sleep(Duration::from_millis(650)).await;
    assert_eq!(world.organizations().await, ["before", "late"]);
}

#[tokio::test]
async fn a_clock_that_is_moved_ends_tokens() {
    let world = World::start().await;
    let moved = world.api(Method::GET, "clients").header(HEADER, "clock_shift=90000").send().await.unwrap();
    assert_eq!(moved.status(), 401);
    assert_eq!(world.get("clients").await.status(), 200);
    let answer = world.admin(Method::PUT, "clock", json!({ "shift_seconds": 90_000 })).await;
    assert_eq!(answer.json::<Value>().await.unwrap()["shift_seconds"], 90_000);
    assert_eq!(world.get("clients").await.status(), 401);
    world.admin(Method::PUT, "clock", json!({ "shift_seconds": 0 })).await;
    assert_eq!(world.get("clients").await.status(), 200);
}

#[tokio::test]
async fn an_order_that_lacks_its_number_is_refused() {
    let world = World::start().await;
    for order in [json!({ "effect": "latency" }), json!({ "effect": "drip" }), json!({ "effect": "boil" })] {
        assert_eq!(world.admin(Method::POST, "faults", order.clone()).await.status(), 400, "{order}");
    }
}
