//! Every page at every width, light and dark: nothing is wider than the window.

use support::{Browser, Connection, World};

use super::steps::sign_in;

const WIDTHS: [u32; 7] = [360, 390, 600, 768, 1024, 1440, 1920];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_is_wider_than_its_window() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let domain = serde_json::json!({ "name": "globex-labs.example" });
    owner.post("/api/v1/organizations/current/domains", domain).await.expect_status(201);
    let id = connection.path.rsplit('/').next().unwrap().to_owned();
    let pages = [
        ("sign-in", "/sign-in".to_owned()),
        ("overview", "/o/current".to_owned()),
        ("connections", "/o/current/connections".to_owned()),
        ("domains", "/o/current/domains".to_owned()),
        ("provider", "/o/current/connections/new".to_owned()),
        ("connection", format!("/o/current/connections/{id}")),
        ("configuration", format!("/o/current/connections/{id}/configuration")),
        ("mapping", format!("/o/current/connections/{id}/attribute-mapping")),
        ("tests", format!("/o/current/connections/{id}/test")),
        ("activity", format!("/o/current/connections/{id}/activity")),
        ("history", format!("/o/current/connections/{id}/history")),
        ("danger", format!("/o/current/connections/{id}/danger")),
        ("app", format!("/o/current/connections/{id}/setup/app")),
        ("metadata", format!("/o/current/connections/{id}/setup/metadata")),
        ("test", format!("/o/current/connections/{id}/setup/test")),
        ("activate", format!("/o/current/connections/{id}/setup/activate")),
    ];
    for dark in [false, true] {
        let browser = Browser::open(1440, 1000, dark).await;
        sign_in(&browser, &world, "owner").await;
        for (name, path) in &pages {
            browser.goto(&format!("{}{path}", world.portal_url)).await;
            browser.at("//main//h1").await;
            for width in WIDTHS {
                browser.resize(width, 900).await;
                let overflow = browser.overflow().await;
                let culprit = if overflow > 0 { browser.sticks_out().await } else { String::new() };
                assert!(overflow <= 0, "{name} at {width} px is {overflow} px too wide: {culprit}");
                if [390, 1440].contains(&width) {
                    browser.picture(&format!("{name}-{width}-{}", if dark { "dark" } else { "light" })).await;
                }
            }
        }
    }
}
