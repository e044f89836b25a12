//! Domains: claiming one, the mistakes people make with its record, and moving people one domain at a time.

use serde_json::{Value, json};
use support::{Browser, Caller, Connection, World};

use super::steps::{page, sign_in};

const DOMAINS: &str = "/api/v1/organizations/current/domains";
const DOMAIN: &str = "globex-labs.example";

/// The domain of these tests, once it is so.
async fn domain_until(owner: &Caller, holds: impl Fn(&Value) -> bool) -> Value {
    let found = |page: &Value| -> Option<Value> {
        page["data"].as_array()?.iter().find(|one| one["name"] == DOMAIN && holds(one)).cloned()
    };
    let path = format!("{DOMAINS}?limit=100");
    let page = owner.get_until(&path, |page| found(page).is_some()).await;
    found(&page).unwrap()
}

/// The name and the value of its record, once Auth0 has issued it.
async fn record(owner: &Caller) -> (String, String) {
    let domain = domain_until(owner, |one| one["record"].is_object()).await;
    let text = |member: &str| domain["record"][member].as_str().unwrap().to_owned();
    (text("host"), text("value"))
}

/// Waits until the page says of the domain that it is verified, without a reload.
async fn sees_verified(browser: &Browser) {
    let pill =
        format!("//li[@data-domain='{DOMAIN}']//span[contains(@class, 'pill')][contains(., 'Verified')]");
    browser.at(&pill).await;
}

async fn open_domains(browser: &Browser, world: &World) {
    browser.goto(&format!("{}/o/current/domains", world.portal_url)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_claims_a_domain_and_sees_it_become_verified_by_itself() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.press("Domains").await;
    browser.sees("No domains yet").await;
    browser.both_sizes("domains-empty").await;

    browser.press("Add domain").await;
    browser.sees("Verifying does not restrict who may sign in.").await;
    let add = "//dialog[@open]//button[contains(., 'Add domain')]";
    browser.press_at(add).await;
    browser.sees("Type the domain first.").await;
    browser.fill("domain-name", "gmail.com").await;
    browser.press_at(add).await;
    browser.at("//dialog[@open]//input[@id='domain-name'][@aria-invalid='true']").await;
    browser.both_sizes("domains-add").await;
    browser.fill("domain-name", DOMAIN).await;
    browser.press_at(add).await;
    browser.sees("Add this record where you manage DNS").await;

    let (host, value) = record(&owner).await;
    browser.sees(&value).await;
    browser.sees(&host).await;
    browser.sees("Live check").await;
    browser.both_sizes("domains-record").await;
    world.dns_set(&host, "TXT", &[&value]).await;
    sees_verified(&browser).await;
    browser.both_sizes("domains-verified").await;

    browser.press(&format!("More for {DOMAIN}")).await;
    browser.press("Remove…").await;
    browser.sees(&format!("Remove {DOMAIN}?")).await;
    browser.picture("domains-remove").await;
    browser.fill("confirm-name", DOMAIN).await;
    browser.press_at("//dialog[@open]//button[contains(., 'Remove domain')]").await;
    browser.sees("No domains yet").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_under_the_wrong_name_is_shown_beside_the_right_one() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    owner.post(DOMAINS, json!({ "name": DOMAIN })).await.expect_status(201);
    let (host, value) = record(&owner).await;
    let wrong = format!("{host}.{DOMAIN}");
    world.dns_set(&wrong, "TXT", &[&value]).await;

    let browser = Browser::open(1440, 1000, true).await;
    sign_in(&browser, &world, "owner").await;
    open_domains(&browser, &world).await;
    browser.press("Check now").await;
    let surplus = browser.at("//*[@class='cmp']//mark").await.text().await.unwrap();
    assert_eq!(surplus, format!(".{DOMAIN}"));
    browser.both_sizes("domains-wrong-name").await;

    world.dns_set(&wrong, "TXT", &[]).await;
    world.dns_set(&host, "TXT", &[&value]).await;
    sees_verified(&browser).await;
    browser.both_sizes("domains-verified-dark").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_moves_one_domain_to_the_new_provider_and_takes_it_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let old = Connection::oidc(&world, &owner).await;
    owner.patch(&old.path, json!({ "display_name": "Globex Okta" })).await.expect_status(200);
    let old_id = old.bring_up(&world).await["id"].clone();
    owner.post(DOMAINS, json!({ "name": DOMAIN })).await.expect_status(201);
    let (host, value) = record(&owner).await;
    world.dns_set(&host, "TXT", &[&value]).await;
    // There is only one connection that everybody uses.
    domain_until(&owner, |one| one["connection_ids"] == json!([old_id])).await;

    let new = Connection::saml(&world, &owner).await;
    new.configure().await;
    new.test(&world).await;
    let browser = Browser::open(1440, 1000, false).await;
    sign_in(&browser, &world, "owner").await;
    browser.goto(&page(&world, &new, "setup/activate")).await;
    browser.press_at("//label[@for='pilot']").await;
    browser.sees("No domain leads here; you can move domains one by one afterwards.").await;
    browser.both_sizes("domains-pilot").await;
    let wish = json!({ "rollout": "pilot", "pilot_emails": ["maya@globex.example"], "acknowledge": new.warnings().await });
    let new_id = new.activate(wish).await["id"].clone();

    browser.goto(&page(&world, &new, "overview")).await;
    browser.press(&format!("Lead people of {DOMAIN} here")).await;
    browser.sees("From now on").await;
    browser.both_sizes("domains-lead").await;
    let lead = "//dialog[@open]//button[contains(., 'Lead them there')]";
    browser.press_at(lead).await;
    browser.sees("Take back to Globex Okta").await;
    let moved = domain_until(&owner, |one| one["connection_ids"] == json!([new_id])).await;
    assert_eq!(moved["moved_from"], old_id, "{moved:#}");
    browser.sees("People with the link sign in through it, and whoever types an address of").await;
    browser.both_sizes("domains-moved").await;

    browser.press("Take back to Globex Okta").await;
    browser.press_at(lead).await;
    browser.sees(&format!("Lead people of {DOMAIN} here")).await;
    domain_until(&owner, |one| one["connection_ids"] == json!([old_id])).await;
    open_domains(&browser, &world).await;
    browser.at(&format!("//li[@data-domain='{DOMAIN}']//a[contains(., 'Globex Okta')]")).await;
}
