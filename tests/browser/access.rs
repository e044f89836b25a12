//! Who may what, as the pages show it; and the keyboard.

use support::{Browser, World};

use super::steps::sign_in;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_connections_and_is_told_who_can_change_them() {
    let world = World::start().await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "viewer").await;
    browser.goto(&format!("{}/o/current/connections/new", world.portal_url)).await;
    browser.sees("Your role does not include").await;
    browser.picture("denied").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_sees_every_organization() {
    let world = World::start().await;
    let browser = Browser::open(1440, 1000, false).await;
    browser.goto(&world.portal_url).await;
    browser.press("Acme Cloud").await;
    browser.sign_in_at_tenant(&world.account("operator", None)).await;
    browser.sees("Globex").await;
    browser.sees("Initech").await;
    browser.picture("organizations").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_organizations_address_looks_like_it_does_not_exist() {
    let world = World::start().await;
    let initech = world.organization_id("initech").await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&format!("{}/o/{initech}/connections", world.portal_url)).await;
    browser.at("//main//h1").await;
    browser.sees("not").await;
    let text = browser.text().await;
    assert!(!text.contains("Initech"), "{text}");
    browser.picture("not-found").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_alone_reaches_the_sign_in() {
    use fantoccini::key::Key;
    let world = World::start().await;
    let browser = Browser::open(1440, 1000, false).await;
    browser.goto(&world.portal_url).await;
    browser.at("//*[@id='organization']").await;
    for _ in 0..6 {
        let focused = browser.client.active_element().await.unwrap();
        if focused.attr("id").await.unwrap().as_deref() == Some("organization") {
            break;
        }
        focused.send_keys(&String::from(char::from(Key::Tab))).await.unwrap();
    }
    let field = browser.client.active_element().await.unwrap();
    assert_eq!(field.attr("id").await.unwrap().as_deref(), Some("organization"));
    field.send_keys(&format!("globex{}", char::from(Key::Enter))).await.unwrap();
    browser.sees("Log in to").await;
}
