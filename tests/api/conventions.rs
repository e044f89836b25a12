//! What holds for every operation: problem documents, lists, entity tags, idempotency keys, headers.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, World, send};

async fn connections(world: &World) -> (Caller, String) {
    let owner = world.sign_in("owner", Some("globex")).await;
    (owner, "/api/v1/organizations/current/connections".to_owned())
}

#[tokio::test]
async fn whatever_is_wrong_with_a_body_is_named() {
    let world = World::start().await;
    let (owner, path) = connections(&world).await;
    let raw = |body: &'static str, kind: &'static str| {
        send(owner.request(Method::POST, &path).header("Content-Type", kind).body(body))
    };
    raw("{\"provider\": ", "application/json").await.expect_problem(400, "malformed_json");
    raw("", "application/json").await.expect_problem(400, "malformed_json");
    raw("provider=okta-saml", "application/x-www-form-urlencoded")
        .await
        .expect_problem(415, "unsupported_media_type");

    let problem = owner.post(&path, json!({ "provider": "okta-saml", "colour": "red" })).await;
    let problem = problem.expect_problem(422, "invalid_request");
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("colour"), "{problem:#}");

    let problem = owner.post(&path, json!({ "provider": "okta-saml", "saml": { "metadata_url": 7 } })).await;
    let problem = problem.expect_problem(422, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "/saml/metadata_url", "{problem:#}");

    owner.post(&path, json!({})).await.expect_problem(422, "invalid_request");
    owner.post(&path, json!({ "provider": "no-such-thing" })).await.expect_problem(422, "invalid_request");
    owner.post(&path, json!([1, 2])).await.expect_problem(422, "invalid_request");

    let large = format!("{{\"provider\": \"{}\"}}", "x".repeat(9 * 1024 * 1024));
    let request = owner.request(Method::POST, &path).header("Content-Type", "application/json").body(large);
    send(request).await.expect_problem(413, "payload_too_large");
}

#[tokio::test]
async fn wrong_addresses_answer_with_problems_too() {
    let world = World::start().await;
    let (owner, path) = connections(&world).await;
    owner.get("/api/v1/nothing-here").await.expect_problem(404, "unknown_route");
    owner.get("/api/v2").await.expect_problem(404, "unknown_route");
    owner.get(&format!("{path}/not-an-id")).await.expect_problem(404, "not_found");
    owner.get(&format!("{path}/org_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f")).await.expect_problem(404, "not_found");
    owner.get(&format!("{path}/con_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f")).await.expect_problem(404, "not_found");
    owner.get("/api/v1/organizations/nobody/connections").await.expect_problem(404, "not_found");
    let answer = send(owner.request(Method::PUT, &path).json(&json!({}))).await;
    let allowed = answer.header("allow");
    assert!(allowed.contains("GET") && allowed.contains("POST"), "Allow: {allowed}");
    answer.expect_problem(405, "method_not_allowed");
}

#[tokio::test]
async fn every_problem_has_its_page() {
    let world = World::start().await;
    let nobody = Caller::nobody(&world.portal_url);
    let problem = nobody.get("/api/v1/me").await.expect_problem(401, "unauthenticated");
    let url = problem["type"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("{}/docs/problems/", world.portal_url)), "{url}");
    for code in api::ProblemCode::ALL {
        let page = nobody.get(&format!("/docs/problems/{}", code.as_str())).await.expect_status(200);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.text().contains(code.title()), "{}", code.as_str());
    }
}

