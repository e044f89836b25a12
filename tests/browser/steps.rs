//! What people do, as the pages name it.

use support::{Browser, Connection, World};

/// Signs the owner of Globex in, from the portal's first page.
pub(crate) async fn sign_in(browser: &Browser, world: &World, role: &str) {
    browser.goto(&world.portal_url).await;
    browser.fill("organization", "globex").await;
    browser.press("Continue").await;
    browser.sign_in_at_tenant(&world.account(role, Some("globex"))).await;
    browser.at("//nav").await;
}

/// The address of a page of this connection.
pub(crate) fn page(world: &World, connection: &Connection<'_>, tab: &str) -> String {
    let id = connection.path.rsplit('/').next().unwrap();
    format!("{}/o/current/connections/{id}/{tab}", world.portal_url)
}

/// Chooses the custom SAML provider and comes to the step that takes its metadata.
pub(crate) async fn choose_custom_saml(browser: &Browser, world: &World) {
    browser.goto(&format!("{}/o/current/connections/new", world.portal_url)).await;
    browser.press_at("//label[contains(., 'SAML 2.0')][.//input[@type='radio']]").await;
    browser.press_at("//button[contains(., 'Continue')]").await;
    browser.sees("ACS URL").await;
    browser.press("Next: exchange metadata").await;
}

/// Gives the demo provider's address and goes on once it has been read.
pub(crate) async fn give_metadata(browser: &Browser, world: &World) {
    browser.fill("metadata-url", world.idp["saml_metadata_url"].as_str().unwrap()).await;
    browser.sees("What we read").await;
    browser.press_at("//button[contains(., 'Save and go on') and not(@aria-disabled='true')]").await;
    browser.sees("Start the test").await;
}

/// Runs the test sign-in in its own window and comes back to the page.
pub(crate) async fn run_test(browser: &Browser, world: &World, button: &str) {
    let page = browser.client.window().await.unwrap();
    browser.press(button).await;
    browser.other_window().await;
    // Who has signed in there before in this browser is not asked again.
    let form = "//input[@type='password'] | //h1[contains(., 'The test sign-in is finished')]";
    if browser.at(form).await.tag_name().await.unwrap().eq_ignore_ascii_case("input") {
        sign_in_at_provider(browser, world).await;
    }
    browser.sees("The test sign-in is finished").await;
    browser.client.close_window().await.unwrap();
    browser.client.switch_to_window(page).await.unwrap();
}

/// Fills the demo provider's sign-in page.
pub(crate) async fn sign_in_at_provider(browser: &Browser, world: &World) {
    let (email, password) = world.idp_user();
    let field = browser.at("//input[@type='email' or @name='email' or @name='username']").await;
    field.send_keys(&email).await.unwrap();
    browser.at("//input[@type='password']").await.send_keys(&password).await.unwrap();
    browser.press_at("//form//button[@type='submit']").await;
}
