//! When the provider is broken: the failed test is explained, and mended.

use serde_json::json;
use support::{Browser, World};

use super::steps::{choose_custom_saml, give_metadata, run_test, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_signs_with_another_certificate_is_explained_and_mended() {
    let world = World::start().await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    choose_custom_saml(&browser, &world).await;
    give_metadata(&browser, &world).await;

    world.idp_switches(json!({ "wrong_certificate": true })).await;
    run_test(&browser, &world, "Start the test").await;
    browser.sees("The test sign-in did not work yet").await;
    browser.sees("signs with a certificate that we do not know").await;
    browser.sees("How to fix it").await;
    browser.picture("test-failed").await;
    let next = browser.at("//button[contains(., 'Next: activate')]").await;
    assert_eq!(next.attr("aria-disabled").await.unwrap().as_deref(), Some("true"));

    world.idp_switches(json!({})).await;
    run_test(&browser, &world, "Test again").await;
    browser.sees("Your test sign-in worked").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_web_page_in_place_of_metadata_is_named_while_it_is_pasted() {
    let world = World::start().await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    choose_custom_saml(&browser, &world).await;
    browser.press("Paste XML").await;
    browser.fill("metadata-text", "<!doctype html><html><body>Sign in</body></html>").await;
    browser.sees("1 problem").await;
    browser.picture("metadata-problem").await;
    let next = browser.at("//button[contains(., 'Save and go on')]").await;
    assert_eq!(next.attr("aria-disabled").await.unwrap().as_deref(), Some("true"));
}
