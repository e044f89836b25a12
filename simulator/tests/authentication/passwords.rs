//! The login page: passwords, membership, and which way in.

use reqwest::Method;
use serde_json::json;

use crate::{
    browser::Page,
    world::{World, text},
};

async fn sign_in(world: &World, page: &Page, (email, password): &(String, String)) -> Page {
    world.browser.submit(page, &[("username", email), ("password", password)]).await
}

#[tokio::test]
async fn members_sign_in_to_their_organization_and_nobody_else_does() {
    let world = World::start().await;
    let (globex, initech) = (world.organization("globex").await, world.organization("initech").await);
    let owner = world.account("owner", Some("globex"));
    let page = world.authorize(&[("organization", &globex)]).await;
    let claims = world.claims(&sign_in(&world, &page, &owner).await).await;
    assert_eq!((&claims["org_id"], &claims["org_name"]), (&json!(globex), &json!("globex")));
    // The session of a member is no session for another organization.
    let page = world.authorize(&[("organization", &initech)]).await;
    let page = sign_in(&world, &page, &owner).await;
    assert_eq!(page.parameter("error").as_deref(), Some("access_denied"));
    let told = page.parameter("error_description").unwrap();
    assert_eq!(told, format!("user {} is not part of the {initech} organization", text(&claims["sub"])));
    let record = world.log("f").await;
    assert_eq!((&record["description"], &record["organization_id"]), (&json!(told), &json!(initech)));
    assert_eq!(record["user_id"], claims["sub"]);
}

#[tokio::test]
async fn a_connection_may_make_members_of_whoever_arrives() {
    let world = World::start().await;
    let globex = world.organization("globex").await;
    let strict = world.connect_saml("strict", json!({})).await;
    world.use_in(&globex, &strict, false).await;
    let page = world.through("strict", &[("organization", &globex)]).await;
    assert!(page.parameter("error_description").unwrap().contains("is not part of the"));
    let open = world.connect_saml("open", json!({})).await;
    world.use_in(&globex, &open, true).await;
    let page = world.through("open", &[("organization", &globex)]).await;
    let user = text(&world.claims(&page).await["sub"]).to_owned();
    let record = world.log("organization_member_added").await;
    assert_eq!(record["details"], json!({ "reason": "auto_membership" }));
    assert_eq!((&record["user_id"], &record["organization_name"]), (&json!(user), &json!("globex")));
    let members = world.get(&format!("organizations/{globex}/members")).await;
    assert!(members.as_array().unwrap().iter().any(|member| member["user_id"] == user.as_str()));
}

#[tokio::test]
async fn the_domain_of_an_address_leads_to_its_connection() {
    let world = World::start().await;
    let globex = world.organization("globex").await;
    let id = world.connect_saml("routed", json!({ "domain_aliases": ["Globex.Example"] })).await;
    world.use_in(&globex, &id, true).await;
    let page = world.authorize(&[("organization", &globex)]).await;
    let page = world.browser.submit(&page, &[("username", "anybody@globex.example")]).await;
    assert_eq!(page.url.path(), "/sign-in");
    let page = world.authorize(&[("organization", &globex)]).await;
    let page =
        world.browser.submit(&page, &[("username", "anybody@initech.example"), ("password", "x")]).await;
    assert!(page.body.contains("Wrong email or password."), "{}", page.body);
}

#[tokio::test]
async fn what_an_application_may_not_ask_for_is_refused() {
    let world = World::start().await;
    let globex = world.organization("globex").await;
    let outside = world.connect_saml("outside", json!({})).await;
    let refusals = [
        (vec![("organization", "org_0000000000000000")], "parameter organization is invalid"),
        (vec![("connection", "unheard")], "the connection was not found"),
        (
            vec![("organization", globex.as_str()), ("connection", "outside")],
            "the connection is not enabled for the organization",
        ),
        (vec![("audience", "https://elsewhere.example")], "Service not found: https://elsewhere.example"),
        (vec![("response_type", "token code")], "Unsupported response type: token code"),
        (vec![("max_age", "soon")], "Invalid max_age parameter"),
        (
            vec![("invitation", "used"), ("organization", globex.as_str())],
            "invitation not found or already used",
        ),
    ];
    for (asked, words) in refusals {
        let page = world.authorize(&asked).await;
        assert_eq!(page.parameter("error_description").as_deref(), Some(words), "{asked:?}");
        assert_eq!(page.parameter("state").as_deref(), Some("a state"));
    }
    let empty = json!({ "show_as_button": false });
    world.use_in(&globex, &outside, false).await;
    world.call(Method::PATCH, &format!("organizations/{globex}/enabled_connections/{outside}"), empty).await;
}

#[tokio::test]
async fn max_age_and_prompt_decide_whether_a_session_is_enough() {
    let world = World::start().await;
    world.connect_saml("globex", json!({})).await;
    let with = |more: &[(&'static str, &'static str)]| {
        let mut all = vec![("connection", "globex"), ("prompt", "none")];
        all.extend_from_slice(more);
        all
    };
    world.through("globex", &[]).await;
    let page = world.authorize(&with(&[("max_age", "3600")])).await;
    assert!(world.claims(&page).await["auth_time"].is_i64());
    world.advance(61);
    let page = world.authorize(&with(&[("max_age", "3600")])).await;
    assert_eq!(page.parameter("error").as_deref(), Some("login_required"));
    let page = world.authorize(&with(&[])).await;
    assert!(page.parameter("code").is_some());
    let page = world.authorize(&[("connection", "globex"), ("prompt", "none login")]).await;
    assert_eq!(page.parameter("error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn wrong_names_and_wrong_passwords_are_told_apart_in_the_log_alone() {
    let world = World::start().await;
    let (email, _) = world.account("owner", Some("globex"));
    for (name, kind) in [(email.as_str(), "fp"), ("nobody@globex.example", "fu")] {
        let page = world.authorize(&[]).await;
        let page = sign_in(&world, &page, &(name.to_owned(), "guessed".to_owned())).await;
        assert!(page.status == 400 && page.body.contains("Wrong email or password."), "{}", page.body);
        let record = world.log(kind).await;
        assert_eq!((&record["user_name"], &record["strategy_type"]), (&json!(name), &json!("database")));
    }
}
