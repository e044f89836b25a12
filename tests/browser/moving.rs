//! Moving from one provider to another, side by side, and back.

use serde_json::json;
use support::{Browser, Connection, World};

use super::steps::{page, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_moves_people_to_another_provider_and_takes_it_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let old = Connection::oidc(&world, &owner).await;
    owner.patch(&old.path, json!({ "display_name": "Globex Okta" })).await.expect_status(200);
    old.bring_up(&world).await;
    let new = Connection::saml(&world, &owner).await;
    new.configure().await;
    new.test(&world).await;

    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &new, "setup/activate")).await;
    browser.press_at("//label[@for='instead']").await;
    browser.sees("People who used").await;
    browser.sees("will find the new button where the old one was.").await;
    browser.both_sizes("move").await;
    browser.press("Move people over").await;
    browser.sees("It is live").await;
    assert_eq!(old.now().await["retiring"]["replaced_by"], new.now().await["id"]);

    browser.goto(&page(&world, &old, "overview")).await;
    browser.sees("Another connection has taken its place; it is turned off in").await;
    browser.both_sizes("move-old").await;
    browser.press("Take it back").await;
    browser.unsees("Another connection has taken its place").await;
    new.until("tested").await;
    old.until("active").await;

    // Somebody else is faster: whoever presses then is told so.
    let wish = json!({ "rollout": "everyone", "acknowledge": new.warnings().await,
        "replaces": { "connection_id": old.now().await["id"] } });
    owner.post(&format!("{}/activate", new.path), wish).await.expect_status(202);
    new.until("active").await;
    browser.goto(&page(&world, &old, "overview")).await;
    browser.sees("Take it back").await;
    owner.post(&format!("{}/restore", old.path), json!({})).await.expect_status(202);
    browser.press("Take it back").await;
    browser.keeps_saying("No other connection takes the place of this one.").await;
}