#[tokio::test]
async fn lists_are_read_page_by_page_without_gaps() {
    let world = World::start().await;
    let (owner, path) = connections(&world).await;
    let mut created = Vec::new();
    for number in 0..5 {
        let body = json!({ "provider": "custom-saml", "display_name": format!("Number {number}") });
        let created_one = owner.post(&path, body).await.expect_status(201).json();
        created.push(created_one["id"].as_str().unwrap().to_owned());
    }
    let (mut seen, mut next) = (Vec::new(), Some(format!("{path}?limit=2")));
    while let Some(url) = next {
        let answer = owner.get(&url).await.expect_status(200);
        let link = answer.header("link");
        let page = answer.json();
        seen.extend(
            page["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        assert!(page["data"].as_array().unwrap().len() <= 2);
        let cursor = page["page"]["next_cursor"].as_str().map(str::to_owned);
        assert_eq!(page["page"]["has_more"], json!(cursor.is_some()));
        assert_eq!(link.contains("rel=\"next\""), cursor.is_some(), "Link: {link}");
        next = cursor.map(|cursor| format!("{path}?limit=2&cursor={cursor}"));
    }
    seen.sort();
    created.sort();
    assert_eq!(seen, created);
    owner.get(&format!("{path}?cursor=made-up")).await.expect_problem(400, "invalid_cursor");
    for limit in ["0", "101", "many"] {
        let answer = owner.get(&format!("{path}?limit={limit}")).await;
        assert_eq!(answer.json()["code"], "invalid_request", "limit={limit}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_key_makes_a_post_happen_once() {
    let world = World::start().await;
    let (owner, path) = connections(&world).await;
    let post = |key: &'static str, name: &'static str| {
        let body = json!({ "provider": "custom-saml", "display_name": name });
        send(owner.request(Method::POST, &path).header("Idempotency-Key", key).json(&body))
    };
    let first = post("key-1", "Once").await.expect_status(201);
    let second = post("key-1", "Once").await.expect_status(201);
    assert_eq!(first.json(), second.json());
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(first.etag(), second.etag());
    post("key-1", "Twice").await.expect_problem(422, "idempotency_key_reused");
    post("key-2", "Once").await.expect_status(201);
    let list = owner.get(&path).await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 2, "{list:#}");

    // The same key of somebody else is another key.
    let other = world.sign_in("owner", Some("initech")).await;
    let body = json!({ "provider": "custom-saml", "display_name": "Theirs" });
    let theirs =
        send(other.request(Method::POST, &path).header("Idempotency-Key", "key-1").json(&body)).await;
    assert_eq!(theirs.expect_status(201).json()["display_name"], "Theirs");
}

#[tokio::test]
async fn a_double_click_creates_one_connection() {
    let world = World::start().await;
    let (owner, path) = connections(&world).await;
    let click = || {
        let body = json!({ "provider": "custom-saml", "display_name": "Clicked" });
        tokio::spawn(send(owner.request(Method::POST, &path).header("Idempotency-Key", "click").json(&body)))
    };
    let clicks: Vec<_> = (0..8).map(|_| click()).collect();
    for click in clicks {
        let answer = click.await.unwrap();
        assert!(
            answer.status == 201 || answer.json()["code"] == "idempotency_key_in_use",
            "{}",
            answer.text()
        );
    }
    let list = owner.get(&path).await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "{list:#}");
}

#[tokio::test]
async fn an_edit_of_what_has_changed_is_refused() {
    let world = World::start().await;
    let (owner, path) = connections(&world).await;
    let body = json!({ "provider": "custom-saml", "display_name": "First" });
    let created = owner.post(&path, body).await.expect_status(201);
    let one = format!("{path}/{}", created.json()["id"].as_str().unwrap());
    assert_eq!(owner.get(&one).await.etag(), created.etag());
    let patch = |etag: Option<String>, name: &'static str| {
        let request = owner.request(Method::PATCH, &one).json(&json!({ "display_name": name }));
        send(match etag {
            Some(etag) => request.header("If-Match", etag),
            None => request,
        })
    };
    patch(None, "Blind").await.expect_problem(428, "precondition_required");
    let changed = patch(Some(created.etag()), "Second").await.expect_status(200);
    assert_ne!(changed.etag(), created.etag());
    patch(Some(created.etag()), "Stale").await.expect_problem(412, "precondition_failed");
    patch(Some("\"made-up\"".to_owned()), "Guess").await.expect_problem(412, "precondition_failed");
    assert_eq!(owner.get(&one).await.json()["display_name"], "Second");
    send(owner.request(Method::DELETE, &one)).await.expect_problem(428, "precondition_required");
}

#[tokio::test]
async fn answers_carry_the_headers_that_protect_people() {
    let world = World::start().await;
    let (owner, path) = connections(&world).await;
    let answer = owner.get(&path).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(!answer.header("x-request-id").is_empty());
    assert!(!answer.header("ratelimit").is_empty() && !answer.header("ratelimit-policy").is_empty());

    let page = Caller::nobody(&world.portal_url).get("/").await.expect_status(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("'wasm-unsafe-eval'"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn the_document_served_is_the_document_committed() {
    let world = World::start().await;
    let nobody = Caller::nobody(&world.portal_url);
    let served = nobody.get("/openapi.json").await.expect_status(200).json();
    let committed = include_str!("../../openapi/openapi.json");
    assert_eq!(served, serde_json::from_str::<Value>(committed).unwrap());
    let docs = nobody.get("/docs/").await.expect_status(200).text();
    assert!(!docs.contains("https://"), "the documentation loads something from elsewhere");
}
