//! Looking after a connection: attributes, certificates, checks before people are let in, and what nobody could explain.

use serde_json::json;
use support::{Browser, Connection, World, WorldOptions};

use super::steps::{page, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_maps_an_attribute_by_what_the_last_test_received() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &connection, "attribute-mapping")).await;
    browser.sees("Run a test sign-in to see here what your provider sends.").await;
    connection.test(&world).await;

    browser.goto(&page(&world, &connection, "attribute-mapping")).await;
    browser.sees("Compared with the test sign-in of").await;
    browser.sees(&world.idp_user().0).await;
    browser.both_sizes("mapping").await;

    let email = browser.at("//textarea[@aria-label='Names of email at your provider']").await;
    email.send_keys("nosuch").await.unwrap();
    browser.sees("A claim that sign-in needs did not come").await;
    browser.picture("mapping-missing").await;
    browser.press("Discard changes").await;
    browser.unsees("A claim that sign-in needs did not come").await;

    browser.fill("add-attribute", "cost center").await;
    browser.press("Add it").await;
    browser.sees("Use letters, digits and _ only.").await;
    browser.fill("add-attribute", "department").await;
    browser.press("Add it").await;
    browser.sees("Saving makes a new revision.").await;
    browser.press("Save the mapping").await;
    browser.sees("Mapping saved").await;
    assert_eq!(connection.until("configured").await["revision"], 2);
    browser.sees("Nothing has been changed.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_stages_the_next_certificate_and_takes_it_back() {
    let world =
        World::start_with(WorldOptions { linter_policy: Some("lenient"), ..WorldOptions::default() }).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let certificate = rcgen::generate_simple_self_signed(vec!["idp.globex.example".to_owned()]).unwrap();

    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &connection, "configuration")).await;
    browser.press("Save the certificate").await;
    browser.sees("Paste the certificate first.").await;
    browser.fill("new-certificate", &certificate.cert.pem()).await;
    let script = "const field = document.getElementById('takes-over'); field.value = '2031-05-04T09:30';\
        field.dispatchEvent(new Event('input', { bubbles: true }))";
    browser.client.execute(script, vec![]).await.unwrap();
    browser.press("Save the certificate").await;
    browser.sees("Takes over").await;
    browser.sees("in 4 years").await;
    browser.both_sizes("certificates").await;
    browser.goto(&page(&world, &connection, "overview")).await;
    browser.sees("May 4").await;
    browser.both_sizes("certificates-overview").await;

    browser.press("Change the certificate").await;
    browser.press("Remove").await;
    browser.unsees("in 4 years").await;
    assert_eq!(connection.now().await["state"], "active");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_in_the_way_is_found_before_people_get_in() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    connection.test(&world).await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &connection, "setup/activate")).await;
    browser.sees("Checks before people get in").await;
    browser.sees("Checked ").await;
    browser.both_sizes("checks").await;
    // Another connection sends people to the same address meanwhile.
    let twin = Connection::saml(&world, &owner).await;
    twin.configure().await;
    browser.press("Check again").await;
    browser.sees("One more connection of the tenant has this sign-in address.").await;
    browser.both_sizes("checks-found").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_that_nobody_came_back_from_is_explained_by_what_the_screen_says() {
    let world = World::start_with(WorldOptions { test_watchdog_s: Some(4), ..WorldOptions::default() }).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let (path, _) = connection.start_test().await;
    owner.get_until(&path, |run| run["state"] == "timed_out").await;

    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &connection, "test")).await;
    browser.sees("What does your screen say?").await;
    browser.both_sizes("screen-question").await;
    let text = "AADSTS50105: Your administrator has configured the application to block users.";
    browser.fill("screen", text).await;
    browser.press("Explain it").await;
    browser.sees("How to fix it").await;
    browser.unsees("What does your screen say?").await;
    browser.both_sizes("screen-explained").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_works_off_what_nobody_could_explain() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let operator = Browser::open(1440, 1000, false).await;
    operator.goto(&world.portal_url).await;
    operator.press("Acme Cloud").await;
    operator.sign_in_at_tenant(&world.account("operator", None)).await;
    operator.press("Unexplained texts").await;
    operator.sees("Every text so far was explained").await;
    operator.both_sizes("texts-empty").await;

    let text = json!({ "text": "Quux failure 0x77 while frobnicating the widget of the tenant" });
    owner.post("/api/v1/explain", text).await.expect_status(200);
    operator.goto(&format!("{}/unknown-texts", world.portal_url)).await;
    operator.sees("Quux failure").await;
    operator.both_sizes("texts").await;
    operator.press("Take off the list").await;
    operator.sees("Every text so far was explained").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_sets_how_requests_are_signed_and_what_is_sent_along() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.configure().await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &connection, "configuration")).await;
    browser.press_at("//select[@id='sign_requests']/option[@value='true']").await;
    browser.fill("upstream_parameters", "login_hint").await;
    browser.press("Save these settings").await;
    browser.sees("Write each parameter as name=value, one a line.").await;
    browser.both_sizes("options").await;
    browser.fill("upstream_parameters", "login_hint={login_hint}").await;
    browser.fill("icon_url", "http://globex.example/a.png").await;
    browser.press("Save these settings").await;
    // What the server refuses is told at its field, and what was typed stays.
    browser.keeps_saying("The picture needs an https address").await;
    assert_eq!(browser.value("upstream_parameters").await, "login_hint={login_hint}");
    browser.fill("icon_url", "https://globex.example/a.png").await;
    browser.press("Save these settings").await;
    browser.sees("Settings saved.").await;

    let now = connection.until("configured").await;
    assert_eq!((&now["revision"], &now["options"]["sign_requests"]), (&json!(2), &json!(true)));
    let upstream =
        world.auth0_get(&format!("connections/{}", now["upstream"]["connection_id"].as_str().unwrap())).await;
    assert_eq!(upstream["options"]["signSAMLRequest"], true, "{upstream:#}");
    assert_eq!(upstream["options"]["upstream_params"]["login_hint"], json!({ "alias": "login_hint" }));
}
