//! What a recording takes for granted and the API cannot make: log records, groups, grants. It goes where the tenant
//! keeps it.

use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, groups::Group, model::UserGrant};

use super::{
    mapping::Mapping,
    recording::{Interaction, Recording},
};

/// Groups that answers show, under their own ids.
pub(super) fn keep_groups(tenant: &Tenant, mapping: &Mapping, recording: &Recording) {
    let mut shown = Vec::new();
    for interaction in &recording.interactions {
        if let Some(answer) = interaction.answer.as_ref().filter(|_| interaction.status == 200) {
            collect(&mapping.value(answer), &is_group, &mut shown);
        }
    }
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    for row in shown {
        let mut group = Group::new(text(&row, "connection_id"), text(&row, "name"), tenant.now());
        group.id = text(&row, "id");
        group.external_id = row["external_id"].as_str().map(str::to_owned);
        tenant.write(|state| state.groups.put(group));
    }
}

fn is_group(row: &Value) -> bool {
    row["id"].as_str().is_some_and(|id| id.starts_with("grp_")) && row["name"].is_string()
}

/// Every object in a value that the predicate accepts.
fn collect(value: &Value, accepts: &dyn Fn(&Value) -> bool, found: &mut Vec<Value>) {
    match value {
        object @ Value::Object(_) if accepts(object) => found.push(object.clone()),
        Value::Object(members) => members.values().for_each(|member| collect(member, accepts, found)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, accepts, found)),
        _ => {}
    }
}

/// Grants that the list of them shows.
pub(super) fn keep_grants(tenant: &Tenant, mapping: &Mapping, recording: &Recording) {
    let reads = |one: &&Interaction| one.method == "GET" && one.path == "/grants" && one.status == 200;
    let mut shown = Vec::new();
    for answer in recording.interactions.iter().filter(reads).filter_map(|one| one.answer.as_ref()) {
        collect(&mapping.value(answer), &|row| row["clientID"].is_string(), &mut shown);
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for row in shown {
        let grant = UserGrant {
            id: text(&row["id"]),
            client_id: text(&row["clientID"]),
            user_id: text(&row["user_id"]),
            audience: text(&row["audience"]),
            scope: row["scope"].as_array().into_iter().flatten().map(text).collect(),
        };
        tenant.write(|state| state.user_grants.put(grant));
    }
}

/// Log records cannot be written through the API; they go where the tenant keeps them, under their own ids.
pub(super) fn keep_logs(tenant: &Tenant, recording: &Recording) {
    let reads = recording.interactions.iter().filter(|interaction| {
        interaction.status == 200 && (interaction.path == "/logs" || interaction.path.starts_with("/logs/"))
    });
    let mut records: Vec<Map<String, Value>> = Vec::new();
    let mut newer = 0;
    for read in reads {
        newer = newer.max(rows_before(&read.query));
        let rows: Vec<&Value> = match &read.answer {
            Some(Value::Array(rows)) => rows.iter().collect(),
            Some(Value::Object(page)) if page.contains_key("logs") => {
                page["logs"].as_array().into_iter().flatten().collect()
            }
            Some(row) => vec![row],
            None => Vec::new(),
        };
        records.extend(rows.into_iter().filter_map(Value::as_object).cloned());
        let from = url::form_urlencoded::parse(read.query.as_bytes()).find(|(name, _)| name == "from");
        if let (Some((_, from)), Some(first)) = (from, records.first().cloned()) {
            let mut start = first;
            start.insert("log_id".to_owned(), json!(from));
            start.insert("_id".to_owned(), json!(from));
            records.push(start);
        }
    }
    records.sort_by_key(|record| record.get("log_id").map(Value::to_string));
    records.dedup_by_key(|record| record.get("log_id").map(Value::to_string));
    let filler = records.last().cloned().unwrap_or_default();
    records.extend((0..newer).map(|place| {
        let id = format!("9009{place:052}");
        let mut record = filler.clone();
        record.extend([("log_id".to_owned(), json!(id)), ("_id".to_owned(), json!(id))]);
        record
    }));
    tenant.write(|state| {
        state.logs.clear();
        records.into_iter().for_each(|record| state.add_log(record));
    });
}

/// How many newer records a numbered page passes over.
fn rows_before(query: &str) -> usize {
    let number = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, _)| name == wanted).and_then(|(_, value)| value.parse::<usize>().ok())
    };
    number("page").unwrap_or(0) * number("per_page").unwrap_or(50)
}
