//! The tenant log: one record per sign-in, token, or Management write, in Auth0's form.

use serde_json::{Map, Value, json};

use super::{Tenant, ids, state::State};

/// A record before it is stamped.
#[derive(Debug, Default)]
pub struct Entry<'a> {
    /// `s`, `f`, `sapi`, ...
    pub kind: &'a str,
    /// In words.
    pub description: String,
    /// The application.
    pub client_id: Option<&'a str>,
    /// The connection's id.
    pub connection_id: Option<&'a str>,
    /// The organization's id.
    pub organization_id: Option<&'a str>,
    /// The person.
    pub user_id: Option<&'a str>,
    /// The name that was typed or received.
    pub user_name: Option<&'a str>,
    /// Where from.
    pub ip: Option<String>,
    /// The API.
    pub audience: Option<&'a str>,
    /// Everything else.
    pub details: Value,
}

impl Tenant {
    /// Writes a record.
    pub fn log(&self, entry: &Entry<'_>) {
        let now = self.now();
        self.write(|state| {
            state.log_sequence += 1;
            let id = ids::log(now, state.log_sequence);
            let mut record = record(state, entry);
            record.insert("date".into(), json!(crate::management::timestamp(now)));
            record.insert("log_id".into(), json!(id));
            record.insert("_id".into(), json!(id));
            record.insert("hostname".into(), json!(self.domain()));
            state.add_log(record);
        });
    }
}

fn record(state: &State, entry: &Entry<'_>) -> Map<String, Value> {
    let client = entry.client_id.and_then(|id| state.clients.get(id));
    let connection = entry.connection_id.and_then(|id| state.connections.get(id));
    let organization = entry.organization_id.and_then(|id| state.organizations.get(id));
    let fields = json!({
        "type": entry.kind,
        "description": entry.description,
        "client_id": entry.client_id,
        "client_name": client.map_or("", |client| client.name.as_str()),
        "connection": connection.map(|connection| &connection.name),
        "connection_id": entry.connection_id,
        "strategy": connection.map(|connection| &connection.strategy),
        "strategy_type": connection.map(|c| if c.is_database() { "database" } else { "enterprise" }),
        "organization_id": entry.organization_id,
        "organization_name": organization.map(|organization| &organization.name),
        "user_id": entry.user_id,
        "user_name": entry.user_name,
        "ip": entry.ip,
        "audience": entry.audience,
        "isMobile": false,
        "user_agent": "Other 0.0.0 / Other 0.0.0",
        "details": entry.details,
    });
    match fields {
        Value::Object(mut known) => {
            known.retain(|_, value| !value.is_null());
            known
        }
        _ => Map::new(),
    }
}
