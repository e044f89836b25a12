//! Log streams of type `http`.

use reqwest::{RequestBuilder, header};
use serde_json::{Map, Value, json};

use super::{category, delivery::Attempt};
use crate::tenant::{Tenant, documents::Document, state::State};

/// Where the Management API keeps them.
const PLACE: &str = "/log-streams";
/// Records of one request.
const BATCH: usize = 100;
/// A stream is suspended after so many failures in a row.
const SUSPENDED_AFTER: u32 = 20;

type Record = Map<String, Value>;

/// Records for one stream.
pub(super) struct Batch {
    stream: Document,
    records: Vec<Record>,
    last: String,
}

/// What active streams have not taken yet.
pub(super) fn due(tenant: &Tenant, ready: impl Fn(&str) -> bool) -> Vec<Batch> {
    tenant.read(|state| {
        active(state).filter(|stream| ready(&stream.id)).filter_map(|stream| batch(state, stream)).collect()
    })
}

fn active(state: &State) -> impl Iterator<Item = &Document> {
    state.documents.all(PLACE).filter(|stream| {
        stream.body.get("status") == Some(&json!("active")) && stream.body.get("type") == Some(&json!("http"))
    })
}

fn position<'a>(state: &'a State, stream: &Document) -> Option<&'a String> {
    state.streams.log_positions.get(&stream.id)
}

/// New streams begin at the present end of the log, or where `startFrom` says.
pub(super) fn place_new(state: &mut State) {
    let new: Vec<(String, String)> = state
        .documents
        .all(PLACE)
        .filter(|stream| position(state, stream).is_none())
        .map(|stream| (stream.id.clone(), beginning(state, stream)))
        .collect();
    state.streams.log_positions.extend(new);
}

fn beginning(state: &State, stream: &Document) -> String {
    let from = stream.body.get("startFrom").and_then(Value::as_str);
    let before = |record: &&Record| match from {
        Some(from) => record.get("date").and_then(Value::as_str).is_some_and(|date| date < from),
        None => true,
    };
    state.logs.iter().rev().find(before).map(id_of).unwrap_or_default()
}

fn id_of(record: &Record) -> String {
    record.get("log_id").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn batch(state: &State, stream: &Document) -> Option<Batch> {
    let position = position(state, stream)?;
    // Ids sort, and most of the time only the end is new.
    let new = state.logs.iter().rev().take_while(|record| id_of(record) > *position).count();
    let records: Vec<Record> = state.logs.iter().skip(state.logs.len() - new).take(BATCH).cloned().collect();
    let last = records.last().map(id_of)?;
    Some(Batch { stream: stream.clone(), records, last })
}

/// Delivers a batch, and moves the stream on when it was taken.
pub(super) async fn attempt(tenant: &Tenant, batch: Batch) -> Attempt {
    let wanted: Vec<Value> = batch
        .records
        .into_iter()
        .filter(|record| wants(&batch.stream, record))
        .map(|record| json!({ "log_id": record.get("log_id"), "data": streamed(tenant, record, &batch.stream) }))
        .collect();
    let mut delivered = true;
    for body in bodies(&batch.stream, &wanted) {
        let answer = request(tenant, &batch.stream, body).send().await;
        delivered = answer.is_ok_and(|answer| answer.status().is_success());
        if !delivered {
            break;
        }
    }
    let stream = batch.stream.id;
    if delivered {
        tenant.write(|state| state.streams.log_positions.insert(stream.clone(), batch.last));
    }
    Attempt { stream, delivered }
}

fn wants(stream: &Document, record: &Record) -> bool {
    let filters = stream.body.get("filters").and_then(Value::as_array);
    let names: Vec<&str> =
        filters.into_iter().flatten().filter_map(|filter| filter.get("name")?.as_str()).collect();
    let kind = record.get("type").and_then(Value::as_str).unwrap_or_default();
    names.is_empty() || names.contains(&category::of(kind))
}

/// A record in the form of streams, which differs from that of the Management API in some names.
fn streamed(tenant: &Tenant, mut record: Record, stream: &Document) -> Record {
    record.remove("_id");
    record.remove("location_info");
    if let Some(mobile) = record.remove("isMobile") {
        record.insert("is_mobile".to_owned(), mobile);
    }
    record.retain(|_, value| !value.is_null());
    record.insert("tenant_name".to_owned(), json!(tenant.name));
    record.insert("environment_name".to_owned(), json!("local"));
    record.insert("$event_schema".to_owned(), json!({ "version": "1.0.0" }));
    hide(&mut record, stream);
    record
}

/// Takes personal data out as `pii_config` says. Hashing is told by the same mark: nothing here undoes it either way.
fn hide(record: &mut Record, stream: &Document) {
    let config = stream.body.get("pii_config");
    let fields = config.and_then(|config| config.get("log_fields")).and_then(Value::as_array);
    let fields: Vec<&str> = fields.into_iter().flatten().filter_map(Value::as_str).collect();
    let hidden = fields.contains(&"username") || fields.contains(&"email");
    if let Some(name) = record.get_mut("user_name").filter(|_| hidden) {
        *name = json!("*****");
    }
}

/// One request for all records, or one for each.
fn bodies(stream: &Document, records: &[Value]) -> Vec<String> {
    if records.is_empty() {
        return Vec::new();
    }
    match stream.body.get("sink").and_then(|sink| sink.get("httpContentFormat")).and_then(Value::as_str) {
        Some("JSONARRAY") => vec![json!(records).to_string()],
        Some("JSONOBJECT") => records.iter().map(Value::to_string).collect(),
        _ => {
            let lines: Vec<String> = records.iter().map(Value::to_string).collect();
            vec![format!("{}\n", lines.join("\n"))]
        }
    }
}

fn request(tenant: &Tenant, stream: &Document, body: String) -> RequestBuilder {
    let sink = stream.body.get("sink");
    let text = |name: &str| sink.and_then(|sink| sink.get(name)).and_then(Value::as_str);
    let address = tenant.places.receiver(text("httpEndpoint").unwrap_or_default());
    let mut request = tenant
        .http
        .post(address)
        .header(header::CONTENT_TYPE, text("httpContentType").unwrap_or("application/json"))
        .body(body);
    if let Some(authorization) = text("httpAuthorization").filter(|text| !text.is_empty()) {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    let own = sink.and_then(|sink| sink.get("httpCustomHeaders")).and_then(Value::as_array);
    for pair in own.into_iter().flatten() {
        let part = |name: &str| pair.get(name).and_then(Value::as_str).unwrap_or_default();
        request = request.header(part("header"), part("value"));
    }
    request
}

/// Gives up on a receiver that takes nothing; an administrator sets the stream active again.
pub(super) fn suspend_after(tenant: &Tenant, stream: &str, failures: u32) {
    if failures < SUSPENDED_AFTER {
        return;
    }
    tenant.write(|state| {
        if let Some(mut document) = state.documents.get(PLACE, stream).cloned() {
            document.body.insert("status".to_owned(), json!("suspended"));
            state.documents.put(PLACE, document);
        }
    });
}
