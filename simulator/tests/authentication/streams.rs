//! Log streams and event streams, delivered to a receiver on this machine.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, eventually, text};

/// What a receiver was sent: the authorization, other headers it looked for, and the body.
#[derive(Clone)]
struct Sent {
    authorization: String,
    custom: String,
    body: String,
}

/// Takes what is posted, with the status it was told to answer.
#[derive(Clone)]
struct Receiver {
    url: String,
    status: Arc<AtomicU16>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Receiver {
    fn start() -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let receiver = Self { url, status: Arc::new(AtomicU16::new(200)), sent: Arc::default() };
        let shared = receiver.clone();
        let server = HttpServer::new(move || {
            App::new().app_data(web::Data::new(shared.clone())).default_service(web::to(take))
        });
        tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
        receiver
    }

    fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

async fn take(receiver: web::Data<Receiver>, request: HttpRequest, body: String) -> HttpResponse {
    let header = |name: &str| {
        request.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    };
    let sent = Sent { authorization: header("authorization"), custom: header("x-source"), body };
    receiver.sent.lock().unwrap().push(sent);
    let status = receiver.status.load(Ordering::SeqCst);
    HttpResponse::build(actix_web::http::StatusCode::from_u16(status).unwrap()).finish()
}

const HOME: &str = "https://hooks.vendor.example";

async fn world_with(receiver: &Receiver) -> World {
    let world = World::start().await;
    world.places(json!({ HOME: receiver.url })).await;
    world
}

async fn log_stream(world: &World, more: Value, sink: Value) -> String {
    let mut wish = json!({ "name": "to the vendor", "type": "http", "sink": { "httpEndpoint": format!("{HOME}/logs") } });
    wish.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    wish["sink"].as_object_mut().unwrap().extend(sink.as_object().cloned().unwrap());
    text(&world.call(Method::POST, "log-streams", wish).await["id"]).to_owned()
}

async fn fail_to_sign_in(world: &World) {
    world.authorize(&[("connection", "unheard")]).await;
}

/// Records by their type, as the lines say.
fn records(sent: &[Sent]) -> Vec<Value> {
    let lines = sent.iter().flat_map(|one| one.body.lines().map(str::to_owned).collect::<Vec<_>>());
    lines.map(|line| serde_json::from_str(&line).unwrap()).collect()
}

#[tokio::test]
async fn records_are_delivered_in_order_with_the_headers_asked_for() {
    let receiver = Receiver::start();
    let world = world_with(&receiver).await;
    fail_to_sign_in(&world).await;
    let filters = json!({ "filters": [{ "type": "category", "name": "auth.login.fail" }] });
    let sink = json!({
        "httpAuthorization": "Bearer secret", "httpContentFormat": "JSONLINES",
        "httpCustomHeaders": [{ "header": "x-source", "value": "tenant" }],
    });
    log_stream(&world, filters, sink).await;
    for _ in 0..3 {
        fail_to_sign_in(&world).await;
    }
    eventually("three records", async || records(&receiver.sent()).len() >= 3).await;
    let sent = receiver.sent();
    assert!(sent.iter().all(|one| one.authorization == "Bearer secret" && one.custom == "tenant"));
    let records = records(&sent);
    assert_eq!(records.len(), 3, "what was before the stream, and what is filtered out, is not told");
    let ids: Vec<&str> = records.iter().map(|record| text(&record["log_id"])).collect();
    assert!(ids.is_sorted() && ids.iter().collect::<BTreeSet<_>>().len() == 3, "{ids:?}");
    let data = &records[0]["data"];
    assert_eq!(
        (&data["type"], &data["tenant_name"], &data["is_mobile"]),
        (&json!("f"), &json!("local"), &json!(false))
    );
    assert_eq!(data["$event_schema"], json!({ "version": "1.0.0" }));
}

#[tokio::test]
async fn the_body_has_the_form_that_the_sink_wants() {
    let receiver = Receiver::start();
    let world = world_with(&receiver).await;
    let filters = json!({ "filters": [{ "type": "category", "name": "auth.login.fail" }] });
    let array = log_stream(&world, filters.clone(), json!({ "httpContentFormat": "JSONARRAY" })).await;
    fail_to_sign_in(&world).await;
    eventually("an array", async || !receiver.sent().is_empty()).await;
    let body: Value = serde_json::from_str(&receiver.sent()[0].body).unwrap();
    assert_eq!(body[0]["data"]["type"], "f");
    let (status, _) = world.api(Method::DELETE, &format!("log-streams/{array}"), None).await;
    assert_eq!(status, 204);
    log_stream(&world, filters, json!({ "httpContentFormat": "JSONOBJECT" })).await;
    fail_to_sign_in(&world).await;
    eventually("an object", async || receiver.sent().len() >= 2).await;
    let body: Value = serde_json::from_str(&receiver.sent()[1].body).unwrap();
    assert_eq!(body["data"]["type"], "f");
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_and_what_is_paused_waits() {
    let receiver = Receiver::start();
    let world = world_with(&receiver).await;
    let filters = json!({ "filters": [{ "type": "category", "name": "auth.login.fail" }] });
    let stream = log_stream(&world, filters, json!({})).await;
    receiver.answers(500);
    fail_to_sign_in(&world).await;
    eventually("two attempts", async || receiver.sent().len() >= 2).await;
    let sent = receiver.sent();
    assert_eq!(sent[0].body, sent[1].body);
    receiver.answers(200);
    let before = receiver.sent().len();
    eventually("it is taken", async || receiver.sent().len() > before).await;
    let path = format!("log-streams/{stream}");
    world.call(Method::PATCH, &path, json!({ "status": "paused" })).await;
    let before = receiver.sent().len();
    fail_to_sign_in(&world).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(receiver.sent().len(), before);
    world.call(Method::PATCH, &path, json!({ "status": "active" })).await;
    eventually("what waited comes", async || receiver.sent().len() > before).await;
}

/// All that is told of organizations, in the order in which `live` makes it happen.
const LIFE: [&str; 10] = [
    "organization.created",
    "organization.updated",
    "organization.connection.added",
    "organization.connection.updated",
    "organization.member.added",
    "organization.member.role.assigned",
    "organization.member.role.deleted",
    "organization.member.deleted",
    "organization.connection.removed",
    "organization.deleted",
];

async fn event_stream(world: &World, kinds: &[&str], authorization: Value) -> String {
    let subscriptions: Vec<Value> = kinds.iter().map(|kind| json!({ "event_type": kind })).collect();
    let stream = json!({
        "name": "to the vendor", "subscriptions": subscriptions,
        "destination": { "type": "webhook", "configuration": {
            "webhook_endpoint": format!("{HOME}/events"), "webhook_authorization": authorization,
        } },
    });
    text(&world.call(Method::POST, "event-streams", stream).await["id"]).to_owned()
}

/// An organization is made, used, and taken away again; answers its id and its only member's.
async fn live(world: &World) -> (String, String) {
    let connection = world.connect_saml("evented", json!({})).await;
    let made = world.call(Method::POST, "organizations", json!({ "name": "hooli" })).await;
    let id = text(&made["id"]).to_owned();
    let home = format!("organizations/{id}");
    world.call(Method::PATCH, &home, json!({ "display_name": "Hooli" })).await;
    world.use_in(&id, &connection, true).await;
    let usage = format!("{home}/enabled_connections/{connection}");
    world.call(Method::PATCH, &usage, json!({ "show_as_button": false })).await;
    world.through("evented", &[("organization", &id)]).await;
    let user = format!("samlp|evented|{}", text(&world.idp_told["users"][0]["email"]));
    let role = text(&world.get("roles").await[0]["id"]).to_owned();
    let roles = format!("{home}/members/{}/roles", user.replace('|', "%7C"));
    world.call(Method::POST, &roles, json!({ "roles": [role] })).await;
    world.call(Method::DELETE, &roles, json!({ "roles": [role] })).await;
    world.call(Method::DELETE, &format!("{home}/members"), json!({ "members": [user] })).await;
    world.api(Method::DELETE, &usage, None).await;
    world.api(Method::DELETE, &home, None).await;
    (id, user)
}

fn events(receiver: &Receiver) -> Vec<Value> {
    receiver.sent().iter().map(|one| serde_json::from_str(&one.body).unwrap()).collect()
}

#[tokio::test]
async fn what_happens_to_an_organization_is_told_as_events() {
    let receiver = Receiver::start();
    let world = world_with(&receiver).await;
    let stream = event_stream(&world, &LIFE, json!({ "method": "bearer", "token": "secret" })).await;
    let (id, user) = live(&world).await;
    eventually("ten events", async || events(&receiver).len() >= 10).await;
    let events = events(&receiver);
    let order: Vec<&str> = events.iter().map(|event| text(&event["type"])).collect();
    assert_eq!(order, LIFE);
    assert!(receiver.sent().iter().all(|one| one.authorization == "Bearer secret"));
    assert!(events.iter().all(|event| event["a0stream"] == stream.as_str() && event["a0tenant"] == "local"));
    assert_eq!(events[1]["data"]["previous_object"]["display_name"], Value::Null);
    assert_eq!(
        events[4]["data"]["object"],
        json!({ "organization": { "id": id, "name": "hooli" }, "user": { "user_id": user } })
    );
    assert!(events[5]["data"]["object"]["role"]["name"].is_string());
}

#[tokio::test]
async fn an_event_that_is_not_taken_holds_up_the_next_one() {
    let receiver = Receiver::start();
    let world = world_with(&receiver).await;
    let basic = json!({ "method": "basic", "username": "u", "password": "p" });
    event_stream(&world, &["organization.created"], basic).await;
    receiver.answers(503);
    for name in ["first", "second"] {
        world.call(Method::POST, "organizations", json!({ "name": name })).await;
    }
    let names = || -> Vec<String> {
        let bodies = receiver.sent().into_iter().map(|one| serde_json::from_str::<Value>(&one.body).unwrap());
        bodies.map(|event| text(&event["data"]["object"]["name"]).to_owned()).collect()
    };
    eventually("two attempts", async || names().len() >= 2).await;
    assert!(names().iter().all(|name| name == "first"));
    receiver.answers(200);
    eventually("the second event", async || names().last().is_some_and(|name| name == "second")).await;
}

#[tokio::test]
async fn a_test_event_that_failed_is_in_the_history_until_it_is_delivered_again() {
    let receiver = Receiver::start();
    let world = world_with(&receiver).await;
    let key = json!({ "method": "custom_header", "header_key": "x-source", "header_value": "tenant" });
    let stream = event_stream(&world, &["organization.created"], key).await;
    receiver.answers(500);
    let path = format!("event-streams/{stream}");
    let wish = json!({ "event_type": "user.created", "data": { "object": { "user_id": "auth0|1" } } });
    let sent = world.call(Method::POST, &format!("{path}/test"), wish).await;
    let history = format!("{path}/deliveries");
    eventually("it has failed", async || world.get(&history).await != json!([])).await;
    let failed = world.get(&history).await;
    assert_eq!((&failed[0]["id"], failed[0]["attempts"].as_array().unwrap().len()), (&sent["id"], 1));
    assert_eq!(world.get(&format!("{history}/{}", text(&sent["id"]))).await, failed[0]);
    assert_eq!(world.get(&format!("{history}?event_types=user.deleted")).await, json!([]));
    receiver.answers(200);
    world.call(Method::POST, &format!("{path}/redeliver"), json!({ "event_types": ["user.created"] })).await;
    eventually("it has arrived", async || world.get(&history).await == json!([])).await;
    let events = events(&receiver);
    assert_eq!(events.len(), 2, "a test event is tried once, and once more when asked");
    assert_eq!(
        (&events[1]["a0purpose"], &events[1]["data"]),
        (&json!("test"), &json!({ "object": { "user_id": "auth0|1" } }))
    );
    assert!(receiver.sent().iter().all(|one| one.custom == "tenant"));
    let again = format!("{path}/redeliver/{}", text(&sent["id"]));
    assert_eq!(world.api(Method::POST, &again, None).await.0, 404);
}

#[tokio::test]
async fn an_event_that_is_still_tried_is_not_delivered_again() {
    let receiver = Receiver::start();
    let world = world_with(&receiver).await;
    receiver.answers(500);
    let bearer = json!({ "method": "bearer", "token": "t" });
    let stream = event_stream(&world, &["organization.created"], bearer).await;
    world.call(Method::POST, "organizations", json!({ "name": "first" })).await;
    let history = format!("event-streams/{stream}/deliveries");
    eventually("it has failed", async || world.get(&history).await != json!([])).await;
    let id = text(&world.get(&history).await[0]["id"]).to_owned();
    let again = format!("event-streams/{stream}/redeliver/{id}");
    assert_eq!(world.api(Method::POST, &again, None).await.0, 409);
    receiver.answers(200);
    eventually("it has arrived", async || world.get(&history).await == json!([])).await;
}

#[tokio::test]
async fn whoever_keeps_a_connection_open_hears_what_happens_and_can_go_on_where_they_were() {
    let world = World::start().await;
    let mut open = world.listen("event_type=organization.created").await;
    world.call(Method::POST, "organizations", json!({ "name": "first" })).await;
    let told = next_message(&mut open).await;
    assert_eq!(told["event"]["data"]["object"]["name"], "first");
    world.call(Method::POST, "organizations", json!({ "name": "second" })).await;
    let mut later = world.listen(&format!("from={}", text(&told["offset"]))).await;
    assert_eq!(next_message(&mut later).await["event"]["data"]["object"]["name"], "second");
    assert_eq!(world.api(Method::GET, "events?from=nonsense", None).await.0, 400);
}

/// The data of the next message.
async fn next_message(open: &mut reqwest::Response) -> Value {
    let chunk = open.chunk().await.unwrap().unwrap();
    let text = std::str::from_utf8(&chunk).unwrap();
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    serde_json::from_str(data).unwrap()
}
