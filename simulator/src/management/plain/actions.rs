//! `/actions/actions`: the drafts of actions and what runs of them

use actix_web::web;
use serde_json::{Map, Value, json};

use crate::tenant::{documents::Document, ids, state::State};

use super::{
    super::{
        ApiError,
        query::Query,
        schema::{
            Field,
            Kind::{self, Flag, Integer, List, OneOf, Open, Record, Text},
            MANY, may, must,
        },
        timestamp,
    },
    action_modules, action_triggers, action_versions,
    collection::{Collection, Draft, Style},
};

type Body = Map<String, Value>;

const TRIGGER: Kind = Open(&[must("id", OneOf(action_triggers::IDS)), may("version", Text(0, MANY))]);
const DEPENDENCY: Kind =
    Record(&[may("name", Text(0, MANY)), may("version", Text(0, MANY)), may("registry_url", Text(0, MANY))]);
const SECRET: Kind = Open(&[may("name", Text(0, MANY)), may("value", Text(0, MANY))]);
const MODULE: Kind = Record(&[
    may("module_id", Text(0, MANY)),
    may("module_name", Text(0, MANY)),
    may("module_version_id", Text(0, MANY)),
    may("module_version_number", Integer(0, i64::MAX)),
]);
const CREATE: &[Field] = &[
    must("name", Text(1, MANY)),
    must("supported_triggers", List(&TRIGGER, 1, MANY)),
    may("code", Text(0, MANY)),
    may("dependencies", List(&DEPENDENCY, 0, MANY)),
    may("runtime", Text(0, MANY)),
    may("secrets", List(&SECRET, 0, MANY)),
    may("modules", List(&MODULE, 0, MANY)),
    may("deploy", Flag),
];
const CHANGE: &[Field] = &[
    may("name", Text(1, MANY)),
    may("supported_triggers", List(&TRIGGER, 1, MANY)),
    may("code", Text(0, MANY)),
    may("dependencies", List(&DEPENDENCY, 0, MANY)),
    may("runtime", Text(0, MANY)),
    may("secrets", List(&SECRET, 0, MANY)),
    may("modules", List(&MODULE, 0, MANY)),
];

/// The description.
pub(super) static ACTIONS: Collection = Collection {
    noun: "an action",
    make_id: ids::uuid,
    style: Style::Counted(false),
    create: CREATE,
    change: CHANGE,
    missing,
    settle,
    release,
    filter: wanted,
    show: shown,
    show_listed: shown,
    ..Collection::usual("/actions/actions", "actions", "actions")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    action_versions::configure(config);
    action_modules::configure(config);
    ACTIONS.configure(config);
}

fn missing(_: &str) -> ApiError {
    ApiError::not_found("That action was not found.")
}

fn wanted(query: &Query, body: &Body) -> bool {
    let named = query.text("actionName").is_none_or(|name| body.get("name") == Some(&json!(name)));
    let triggered = query.text("triggerId").is_none_or(|trigger| supports(body, trigger));
    let is = |name: &str, holds: bool| query.flag(name).ok().flatten().is_none_or(|wanted| wanted == holds);
    named && triggered && is("deployed", body.contains_key("deployed_version")) && is("installed", false)
}

/// Whether the action can hang on this trigger.
pub(super) fn supports(action: &Body, trigger: &str) -> bool {
    let triggers = action.get("supported_triggers").and_then(Value::as_array);
    triggers.into_iter().flatten().any(|one| one["id"] == json!(trigger))
}

fn settle(draft: &Draft<'_>, body: &mut Body) -> Result<(), ApiError> {
    let deploys = body.remove("deploy") == Some(json!(true));
    for (name, usual) in [
        ("code", json!("")),
        ("dependencies", json!([])),
        ("runtime", json!("node22")),
        ("secrets", json!([])),
    ] {
        body.entry(name).or_insert(usual);
    }
    merge_secrets(draft, body);
    action_modules::complete_references(draft.state, body)?;
    if let Some(triggers) = body.get_mut("supported_triggers").and_then(Value::as_array_mut) {
        for trigger in triggers.iter_mut().filter_map(Value::as_object_mut) {
            trigger.entry("version").or_insert_with(|| json!("v1"));
        }
    }
    body.insert("status".to_owned(), json!("built"));
    if deploys {
        action_versions::add(body, &timestamp(draft.now));
    }
    let deployed = action_versions::is_deployed(body);
    body.insert("all_changes_deployed".to_owned(), json!(deployed));
    Ok(())
}

/// A secret without a value keeps the value it had.
pub(super) fn merge_secrets(draft: &Draft<'_>, body: &mut Body) {
    let before = draft.before.and_then(|before| before.get("secrets")).and_then(Value::as_array);
    let old = |name: &Value| before.into_iter().flatten().find(|secret| secret["name"] == *name).cloned();
    let secrets = body.get_mut("secrets").and_then(Value::as_array_mut);
    for secret in secrets.into_iter().flatten() {
        match old(&secret["name"]) {
            Some(kept) if secret.get("value").is_none() || secret["value"] == kept["value"] => *secret = kept,
            _ => secret["updated_at"] = json!(timestamp(draft.now)),
        }
    }
}

/// An action that hangs on a trigger stays, unless it is forced off.
fn release(state: &mut State, id: &str, query: &Query) -> Result<(), ApiError> {
    if query.flag("force")? == Some(true) {
        action_triggers::unbind(state, id);
    } else if action_triggers::is_bound(state, id) {
        return Err(ApiError::invalid_body(
            "This action is currently bound to a trigger and may not be deleted.",
        ));
    }
    Ok(())
}

fn shown(body: &Body) -> Body {
    let mut shown = body.clone();
    shown.remove("versions");
    hide_values(&mut shown);
    if let Some(deployed) = shown.get_mut("deployed_version").and_then(Value::as_object_mut) {
        hide_values(deployed);
        let current = action_versions::in_brief(deployed);
        shown.insert("current_version".to_owned(), current);
    }
    shown
}

/// Takes the values of the secrets out.
pub(super) fn hide_values(body: &mut Body) {
    let secrets = body.get_mut("secrets").and_then(Value::as_array_mut);
    for secret in secrets.into_iter().flatten().filter_map(Value::as_object_mut) {
        secret.remove("value");
    }
}

/// These members of an action, with its id.
pub(super) fn part(action: &Document, names: &[&str]) -> Value {
    let mut part = ACTIONS.view(action, shown);
    if let Some(members) = part.as_object_mut() {
        members.retain(|name, _| name == "id" || names.contains(&name.as_str()));
    }
    part
}
