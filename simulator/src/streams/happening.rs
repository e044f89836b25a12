//! Events: what happened to organizations, their connections and their members, in the forms of Auth0's event schema.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    management::timestamp,
    tenant::{Tenant, ids, state::State},
};

/// How many events wait for streams that do not take them.
const MOST: usize = 10_000;

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Happening {
    /// `organization.created`, ...
    kind: &'static str,
    /// What it happened to.
    object: Value,
    /// What that was before.
    previous: Option<Value>,
}

/// An event that waits to be delivered: everything but the stream's own name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Event {
    /// Counts events, so that they stay in order.
    pub(super) sequence: u64,
    /// The CloudEvents envelope.
    pub(super) envelope: Value,
}

impl Event {
    /// `organization.created`, ...
    pub(super) fn kind(&self) -> &str {
        self.envelope["type"].as_str().unwrap_or_default()
    }

    /// Its own id.
    pub(super) fn id(&self) -> &str {
        self.envelope["id"].as_str().unwrap_or_default()
    }
}

impl Happening {
    /// Something of this kind happened to this object.
    pub(super) fn new(kind: &'static str, object: Value) -> Self {
        Self { kind, object, previous: None }
    }

    /// The same with what the object was before.
    pub(super) fn instead_of(self, previous: Value) -> Self {
        Self { previous: Some(previous), ..self }
    }

    /// A person has become a member of an organization.
    pub fn member_added(organization: &str, user_id: &str) -> Self {
        let object = json!({ "organization": { "id": organization }, "user": { "user_id": user_id } });
        Self::new("organization.member.added", object)
    }
}

impl Tenant {
    /// Tells the event streams.
    pub fn happened(&self, happening: &Happening) {
        let now = timestamp(self.now());
        self.write(|state| {
            let mut data = json!({ "object": complete(state, happening.object.clone()) });
            if let Some(previous) = &happening.previous {
                data["previous_object"] = previous.clone();
            }
            let progress = &mut state.streams;
            progress.event_sequence += 1;
            let envelope = json!({
                "specversion": "1.0",
                "type": happening.kind,
                "source": self.event_source(),
                "id": ids::long("evt"),
                "time": now,
                "data": data,
                "a0tenant": self.name,
            });
            progress.events.push_back(Event { sequence: progress.event_sequence, envelope });
            while progress.events.len() > MOST {
                progress.events.pop_front();
            }
        });
        self.tell_listeners();
    }
}

/// Adds the names of an object's organization and role where only their ids are known.
fn complete(state: &State, mut object: Value) -> Value {
    let id = |part: &str, object: &Value| object[part]["id"].as_str().map(str::to_owned);
    if let Some(role) = id("role", &object) {
        object["role"]["name"] = json!(state.roles.get(&role).map_or("", |role| role.name.as_str()));
    } else if let Some(organization) = id("organization", &object).and_then(|id| state.organizations.get(&id))
    {
        object["organization"]["name"] = json!(organization.name);
    }
    object
}
