//! What happens after a connection is live: comparing and going back, the only way in and the way back from it.

use serde_json::json;
use support::{Browser, Connection, World};

use super::steps::{page, run_test, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_compares_two_revisions_and_goes_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let url = world.idp["saml_metadata_url"].as_str().unwrap();
    let text = world.http.get(url).send().await.unwrap().text().await.unwrap();
    owner.patch(&connection.path, json!({ "saml": { "metadata": text } })).await.expect_status(200);

    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &connection, "history")).await;
    browser.sees("changed since revision 1").await;
    browser.sees("Address of the metadata").await;
    browser.sees("It becomes revision 3.").await;
    browser.both_sizes("history-two-revisions").await;

    browser.press("Go back to revision 1").await;
    browser.sees("Go back to revision 1?").await;
    browser.picture("history-question").await;
    browser.press_at("//dialog[@open]//button[contains(., 'Go back to revision 1')]").await;
    browser.sees("It becomes revision 4.").await;
    assert_eq!(connection.now().await["saml"]["metadata_url"], url);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_makes_it_the_only_way_in_and_brings_the_others_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;

    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &connection, "test")).await;
    run_test(&browser, &world, "Test again").await;
    browser.sees("signed in through your provider").await;

    browser.goto(&page(&world, &connection, "overview")).await;
    browser.sees("is switched off.").await;
    browser.sees("Emergency way in").await;
    browser.both_sizes("only-way").await;
    browser.press_at("//label[contains(., 'owner@globex.example')]//input").await;
    browser.press("Switch the other ways in off").await;
    browser.sees("can come in without your provider").await;
    browser.sees("The last step undoes itself").await;
    browser.both_sizes("only-way-enforced").await;
    browser.press("Keep it this way").await;
    browser.unsees("The last step undoes itself").await;

    browser.press("Bring the other ways in back").await;
    browser.sees("Switch the other ways in off").await;
    assert_eq!(connection.until("active").await["rollout"], "everyone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_way_in_is_turned_off_only_by_the_organizations_name() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;

    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    world.switch_way_in("globex", "auth0", false).await;
    browser.goto(&page(&world, &connection, "danger")).await;
    browser.press("Turn off sign-in").await;
    browser.sees("Nobody could sign in any more.").await;
    browser.picture("last-way").await;
    browser.fill("confirm-name", "globex").await;
    browser.press_at("//dialog[@open]//button[contains(., 'Turn off sign-in')]").await;
    browser.sees("It is not active").await;
    connection.until("disabled").await;
}
