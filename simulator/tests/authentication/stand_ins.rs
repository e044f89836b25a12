//! What stands in for the addresses by which Auth0 is watched.

use reqwest::Response;
use serde_json::{Value, json};

use crate::world::{World, text};

async fn get(world: &World, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = world.http.get(world.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn order(world: &World, path: &str, body: Value) {
    let url = format!("{}/{path}", text(&world.told["admin_url"]));
    assert_eq!(world.http.post(url).json(&body).send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn health_is_told_and_fails_on_order() {
    let world = World::start().await;
    let clock: Value = get(&world, "test", &[]).await.json().await.unwrap();
    assert!(clock["clock"].as_i64().unwrap() > 1_700_000_000_000);
    assert_eq!(get(&world, "testall", &[]).await.text().await.unwrap(), "OK");
    order(
        &world,
        "faults",
        json!({ "match": { "path_prefix": "/testall" }, "effect": "status", "status": 503 }),
    )
    .await;
    assert_eq!(get(&world, "testall", &[]).await.status(), 503);
    assert_eq!(get(&world, "testall", &[]).await.status(), 200);
}

#[tokio::test]
async fn incidents_appear_in_the_feed_of_whom_they_concern() {
    let world = World::start().await;
    let incident =
        json!({ "title": "Tenant logs <late>", "status": "investigating", "description": "Logs are late." });
    order(&world, "incidents", incident).await;
    let other = json!({ "title": "Elsewhere", "status": "resolved", "domain": "other.auth0.example" });
    order(&world, "incidents", other).await;
    let ours = get(&world, "status/feed?domain=ours.auth0.example", &[]).await;
    assert!(ours.headers()["content-type"].to_str().unwrap().starts_with("application/atom+xml"));
    let ours = ours.text().await.unwrap();
    let feed = roxmltree::Document::parse(&ours).unwrap();
    let titles = |feed: &roxmltree::Document<'_>, entry: &str| -> Vec<String> {
        let entries = feed.descendants().filter(|node| node.tag_name().name() == entry);
        let title = |node: roxmltree::Node<'_, '_>| {
            let title = node.children().find(|child| child.tag_name().name() == "title");
            title.unwrap().text().unwrap().to_owned()
        };
        entries.map(title).collect()
    };
    assert_eq!(titles(&feed, "entry"), ["[investigating] Tenant logs <late>"]);
    let rss =
        get(&world, "status/feed?domain=other.auth0.example&format=rss", &[]).await.text().await.unwrap();
    let feed = roxmltree::Document::parse(&rss).unwrap();
    assert_eq!(titles(&feed, "item"), ["[resolved] Elsewhere", "[investigating] Tenant logs <late>"]);
}

#[tokio::test]
async fn the_list_of_addresses_is_sent_again_only_when_it_has_changed() {
    let world = World::start().await;
    let first = get(&world, "ip-ranges.json", &[]).await;
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    let date = first.headers()["last-modified"].to_str().unwrap().to_owned();
    let list: Value = first.json().await.unwrap();
    assert_eq!(list["regions"]["EU"]["ipv4_cidrs"], json!(["198.51.100.0/28"]));
    assert_eq!(list["changelog"], json!([]));
    let again = get(&world, "ip-ranges.json", &[("if-none-match", &etag)]).await;
    assert_eq!(again.status(), 304);
    assert_eq!(again.text().await.unwrap(), "");
    assert_eq!(get(&world, "ip-ranges.json", &[("if-modified-since", &date)]).await.status(), 304);
    world.advance(1);
    let change = json!({ "region": "EU", "action": "add", "ipv4_cidrs": ["198.51.100.64/28"] });
    order(&world, "ip-ranges", change).await;
    assert_eq!(get(&world, "ip-ranges.json", &[("if-modified-since", &date)]).await.status(), 200);
    let changed = get(&world, "ip-ranges.json", &[("if-none-match", &etag)]).await;
    assert_eq!(changed.status(), 200);
    let list: Value = changed.json().await.unwrap();
    assert_eq!(list["regions"]["EU"]["ipv4_cidrs"], json!(["198.51.100.0/28", "198.51.100.64/28"]));
    assert_eq!(
        (&list["changelog"][0]["region"], &list["changelog"][0]["action"]),
        (&json!("EU"), &json!("add"))
    );
}
