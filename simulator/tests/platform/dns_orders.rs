//! What the name server knows: orders by JSON, and the page for people.

use reqwest::{Client, Method, StatusCode, redirect::Policy};
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::world::World;

const CONSOLE: &str = "_simulator/dns/console";

impl World {
    async fn dns_known(&self) -> Value {
        self.admin(Method::GET, "dns", json!({})).await.json().await.unwrap()
    }

    async fn console(&self) -> String {
        let answer = self.http.get(self.url(CONSOLE)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    }

    /// Posts a form as a browser does, which is sent elsewhere or shown the page again.
    async fn post_form(&self, deed: &str, form: [&str; 3]) -> (StatusCode, String) {
        let [kind, name, value] = form;
        let form = [("type", kind), ("name", name), ("value", value)];
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        let answer = http.post(self.url(&format!("{CONSOLE}/{deed}"))).form(&form).send().await.unwrap();
        let status = answer.status();
        if status == StatusCode::SEE_OTHER {
            assert_eq!(answer.headers()["location"], format!("/{CONSOLE}"));
        }
        (status, answer.text().await.unwrap())
    }
}

fn cells(page: &str) -> Vec<String> {
    let cells = Selector::parse(".records tbody td[data-label]").unwrap();
    Html::parse_document(page).select(&cells).map(|cell| cell.text().collect()).collect()
}

#[tokio::test]
async fn dns_orders_are_shown_and_forgotten() {
    let world = World::start().await;
    for (kind, values) in [("TXT", json!(["a", "b"])), ("NS", json!(["NS1.host.example."]))] {
        let set = json!({ "name": "Globex.example.", "type": kind, "values": values });
        assert_eq!(world.admin(Method::PUT, "dns/records", set).await.status(), 204);
    }
    let slow = json!({ "name": "a.example", "effect": "slow", "milliseconds": 20 });
    assert_eq!(world.admin(Method::PUT, "dns/misbehaviour", slow.clone()).await.status(), 204);
    let known = json!({
        "records": [
            { "name": "globex.example", "type": "TXT", "values": ["a", "b"] },
            { "name": "globex.example", "type": "NS", "values": ["ns1.host.example"] },
        ],
        "misbehaviour": [slow],
    });
    assert_eq!(world.dns_known().await, known);
    assert_eq!(world.admin(Method::DELETE, "dns", json!({})).await.status(), 204);
    assert_eq!(world.dns_known().await, json!({ "records": [], "misbehaviour": [] }));
}

#[tokio::test]
async fn dns_orders_that_make_no_sense_are_refused() {
    let world = World::start().await;
    let refused = [
        ("dns/records", json!({ "name": "a.example", "type": "TXT", "values": ["a"], "ttl": 60 })),
        ("dns/records", json!({ "name": "a.example", "type": "MX", "values": ["a"] })),
        ("dns/records", json!({ "name": "a b", "type": "TXT", "values": ["a"] })),
        ("dns/records", json!({ "name": "a.example", "type": "CNAME", "values": ["http://b.example"] })),
        (
            "dns/records",
            json!({ "name": "a.example", "type": "CNAME", "values": ["b.example", "c.example"] }),
        ),
        ("dns/records", json!({ "name": "a.example", "type": "TXT", "values": ["x".repeat(8_001)] })),
        ("dns/misbehaviour", json!({ "name": "a.example", "effect": "explode" })),
        ("dns/misbehaviour", json!({ "name": "a.example", "effect": "timeout", "milliseconds": 5 })),
        ("dns/misbehaviour", json!({ "name": "a.example", "effect": "slow", "milliseconds": 600_000 })),
        ("dns/misbehaviour", json!({ "name": "a.example", "effect": "slow", "seconds": 1 })),
    ];
    for (path, order) in refused {
        let text = order.to_string();
        assert_eq!(world.admin(Method::PUT, path, order).await.status(), 400, "{text}");
    }
    assert_eq!(world.dns_known().await, json!({ "records": [], "misbehaviour": [] }));
}

#[tokio::test]
async fn a_person_adds_and_removes_dns_records() {
    let world = World::start().await;
    let address = world.running.announcement().dns.to_string();
    let page = world.console().await;
    assert!(page.contains("Demo DNS") && page.contains("There are none yet") && page.contains(&address));

    let typed = ["TXT", " _check.Globex.example. ", " a <b> & \"c\" "];
    assert_eq!(world.post_form("add", typed).await.0, 303);
    assert_eq!(world.post_form("add", typed).await.0, 303);
    assert_eq!(world.post_form("add", ["TXT", "_check.globex.example", "d"]).await.0, 303);
    let wanted = ["TXT", "_check.globex.example", "a <b> & \"c\"", "TXT", "_check.globex.example", "d"];
    assert_eq!(cells(&world.console().await), wanted);

    assert_eq!(world.post_form("remove", ["TXT", "_check.globex.example", "d"]).await.0, 303);
    assert_eq!(cells(&world.console().await), wanted[..3]);
    assert_eq!(world.post_form("remove", ["TXT", "_check.globex.example", "a <b> & \"c\""]).await.0, 303);
    assert_eq!(world.dns_known().await["records"], json!([]));
}

#[tokio::test]
async fn a_dns_record_that_cannot_be_is_shown_again_with_the_reason() {
    let world = World::start().await;
    assert_eq!(world.post_form("add", ["TXT", "a.example", "one"]).await.0, 303);
    let cases = [
        (["TXT", "https://a.example", "kept"], "is not a name"),
        (["CNAME", "b.example", "kept kept"], "is not a name"),
        (["CNAME", "a.example", "kept.example"], "cannot stand beside other records"),
        (["TXT", "kept.example", "  "], "Enter the value"),
    ];
    for (typed, reason) in cases {
        let (status, page) = world.post_form("add", typed).await;
        assert_eq!(status, 422, "{typed:?}");
        let alert = Selector::parse("[role=alert]").unwrap();
        let alert: String =
            Html::parse_document(&page).select(&alert).flat_map(|alert| alert.text()).collect();
        assert!(alert.contains(reason), "{alert}");
        assert!(page.contains("kept"), "{typed:?}");
    }
    assert_eq!(cells(&world.console().await).len(), 3);
}

#[tokio::test]
async fn a_foreign_page_cannot_change_dns_records() {
    let world = World::start().await;
    for deed in ["add", "remove"] {
        let form = [("type", "TXT"), ("name", "a.example"), ("value", "a")];
        let request = world.http.post(world.url(&format!("{CONSOLE}/{deed}"))).form(&form);
        assert_eq!(request.header("sec-fetch-site", "cross-site").send().await.unwrap().status(), 403);
    }
    assert_eq!(world.dns_known().await["records"], json!([]));
}
