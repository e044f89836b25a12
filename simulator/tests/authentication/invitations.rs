//! Invitations, and organizations that people are led to by their address.

use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::{
    browser::Page,
    world::{World, text},
};

const DATABASE: &str = "Username-Password-Authentication";

async fn invite(world: &World, organization: &str, email: &str, more: Value) -> Value {
    let client = world.client().0;
    let login = json!({ "initiate_login_uri": "https://app.vendor.example/login" });
    world.call(Method::PATCH, &format!("clients/{client}"), login).await;
    let mut wish = json!({
        "inviter": { "name": "Ada" }, "invitee": { "email": email }, "client_id": client,
        "send_invitation_email": false,
    });
    wish.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    world.call(Method::POST, &format!("organizations/{organization}/invitations"), wish).await
}

/// Follows an invitation's link as the application does.
async fn follow(world: &World, invitation: &Value) -> Page {
    let link: Url = text(&invitation["invitation_url"]).parse().unwrap();
    let part = |name: &str| {
        link.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    let (ticket, organization) = (part("invitation"), part("organization"));
    world.authorize(&[("invitation", &ticket), ("organization", &organization)]).await
}

#[tokio::test]
async fn somebody_who_was_invited_makes_an_account_and_is_a_member_with_roles() {
    let world = World::start().await;
    let globex = world.organization("globex").await;
    let role = text(&world.get("roles").await[0]["id"]).to_owned();
    let invitation = invite(&world, &globex, "new@elsewhere.example", json!({ "roles": [role] })).await;
    let page = follow(&world, &invitation).await;
    let prefilled = page.form().fields.into_iter().find(|(name, _)| name == "username").unwrap().1;
    assert_eq!(prefilled, "new@elsewhere.example");
    let page = world.browser.submit(&page, &[("password", "a new password")]).await;
    let claims = world.claims(&page).await;
    assert_eq!((&claims["org_id"], &claims["email"]), (&json!(globex), &json!("new@elsewhere.example")));
    let id = text(&claims["sub"]).replace('|', "%7C");
    let roles = world.get(&format!("organizations/{globex}/members/{id}/roles")).await;
    assert_eq!(roles[0]["id"], role.as_str());
    assert_eq!(world.log("si").await["details"]["invitation"]["id"], invitation["id"]);
    assert_eq!(world.log("organization_member_added").await["details"], json!({ "reason": "invitation" }));
    let page = follow(&world, &invitation).await;
    assert_eq!(page.parameter("error_description").as_deref(), Some("invitation not found or already used"));
}

#[tokio::test]
async fn an_invitation_is_for_one_person_and_for_a_time() {
    let world = World::start().await;
    let globex = world.organization("globex").await;
    let invitation = invite(&world, &globex, "new@elsewhere.example", json!({ "ttl_sec": 3600 })).await;
    let (email, password) = world.account("owner", Some("initech"));
    let page = follow(&world, &invitation).await;
    let page = world.browser.submit(&page, &[("username", &email), ("password", &password)]).await;
    let told = "the email address does not match the one that was invited";
    assert_eq!(page.parameter("error_description").as_deref(), Some(told));
    assert_eq!(world.log("fi").await["description"], told);
    world.advance(61);
    let page = follow(&world, &invitation).await;
    assert_eq!(page.parameter("error_description").as_deref(), Some("the invitation has expired"));
}

#[tokio::test]
async fn a_verified_domain_leads_to_its_organization_and_a_claimed_one_does_not() {
    let world = World::start().await;
    let globex = world.organization("globex").await;
    let connection = world.connect_saml("found", json!({ "domain_aliases": ["globex.example"] })).await;
    world.use_in(&globex, &connection, true).await;
    let path = format!("organizations/{globex}/discovery-domains");
    let domain = world.call(Method::POST, &path, json!({ "domain": "globex.example" })).await;
    let arrive = async || {
        let page = world.authorize(&[("prompt", "login")]).await;
        let page = world.browser.submit(&page, &[("username", "anybody@globex.example")]).await;
        let page = if page.url.port() == Some(9) { page } else { world.sign_in_at_provider(&page).await };
        world.claims(&page).await["org_id"].clone()
    };
    assert_eq!(arrive().await, Value::Null, "pending");
    let path = format!("{path}/{}", text(&domain["id"]));
    world.call(Method::PATCH, &path, json!({ "status": "verified" })).await;
    assert_eq!(arrive().await, globex.as_str());
    world.call(Method::PATCH, &path, json!({ "use_for_organization_discovery": false })).await;
    assert_eq!(arrive().await, Value::Null, "switched off");
}

#[tokio::test]
async fn an_account_that_was_not_invited_is_not_made() {
    let world = World::start().await;
    let globex = world.organization("globex").await;
    let invitation = invite(&world, &globex, "new@elsewhere.example", json!({})).await;
    let page = follow(&world, &invitation).await;
    let fill = [("username", "other@elsewhere.example"), ("password", "a new password")];
    let page = world.browser.submit(&page, &fill).await;
    assert!(page.body.contains("Wrong email or password."), "{}", page.body);
    assert_eq!(world.log("fu").await["connection"], DATABASE);
}
