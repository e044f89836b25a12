//! The main job: connect, test, activate; then somebody of the organization signs in.

use support::{Browser, World};

use super::steps::{choose_custom_saml, give_metadata, run_test, sign_in, sign_in_at_provider};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_connects_their_provider_and_a_colleague_signs_in_through_it() {
    let world = World::start().await;
    let browser = Browser::open(1440, 1000, false).await;
    browser.goto(&world.portal_url).await;
    browser.sees("Sign in").await;
    browser.picture("sign-in").await;
    sign_in(&browser, &world, "owner").await;
    browser.sees("Globex").await;
    browser.picture("overview-empty").await;

    choose_custom_saml(&browser, &world).await;
    give_metadata(&browser, &world).await;
    browser.picture("test-idle").await;

    run_test(&browser, &world, "Start the test").await;
    browser.sees("Your test sign-in worked").await;
    let (email, _) = world.idp_user();
    browser.sees(&email).await;
    browser.picture("test-passed").await;

    browser.press("Next: activate").await;
    browser.sees("Who should get it first?").await;
    browser.press_at("//label[contains(., 'Side by side')]").await;
    browser.picture("activate").await;
    browser.press_at("//button[contains(., 'Activate')]").await;
    browser.sees("It is live").await;
    browser.picture("live").await;

    // A colleague, in another browser, presses the button on the sign-in page of the vendor's application.
    let colleague = Browser::open(1440, 1000, false).await;
    colleague.goto(world.auth0["sample_app_url"].as_str().unwrap()).await;
    colleague.press("Continue").await;
    colleague.press("Continue with").await;
    sign_in_at_provider(&colleague, &world).await;
    colleague.sees("You are signed in to Acme Cloud").await;
    colleague.sees(&email).await;
}
