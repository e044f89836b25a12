//! Event streams: changes of users, organizations and groups, sent on as they happen.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Call, Checkpoint, Members, Page, call::Request, open_enum::open_enum};

open_enum! {
    /// Whether a stream flows.
    EventStreamStatus {
        /// It does.
        Enabled = "enabled",
        /// It does not.
        Disabled = "disabled",
    }
}

/// An event stream.
#[derive(Debug, Clone, Deserialize)]
pub struct EventStream {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What it sends.
    #[serde(default)]
    pub subscriptions: Vec<Subscription>,
    /// Where it goes.
    #[serde(default)]
    pub destination: Members,
    /// Whether it flows.
    pub status: Option<EventStreamStatus>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// Something that a stream sends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// Such as `organization.created`.
    pub event_type: String,
}

/// A stream to an address of ours.
#[derive(Debug)]
pub struct Webhook<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it sends, such as `organization.created`.
    pub event_types: &'a [&'a str],
    /// The address.
    pub endpoint: &'a str,
    /// The bearer token that Auth0 shows there.
    pub token: &'a SecretString,
}

/// A delivery that failed.
#[derive(Debug, Clone, Deserialize)]
pub struct Delivery {
    /// Auth0's id.
    pub id: String,
    /// Such as `failed`.
    pub status: String,
    /// What was sent.
    pub event_type: String,
    /// How often it was tried, and what came of it.
    #[serde(default)]
    pub attempts: Vec<Value>,
}

fn subscriptions(types: &[&str]) -> Value {
    types.iter().map(|kind| json!({ "event_type": kind })).collect()
}

/// All streams.
pub fn list(place: Checkpoint<'_>) -> Call<Page<EventStream>> {
    Request::get("event-streams", &[]).checkpoint(place).reads_page("eventStreams")
}

/// One stream.
pub fn get(id: &str) -> Call<EventStream> {
    Request::get("event-streams/{id}", &[id]).reads()
}

/// Makes a stream to an address.
pub fn create(webhook: &Webhook<'_>) -> Call<EventStream> {
    let authorization = json!({ "method": "bearer", "token": webhook.token.expose_secret() });
    let configuration =
        json!({ "webhook_endpoint": webhook.endpoint, "webhook_authorization": authorization });
    let body = json!({
        "name": webhook.name,
        "subscriptions": subscriptions(webhook.event_types),
        "destination": { "type": "webhook", "configuration": configuration },
        "status": "enabled",
    });
    Request::post("event-streams", &[]).body(body).reads()
}

/// Lets a stream flow, or not.
pub fn set_status(id: &str, status: &EventStreamStatus) -> Call<EventStream> {
    Request::patch("event-streams/{id}", &[id]).body(json!({ "status": status })).reads()
}

/// Sets what a stream sends: these, and nothing else.
pub fn subscribe(id: &str, event_types: &[&str]) -> Call<EventStream> {
    let body = json!({ "subscriptions": subscriptions(event_types) });
    Request::patch("event-streams/{id}", &[id]).body(body).reads()
}

/// Ends a stream.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("event-streams/{id}", &[id]).reads_nothing()
}

/// Deliveries that failed.
pub fn deliveries(id: &str, place: Checkpoint<'_>) -> Call<Page<Delivery>> {
    Request::get("event-streams/{id}/deliveries", &[id]).checkpoint(place).reads_page("deliveries")
}

/// Sends a sample of an event, to see that it arrives.
pub fn test(id: &str, event_type: &str) -> Call<Delivery> {
    Request::post("event-streams/{id}/test", &[id]).body(json!({ "event_type": event_type })).reads()
}
