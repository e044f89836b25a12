//! Event streams with a webhook.

use reqwest::{RequestBuilder, header};
use serde_json::{Value, json};

use super::{deliveries, delivery::Attempt, happening::Event};
use crate::tenant::{Tenant, documents::Document, state::State};

/// Where the Management API keeps them.
const PLACE: &str = "/event-streams";

/// The next event for one stream.
pub(super) struct Due {
    stream: Document,
    event: Option<Event>,
    position: u64,
}

/// Whether there is any stream.
pub(super) fn any(state: &State) -> bool {
    state.documents.count(PLACE) > 0
}

/// What enabled streams have not taken yet: one event each, so that their order holds.
pub(super) fn due(tenant: &Tenant, ready: impl Fn(&str) -> bool) -> Vec<Due> {
    tenant.read(|state| {
        enabled(state).filter(|stream| ready(&stream.id)).filter_map(|stream| next(state, stream)).collect()
    })
}

fn enabled(state: &State) -> impl Iterator<Item = &Document> {
    state.documents.all(PLACE).filter(|stream| {
        stream.body.get("status") == Some(&json!("enabled"))
            && stream.body.get("destination").and_then(|to| to.get("type")) == Some(&json!("webhook"))
    })
}

fn position(state: &State, stream: &Document) -> Option<u64> {
    state.streams.event_positions.get(&stream.id).copied()
}

/// New streams begin with what happens after they were made.
pub(super) fn place_new(state: &mut State) {
    let now = state.streams.event_sequence;
    let new: Vec<(String, u64)> = state
        .documents
        .all(PLACE)
        .filter(|stream| position(state, stream).is_none())
        .map(|stream| (stream.id.clone(), now))
        .collect();
    state.streams.event_positions.extend(new);
}

/// Forgets what a deleted stream was still to be told.
pub fn forget(state: &mut State, stream: &str) {
    state.streams.event_positions.remove(stream);
    state.streams.deliveries.retain(|one| one.stream != stream);
}

fn next(state: &State, stream: &Document) -> Option<Due> {
    let position = position(state, stream)?;
    if let Some(event) = deliveries::asked(state, &stream.id) {
        return Some(Due { stream: stream.clone(), event: Some(event.clone()), position });
    }
    let event = state.streams.events.iter().find(|event| event.sequence > position)?;
    let event = event.clone();
    let wanted = subscribes(stream, event.kind());
    Some(Due { stream: stream.clone(), position: event.sequence, event: wanted.then_some(event) })
}

fn subscribes(stream: &Document, kind: &str) -> bool {
    let subscriptions = stream.body.get("subscriptions").and_then(Value::as_array);
    let mut kinds = subscriptions.into_iter().flatten().filter_map(|one| one.get("event_type")?.as_str());
    kinds.any(|one| one == kind)
}

/// Delivers an event, and moves the stream on when it was taken, not wanted, or given up.
pub(super) async fn attempt(tenant: &Tenant, due: Due) -> Attempt {
    let sent = match &due.event {
        None => Ok(()),
        Some(event) => send(tenant, &due.stream, event).await,
    };
    let (stream, now) = (due.stream.id, tenant.now());
    let delivered = sent.is_ok();
    tenant.write(|state| {
        if state.documents.get(PLACE, &stream).is_none() {
            return;
        }
        let settled = match (sent, &due.event) {
            (Ok(()), Some(event)) => {
                deliveries::succeeded(state, &stream, event);
                true
            }
            (Err(problem), Some(event)) => deliveries::failed(state, &stream, event, now, problem),
            (_, None) => true,
        };
        if settled {
            state.streams.event_positions.insert(stream.clone(), due.position);
        }
    });
    Attempt { stream, delivered }
}

/// Posts an event; says what went wrong.
async fn send(tenant: &Tenant, stream: &Document, event: &Event) -> Result<(), String> {
    let mut envelope = event.envelope.clone();
    envelope["a0stream"] = json!(stream.id);
    match request(tenant, stream).body(envelope.to_string()).send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("The webhook answered {}", answer.status())),
        Err(error) => Err(format!("The webhook could not be reached: {error}")),
    }
}

fn request(tenant: &Tenant, stream: &Document) -> RequestBuilder {
    let configuration = &stream.body.get("destination").cloned().unwrap_or_default()["configuration"];
    let address = tenant.places.receiver(configuration["webhook_endpoint"].as_str().unwrap_or_default());
    let request = tenant.http.post(address).header(header::CONTENT_TYPE, "application/json");
    let authorization = &configuration["webhook_authorization"];
    let text = |name: &str| authorization[name].as_str().unwrap_or_default();
    match text("method") {
        "basic" => request.basic_auth(text("username"), Some(text("password"))),
        "bearer" => request.bearer_auth(text("token")),
        "custom_header" => request.header(text("header_key"), text("header_value")),
        _ => request,
    }
}
