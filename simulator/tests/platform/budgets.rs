//! Requests are counted as Auth0's tiers count them.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use simulator::budget::Tier;

use crate::world::{StandingClock, World, number};

/// Asks until it is refused; how often it was answered, and the refusal.
async fn exhaust(world: &World, path: &str) -> (u32, reqwest::Response) {
    for answered in 0..200 {
        let answer = world.get(path).await;
        if answer.status() == 429 {
            return (answered, answer);
        }
    }
    panic!("{path} is never refused");
}

#[tokio::test]
async fn the_free_tier_allows_two_management_requests_a_second() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::Free, &clock).await;
    let (answered, refusal) = exhaust(&world, "clients").await;
    assert_eq!(answered, 2);
    assert_eq!(number(&refusal, "x-ratelimit-limit"), 2);
    assert_eq!(number(&refusal, "x-ratelimit-remaining"), 0);
    assert_eq!(number(&refusal, "x-ratelimit-reset"), 1_790_035_201);
    let body: Value = refusal.json().await.unwrap();
    let wanted = json!({
        "statusCode": 429, "error": "Too Many Requests", "message": "Global limit has been reached",
        "errorCode": "too_many_requests",
    });
    assert_eq!(body, wanted);
    clock.advance(TimeDelta::milliseconds(999));
    assert_eq!(world.get("clients").await.status(), 429);
    clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(exhaust(&world, "clients").await.0, 2);
}

#[tokio::test]
async fn a_group_of_endpoints_is_counted_beside_the_rest_in_the_professional_tier() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::Professional, &clock).await;
    let (answered, refusal) = exhaust(&world, "connections").await;
    assert_eq!(answered, 5);
    let body: Value = refusal.json().await.unwrap();
    assert_eq!(body["message"], "Global per minute connections_read group limit has been reached");
    assert_eq!(exhaust(&world, "organizations").await.0, 5);
    assert_eq!(exhaust(&world, "tenants/settings").await.0, 10);
    // 150 in a minute for the rest: five in the first two seconds.
    clock.advance(TimeDelta::seconds(2));
    assert_eq!(exhaust(&world, "tenants/settings").await.0, 5);
}

#[tokio::test]
async fn the_whole_api_is_counted_first_in_the_enterprise_tier() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::EnterpriseNonprod, &clock).await;
    let answer = world.get("organizations").await;
    assert_eq!(number(&answer, "x-ratelimit-limit"), 10);
    assert_eq!(number(&answer, "x-ratelimit-remaining"), 9);
    assert_eq!(exhaust(&world, "clients").await.0, 9);
    let refusal: Value = world.get("organizations").await.json().await.unwrap();
    assert_eq!(refusal["message"], "Global limit has been reached");
}

#[tokio::test]
async fn the_token_endpoint_refuses_in_its_own_words() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::Free, &clock).await;
    let ask = || world.http.post(world.url("oauth/token")).json(&json!({})).send();
    for _ in 0..29 {
        assert_ne!(ask().await.unwrap().status(), 429);
    }
    let refusal = ask().await.unwrap();
    assert_eq!(refusal.status(), 429);
    let body: Value = refusal.json().await.unwrap();
    assert_eq!(body["error"], "too_many_requests");
    assert!(body["error_description"].is_string() && body.get("statusCode").is_none(), "{body}");
}

#[tokio::test]
async fn a_person_whose_page_is_refused_sees_a_page() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::Professional, &clock).await;
    let ask = || world.http.get(world.url("authorize")).send();
    let mut answer = ask().await.unwrap();
    for _ in 0..25 {
        answer = ask().await.unwrap();
    }
    assert_eq!(answer.status(), 429);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
}

#[tokio::test]
async fn the_log_tells_of_a_used_and_of_an_exceeded_bucket_once_a_minute() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::Professional, &clock).await;
    exhaust(&world, "connections").await;
    exhaust(&world, "connections").await;
    let refused = world.logs("api_limit").await;
    assert_eq!(refused.len(), 1, "{refused:#?}");
    let limit = json!({ "bucket": "connections_read", "global": false, "size": 5 });
    assert_eq!(refused[0]["details"]["limit"], limit);
    assert_eq!(refused[0]["details"]["request"], json!({ "method": "get", "path": "/api/v2/connections" }));
    let warned = world.logs("api_limit_warning").await;
    assert_eq!(warned[0]["details"]["limit"]["usage"], 80, "{warned:#?}");
    clock.advance(TimeDelta::seconds(60));
    exhaust(&world, "connections").await;
    assert_eq!(world.logs("api_limit").await.len(), 2);
}

#[tokio::test]
async fn nothing_is_refused_when_the_tier_is_off() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::Off, &clock).await;
    for _ in 0..60 {
        assert_eq!(world.get("clients").await.status(), 200);
    }
    assert_eq!(number(&world.get("clients").await, "x-ratelimit-limit"), 50);
}

#[tokio::test]
async fn the_tier_can_be_changed_while_it_runs() {
    let clock = StandingClock::new();
    let world = World::of_tier(Tier::Off, &clock).await;
    world.admin(Method::PUT, "budget", json!({ "tier": "free" })).await;
    assert_eq!(exhaust(&world, "clients").await.0, 2);
    let budget: Value = world.admin(Method::GET, "budget", json!({})).await.json().await.unwrap();
    assert_eq!(budget["tier"], "free");
    assert_eq!(budget["buckets"][0], json!({ "bucket": "management_api", "limit": 2, "remaining": 0 }));
}
