//! `/actions/triggers` and the actions bound to them

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{Tenant, documents::Document, ids, state::State};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        paging::counted,
        query::Query,
        schema::{
            Field,
            Kind::{List, Object, OneOf, Open, Record, Text},
            MANY, may, must,
        },
        timestamp,
    },
    actions::{self, ACTIONS},
};

/// Every trigger, in the order in which Auth0 lists them.
pub(super) const IDS: &[&str] = &[
    "post-login",
    "credentials-exchange",
    "pre-user-registration",
    "post-user-registration",
    "post-change-password",
    "send-phone-message",
    "password-reset-post-challenge",
    "custom-phone-provider",
    "custom-email-provider",
    "custom-token-exchange",
    "event-stream",
    "password-hash-migration",
    "mcp-tool",
    "login-post-identifier",
    "signup-post-identifier",
];
/// Triggers that are bound to one thing each, not to the flow.
const ENTITY_BOUND: &[&str] =
    &["custom-token-exchange", "event-stream", "password-hash-migration", "mcp-tool"];
/// A version of a trigger.
struct Version {
    trigger: &'static str,
    version: &'static str,
    current: bool,
    runtimes: &'static [&'static str],
    usual_runtime: &'static str,
}

const BOTH: &[&str] = &["node18-actions", "node22"];
const OLDER: &[&str] = &["node18", "node22"];
const NEWEST: &[&str] = &["node22"];

/// The version that runs now.
const fn current(trigger: &'static str, version: &'static str, runtimes: &'static [&'static str]) -> Version {
    Version { trigger, version, current: true, runtimes, usual_runtime: "node22" }
}

/// The first version of a trigger that has another by now.
const fn first(trigger: &'static str) -> Version {
    Version { trigger, version: "v1", current: false, runtimes: NEWEST, usual_runtime: "node12" }
}

/// In the order in which Auth0 lists them.
const VERSIONS: &[Version] = &[
    first("post-login"),
    current("post-login", "v3", BOTH),
    Version {
        trigger: "post-login",
        version: "v2",
        current: false,
        runtimes: OLDER,
        usual_runtime: "node16",
    },
    current("credentials-exchange", "v2", BOTH),
    first("credentials-exchange"),
    current("pre-user-registration", "v2", BOTH),
    first("pre-user-registration"),
    first("post-user-registration"),
    current("post-user-registration", "v2", BOTH),
    first("post-change-password"),
    current("post-change-password", "v2", BOTH),
    current("send-phone-message", "v2", BOTH),
    first("send-phone-message"),
    current("password-reset-post-challenge", "v1", BOTH),
    current("custom-phone-provider", "v1", BOTH),
    current("custom-email-provider", "v1", BOTH),
    current("custom-token-exchange", "v1", OLDER),
    current("event-stream", "v1", NEWEST),
    current("password-hash-migration", "v1", NEWEST),
    current("mcp-tool", "v1", NEWEST),
];
/// What a binding tells of its action.
const ACTION: &[&str] = &[
    "name",
    "supported_triggers",
    "created_at",
    "updated_at",
    "current_version",
    "deployed_version",
    "all_changes_deployed",
];
const BINDINGS: &str = "/actions/triggers/{trigger}/bindings";
const CHANGE: &[Field] = &[may(
    "bindings",
    List(
        &Record(&[
            must(
                "ref",
                Open(&[
                    may("type", OneOf(&["binding_id", "action_id", "action_name"])),
                    may("value", Text(0, MANY)),
                ]),
            ),
            may("display_name", Text(0, MANY)),
            may("secrets", List(&Object, 0, MANY)),
        ]),
        0,
        MANY,
    ),
)];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/actions/triggers", web::get().to(list))
        .route(BINDINGS, web::get().to(get_bindings))
        .route(BINDINGS, web::patch().to(update_bindings));
}

async fn list(caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let show = |one: &Version| {
        let compatible: Vec<Value> = match (one.trigger, one.version) {
            ("post-login", "v3") => vec![json!({ "id": "post-login", "version": "v2" })],
            _ => vec![],
        };
        json!({
            "id": one.trigger,
            "version": one.version,
            "status": if one.current { "CURRENT" } else { "DEPRECATED" },
            "runtimes": one.runtimes,
            "default_runtime": one.usual_runtime,
            "binding_policy": if ENTITY_BOUND.contains(&one.trigger) { "entity-bound" } else { "trigger-bound" },
            "compatible_triggers": compatible,
        })
    };
    let triggers: Vec<Value> = VERSIONS.iter().map(show).collect();
    Ok(HttpResponse::Ok().json(json!({ "triggers": triggers })))
}

