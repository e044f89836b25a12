//! The console, its doors, and what survives a restart.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::World;

async fn switches(world: &World) -> Value {
    world.browser.http.get(world.url("/api/switches")).send().await.unwrap().json().await.unwrap()
}

fn all_off() -> Value {
    json!({
        "wrong_certificate": false, "wrong_audience": false, "no_email": false,
        "expired_assertion": false, "user_not_assigned": false,
    })
}

#[tokio::test]
async fn a_switch_is_switched_on_and_off_by_its_form() {
    let world = World::start();
    assert_eq!(switches(&world).await, all_off());
    let page = world
        .browser
        .post(&world.url("/console/misbehaviour"), &[("switch", "no_email"), ("on", "true")])
        .await;
    assert!(page.status == 200 && page.body.contains("Switch off"), "{}", page.body);
    assert_eq!(switches(&world).await["no_email"], true);
    let console = world.browser.open(&world.told.console_url).await;
    assert!(console.body.contains("Misbehaving on purpose: no e-mail address."));
    world.browser.post(&world.url("/console/misbehaviour/reset"), &[]).await;
    assert_eq!(switches(&world).await, all_off());
    let unknown =
        world.browser.post(&world.url("/console/misbehaviour"), &[("switch", "all"), ("on", "true")]).await;
    assert_eq!(unknown.status, 400);
}

#[tokio::test]
async fn the_switches_are_set_as_a_whole_and_only_by_their_names() {
    let world = World::start();
    let put = |body: Value| {
        let request = world.browser.http.put(world.url("/api/switches")).json(&body);
        async { request.send().await.unwrap().status() }
    };
    assert_eq!(put(json!({ "no_email": true })).await, StatusCode::OK);
    assert_eq!(put(json!({ "wrong_audience": true })).await, StatusCode::OK);
    let mut expected = all_off();
    expected["wrong_audience"] = json!(true);
    assert_eq!(switches(&world).await, expected);
    assert_eq!(put(json!({ "wrong": true })).await, StatusCode::BAD_REQUEST);
    assert_eq!(put(json!({ "no_email": "yes" })).await, StatusCode::BAD_REQUEST);
    assert_eq!(switches(&world).await, expected);
}

#[tokio::test]
async fn other_websites_cannot_press_the_buttons() {
    let world = World::start();
    let form = [("switch", "no_email"), ("on", "true")];
    let address = world.url("/console/misbehaviour");
    let press = |header: &'static str, value: String| {
        let request = world.browser.http.post(&address).header(header, value).form(&form);
        async { request.send().await.unwrap().status() }
    };
    assert_eq!(press("origin", "http://attacker.example".to_owned()).await, StatusCode::FORBIDDEN);
    assert_eq!(press("origin", "http://localhost:9".to_owned()).await, StatusCode::FORBIDDEN);
    assert_eq!(press("origin", "null".to_owned()).await, StatusCode::FORBIDDEN);
    assert_eq!(press("sec-fetch-site", "same-site".to_owned()).await, StatusCode::FORBIDDEN);
    assert_eq!(switches(&world).await, all_off());
    assert_eq!(press("origin", world.told.base_url.clone()).await, StatusCode::SEE_OTHER);
    assert_eq!(switches(&world).await["no_email"], true);
    // A name that an attacker's DNS points at this machine.
    let rebound = world
        .browser
        .http
        .request(Method::GET, world.url("/console/users"))
        .header("host", "attacker.example:4802");
    assert_eq!(rebound.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn create_app_asks_again_for_what_is_missing_or_wrong() {
    let world = World::start();
    let new = world.url("/console/apps/new/saml");
    let page = world
        .browser
        .post(&new, &[("name", "Acme <Cloud>"), ("acs_url", "localhost/acs"), ("audience", " ")])
        .await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("Enter a full web address") && page.body.contains("Enter a value."));
    assert_eq!(page.field("name").as_deref(), Some("Acme <Cloud>"));
    let made = [("name", "Acme <Cloud>"), ("acs_url", "https://app.example/acs"), ("audience", "urn:a")];
    assert!(world.browser.submit(&page, &made).await.body.contains("<h1>Acme &lt;Cloud&gt;</h1>"));
    let taken = world.browser.post(&new, &made).await;
    assert!(taken.status == 422 && taken.body.contains("Another app has this audience URI already."));
    let script = world
        .browser
        .post(&world.url("/console/apps/new/oidc"), &[("name", "x"), ("redirect_uri", "javascript:alert(1)")])
        .await;
    assert_eq!(script.status, 422);
}

#[tokio::test]
async fn a_client_made_in_the_console_takes_its_own_address_only() {
    let world = World::start();
    let made = [("name", "Acme Cloud"), ("redirect_uri", "https://app.example/callback")];
    let page = world.browser.post(&world.url("/console/apps/new/oidc"), &made).await;
    let client = page.value("Client ID");
    assert_eq!(page.value("Issuer"), world.told.oidc_issuer);
    assert_eq!(page.value("Client secret").len(), 64);
    let authorize = |address: &str| {
        world.url(&format!(
            "/oidc/authorize?client_id={client}&redirect_uri={address}&response_type=code&scope=openid"
        ))
    };
    let good = world.browser.open(&authorize("https://app.example/callback")).await;
    assert!(good.asks_for_password());
    assert_eq!(world.sign_in(&good).await.url.host_str(), Some("app.example"));
    assert_eq!(world.browser.open(&authorize("http://localhost:9/callback")).await.status, 400);
    world.browser.submit(&page, &[]).await;
    assert_eq!(world.browser.open(&authorize("https://app.example/callback")).await.status, 400);
}

#[tokio::test]
async fn keys_people_applications_and_switches_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep").join("idp.json");
    let first = World::start_with(Some(file.clone()));
    first
        .browser
        .post(
            &first.url("/console/apps/new/saml"),
            &[("name", "Kept"), ("acs_url", "http://localhost:9/acs"), ("audience", "urn:kept")],
        )
        .await;
    first.misbehave("no_email").await;
    let certificate = first.browser.open(&first.url("/saml/certificate.pem")).await.body;
    let told = first.told.clone();
    first.running.stop().await;
    let second = World::start_with(Some(file.clone()));
    assert_eq!(second.browser.open(&second.url("/saml/certificate.pem")).await.body, certificate);
    assert_eq!(
        (&second.told.oidc_client_id, &second.told.oidc_client_secret),
        (&told.oidc_client_id, &told.oidc_client_secret)
    );
    assert_eq!(second.told.users[1].password, told.users[1].password);
    assert!(second.browser.open(&second.told.console_url).await.body.contains("Kept"));
    assert_eq!(switches(&second).await["no_email"], true);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_that_holds_something_else_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("idp.json");
    std::fs::write(&file, "{}").unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _inside = runtime.enter();
    let settings = super::Settings { state_file: Some(file.clone()), ..super::Settings::default() };
    let error = super::start(settings).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), format!("{} is not the state of a demo identity provider", file.display()));
    assert_eq!(std::fs::read_to_string(file).unwrap(), "{}");
}
