//! The browser's session: backend-for-frontend, CSRF, logout, where a sign-in may lead.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, Visitor, World, send};

const CONNECTIONS: &str = "/api/v1/organizations/current/connections";

#[tokio::test]
async fn an_owner_signs_in_and_is_who_they_are() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let me = owner.get("/api/v1/me").await.expect_status(200).json();
    assert_eq!(me["kind"], "person");
    assert_eq!(me["email"], world.account("owner", Some("globex")).email);
    assert_eq!(me["organization"]["name"], "globex");
    assert!(me["permissions"].as_array().unwrap().contains(&json!("connections:write")), "{me:#}");
    assert!(!me["permissions"].as_array().unwrap().contains(&json!("policies:write")), "{me:#}");
}

#[tokio::test]
async fn an_operator_signs_in_without_an_organization_and_sees_all() {
    let world = World::start().await;
    let operator = world.sign_in("operator", None).await;
    let me = operator.get("/api/v1/me").await.expect_status(200).json();
    assert_eq!(me["organization"], Value::Null);
    let list = operator.get("/api/v1/organizations").await.expect_status(200).json();
    let names: Vec<_> =
        list["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"globex") && names.contains(&"initech"), "{names:?}");
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_and_no_token_reaches_the_browser() {
    let world = World::start().await;
    let account = world.account("owner", Some("globex"));
    let mut visitor = Visitor::new();
    visitor.sign_in_to_portal(&world, &account).await;
    let cookies = visitor.cookies_set();
    let session =
        cookies.iter().find(|cookie| cookie.starts_with("latchkey_session=")).expect("a session cookie");
    assert!(session.contains("HttpOnly") && session.contains("SameSite=Lax"), "{session}");
    assert!(!cookies.iter().any(|cookie| cookie.contains("eyJ")), "a token is in a cookie");
    let caller = visitor.into_caller(&world).await;
    for path in ["/auth/session", "/api/v1/me"] {
        assert!(!caller.get(path).await.text().contains("eyJ"), "a token is in {path}");
    }
    assert!(!world.portal_log().contains("eyJ"), "a token is in the log");
}

#[tokio::test]
async fn a_cookie_alone_does_not_write() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let body = json!({ "provider": "custom-saml" });
    let cases = [
        ("no CSRF header", Some("same-origin"), None),
        ("a wrong CSRF header", Some("same-origin"), Some("guessed")),
        ("another site", Some("cross-site"), Some("right")),
        ("another origin of the same site", Some("same-site"), Some("right")),
    ];
    for (what, site, csrf) in cases {
        let mut request = owner.bare_request(Method::POST, CONNECTIONS).json(&body);
        if let Some(site) = site {
            request = request.header("Sec-Fetch-Site", site);
        }
        request = match csrf {
            Some("right") => request.header("X-CSRF-Token", owner.csrf()),
            Some(other) => request.header("X-CSRF-Token", other),
            None => request,
        };
        let answer = send(request).await;
        assert_eq!(answer.status, 403, "{what}: {}", answer.text());
        answer.expect_problem(403, "cross_site_request");
    }
    let request = owner.bare_request(Method::POST, CONNECTIONS).json(&body);
    let request = request.header("Origin", "https://elsewhere.example").header("X-CSRF-Token", owner.csrf());
    send(request).await.expect_problem(403, "cross_site_request");
    assert_eq!(owner.get(CONNECTIONS).await.json()["data"], json!([]));
    owner.post(CONNECTIONS, body).await.expect_status(201);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let out = owner.post("/auth/logout", json!({})).await.expect_status(200).json();
    assert!(
        out["redirect_to"].as_str().unwrap().starts_with(world.auth0["issuer"].as_str().unwrap()),
        "{out}"
    );
    let answer = owner.get("/api/v1/me").await;
    assert_eq!(answer.status, 401, "{}", answer.text());
    assert_eq!(owner.get("/auth/session").await.json()["signed_in"], false);
}

#[tokio::test]
async fn a_sign_in_leads_only_to_our_own_pages() {
    let world = World::start().await;
    let nobody = Caller::nobody(&world.portal_url);
    for elsewhere in
        ["https://elsewhere.example/", "//elsewhere.example", "/%5Celsewhere.example", "javascript:alert(1)"]
    {
        let answer = nobody.get(&format!("/auth/login?return_to={elsewhere}")).await;
        let refused = answer.status == 400 || answer.status == 422;
        let ignored = answer.status == 302 && !answer.header("location").contains("elsewhere");
        assert!(refused || ignored, "{elsewhere}: {} {}", answer.status, answer.header("location"));
    }
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_signs_nobody_in() {
    let world = World::start().await;
    let nobody = Caller::nobody(&world.portal_url);
    for query in ["", "?code=abc", "?code=abc&state=made-up", "?error=access_denied&state=made-up"] {
        let answer = nobody.get(&format!("/auth/callback{query}")).await;
        assert_eq!(answer.status, 302, "{query}: {}", answer.text());
        assert!(answer.header("location").starts_with("/sign-in?error="), "{}", answer.header("location"));
        assert!(!answer.header("set-cookie").contains("latchkey_session=ey"), "{query}");
    }
}

#[tokio::test]
async fn a_sign_in_started_in_one_browser_cannot_end_in_another() {
    let world = World::start().await;
    let account = world.account("owner", Some("globex"));
    let start = format!("{}/auth/login?return_to=/&organization=globex", world.portal_url);
    let attacker = Visitor::new();
    let page = attacker.open(&start).await;
    let callback = attacker.sign_in_until(page, &account.email, &account.password, &world.portal_url).await;
    let victim = Visitor::new();
    let page = victim.open(callback.as_str()).await;
    assert_eq!(page.url.path(), "/sign-in", "the victim ended at {}", page.url);
    assert!(
        !victim
            .cookies_set()
            .iter()
            .any(|cookie| cookie.starts_with("latchkey_session=") && !cookie.contains("Max-Age=0"))
    );
}