fn check(trigger: &str) -> Result<(), ApiError> {
    if IDS.contains(&trigger) {
        return Ok(());
    }
    Err(ApiError::path(&format!("No enum match for: {trigger}"), "triggerId"))
}

fn bound(state: &State, trigger: &str) -> Vec<Value> {
    let kept = state.documents.get(BINDINGS, trigger);
    let bindings = kept.and_then(|found| found.body.get("bindings")).and_then(Value::as_array);
    bindings.cloned().unwrap_or_default()
}

/// Whether an action hangs on any trigger.
pub(super) fn is_bound(state: &State, action: &str) -> bool {
    IDS.iter().flat_map(|trigger| bound(state, trigger)).any(|binding| binding["action_id"] == json!(action))
}

/// Takes an action off all triggers.
pub(super) fn unbind(state: &mut State, action: &str) {
    for trigger in IDS {
        let mut bindings = bound(state, trigger);
        bindings.retain(|binding| binding["action_id"] != json!(action));
        put(state, trigger, &bindings);
    }
}

fn put(state: &mut State, trigger: &str, bindings: &[Value]) {
    let body = [("bindings".to_owned(), json!(bindings))].into_iter().collect();
    state.documents.put(BINDINGS, Document { id: trigger.to_owned(), body });
}

/// A binding with the action as it is now.
fn complete(state: &State, mut binding: Value) -> Value {
    if let Some(action) = binding["action_id"].as_str().and_then(|id| state.documents.get(ACTIONS.path, id)) {
        binding["action"] = actions::part(action, ACTION);
    }
    if let Some(binding) = binding.as_object_mut() {
        binding.remove("action_id");
    }
    binding
}

async fn get_bindings(
    tenant: web::Data<Tenant>,
    caller: Caller,
    trigger: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    check(&trigger)?;
    let all: Vec<Value> = tenant
        .read(|state| bound(state, &trigger).into_iter().map(|binding| complete(state, binding)).collect());
    Ok(HttpResponse::Ok().json(counted("bindings", false, &query, &all, Value::clone)?))
}

async fn update_bindings(
    tenant: web::Data<Tenant>,
    caller: Caller,
    trigger: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:actions"])?;
    check(&trigger)?;
    let wish = body::object(&bytes, CHANGE)?;
    let now = timestamp(tenant.now());
    let shown = tenant.write(|state| {
        let known = bound(state, &trigger);
        let mut bindings = Vec::new();
        for wanted in wish.get("bindings").and_then(Value::as_array).into_iter().flatten() {
            bindings.push(bind(state, &trigger, &known, wanted, &now)?);
        }
        put(state, &trigger, &bindings);
        Ok::<_, ApiError>(bindings.into_iter().map(|binding| complete(state, binding)).collect::<Vec<_>>())
    })?;
    Ok(HttpResponse::Ok().json(json!({ "bindings": shown })))
}

fn bind(state: &State, trigger: &str, known: &[Value], wanted: &Value, now: &str) -> Result<Value, ApiError> {
    let value = &wanted["ref"]["value"];
    let kind = wanted["ref"]["type"].as_str().unwrap_or("action_id");
    let action_id = match kind {
        "binding_id" => known.iter().find(|one| one["id"] == *value).map(|one| one["action_id"].clone()),
        "action_name" => state
            .documents
            .all(ACTIONS.path)
            .find(|action| action.body.get("name") == Some(value))
            .map(|action| json!(action.id)),
        _ => Some(value.clone()),
    };
    let action = action_id
        .as_ref()
        .and_then(Value::as_str)
        .and_then(|id| state.documents.get(ACTIONS.path, id))
        .filter(|action| actions::supports(&action.body, trigger))
        .ok_or_else(|| ApiError::not_found("That action was not found."))?;
    if !action.body.contains_key("deployed_version") {
        return Err(ApiError::invalid_body(
            "An action must be deployed before it can be bound to a trigger.",
        ));
    }
    let earlier = known.iter().find(|one| one["action_id"] == json!(action.id));
    Ok(json!({
        "id": earlier.map_or_else(|| json!(ids::uuid()), |one| one["id"].clone()),
        "trigger_id": trigger,
        "action_id": action.id,
        "display_name": wanted.get("display_name").unwrap_or(&action.body["name"]),
        "created_at": earlier.map_or_else(|| json!(now), |one| one["created_at"].clone()),
        "updated_at": now,
    }))
}
