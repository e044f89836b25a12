//! `/actions`: actions, their versions, the triggers they hang on, and modules

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, documents::Document, ids};

use super::{
    super::{
        ApiError,
        access::Caller,
        query::Query,
        schema::{
            Field,
            Kind::{self, Flag, List, OneOf, Open, Record, Text},
            MANY, may, must,
        },
        timestamp,
    },
    action_triggers,
    collection::{Collection, Draft, Style},
};

type Body = Map<String, Value>;

const TRIGGER: Kind = Open(&[must("id", OneOf(action_triggers::IDS)), may("version", Text(0, MANY))]);
const DEPENDENCY: Kind =
    Record(&[may("name", Text(0, MANY)), may("version", Text(0, MANY)), may("registry_url", Text(0, MANY))]);
const SECRET: Kind = Open(&[may("name", Text(0, MANY)), may("value", Text(0, MANY))]);
const CREATE: &[Field] = &[
    must("name", Text(1, MANY)),
    must("supported_triggers", List(&TRIGGER, 1, MANY)),
    may("code", Text(0, MANY)),
    may("dependencies", List(&DEPENDENCY, 0, MANY)),
    may("runtime", Text(0, MANY)),
    may("secrets", List(&SECRET, 0, MANY)),
    may("modules", List(&Kind::Object, 0, MANY)),
    may("deploy", Flag),
];
const CHANGE: &[Field] = &[
    may("name", Text(1, MANY)),
    may("supported_triggers", List(&TRIGGER, 1, MANY)),
    may("code", Text(0, MANY)),
    may("dependencies", List(&DEPENDENCY, 0, MANY)),
    may("runtime", Text(0, MANY)),
    may("secrets", List(&SECRET, 0, MANY)),
    may("modules", List(&Kind::Object, 0, MANY)),
];
/// What a version takes over from the draft.
const VERSIONED: &[&str] = &["code", "dependencies", "runtime", "secrets", "supported_triggers"];

/// The description.
pub(super) static ACTIONS: Collection = Collection {
    noun: "an action",
    make_id: ids::uuid,
    style: Style::Counted(false),
    create: CREATE,
    change: CHANGE,
    missing,
    settle,
    filter: wanted,
    show: without_values,
    show_listed: without_values,
    ..Collection::usual("/actions/actions", "actions", "actions")
};

static MODULES: Collection = Collection {
    noun: "an action module",
    make_id: ids::uuid,
    style: Style::Counted(true),
    create: &[
        must("name", Text(1, 255)),
        must("code", Text(0, 65_536)),
        may("secrets", List(&SECRET, 0, MANY)),
        may("dependencies", List(&DEPENDENCY, 0, MANY)),
        may("api_version", Text(0, 20)),
        may("publish", Flag),
    ],
    change: &[
        may("code", Text(0, 65_536)),
        may("secrets", List(&SECRET, 0, MANY)),
        may("dependencies", List(&DEPENDENCY, 0, MANY)),
    ],
    missing: |_| ApiError::not_found("The action module does not exist."),
    settle: |draft, body| {
        if draft.taken(&MODULES, "name") {
            return Err(ApiError::conflict(None, "An action module with the same name already exists."));
        }
        let published = body.remove("publish") == Some(json!(true));
        body.insert("all_changes_published".to_owned(), json!(published));
        body.entry("secrets").or_insert(json!([]));
        body.entry("dependencies").or_insert(json!([]));
        body.entry("actions_using_module_total").or_insert(json!(0));
        body.entry("latest_version_number").or_insert_with(|| json!(u8::from(published)));
        Ok(())
    },
    show: without_values,
    show_listed: without_values,
    ..Collection::usual("/actions/modules", "modules", "actions")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/actions/actions/{id}/deploy", web::post().to(deploy))
        .route("/actions/actions/{id}/versions", web::get().to(versions))
        .route("/actions/actions/{id}/versions/{version}", web::get().to(version));
    ACTIONS.configure(config);
    MODULES.configure(config);
}

fn missing(_: &str) -> ApiError {
    ApiError::not_found("That action was not found.")
}

fn wanted(query: &Query, body: &Body) -> bool {
    let named = query.text("actionName").is_none_or(|name| body.get("name") == Some(&json!(name)));
    let triggered = query.text("triggerId").is_none_or(|trigger| supports(body, trigger));
    let deployed = query.flag("deployed").ok().flatten();
    named && triggered && deployed.is_none_or(|wanted| body.contains_key("deployed_version") == wanted)
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
    if let Some(triggers) = body.get_mut("supported_triggers").and_then(Value::as_array_mut) {
        for trigger in triggers.iter_mut().filter_map(Value::as_object_mut) {
            trigger.entry("version").or_insert_with(|| json!("v1"));
        }
    }
    body.insert("status".to_owned(), json!("built"));
    body.insert("all_changes_deployed".to_owned(), json!(deploys));
    if deploys {
        body.insert("updated_at".to_owned(), json!(timestamp(draft.now)));
        add_version(draft.id, body);
    }
    Ok(())
}

/// A secret without a value keeps the value it had.
fn merge_secrets(draft: &Draft<'_>, body: &mut Body) {
    let before = draft.before.and_then(|before| before.get("secrets")).and_then(Value::as_array);
    let old = |name: &Value| before.into_iter().flatten().find(|secret| secret["name"] == *name).cloned();
    let secrets = body.get_mut("secrets").and_then(Value::as_array_mut);
    for secret in secrets.into_iter().flatten() {
        match old(&secret["name"]) {
            Some(kept) if secret.get("value").is_none() => *secret = kept,
            _ => secret["updated_at"] = json!(timestamp(draft.now)),
        }
    }
}

fn without_values(body: &Body) -> Body {
    let mut shown = body.clone();
    shown.remove("versions");
    hide_values(&mut shown);
    if let Some(version) = shown.get_mut("deployed_version").and_then(Value::as_object_mut) {
        hide_values(version);
    }
    shown
}

fn hide_values(body: &mut Body) {
    let secrets = body.get_mut("secrets").and_then(Value::as_array_mut);
    for secret in secrets.into_iter().flatten().filter_map(Value::as_object_mut) {
        secret.remove("value");
    }
}

/// Freezes the draft as the version that runs.
fn add_version(action: &str, body: &mut Body) -> Value {
    let known = body.get("versions").and_then(Value::as_array).map_or(0, Vec::len);
    let mut version = json!({
        "id": ids::uuid(), "action_id": action, "number": known + 1, "deployed": true, "status": "built",
        "created_at": body.get("updated_at"), "updated_at": body.get("updated_at"),
        "built_at": body.get("updated_at"), "errors": [],
    });
    for name in VERSIONED {
        version[*name] = body.get(*name).cloned().unwrap_or(Value::Null);
    }
    let versions = body.entry("versions").or_insert_with(|| json!([]));
    if let Some(versions) = versions.as_array_mut() {
        for earlier in versions.iter_mut() {
            earlier["deployed"] = json!(false);
        }
        versions.push(version.clone());
    }
    body.insert("deployed_version".to_owned(), version.clone());
    body.insert("all_changes_deployed".to_owned(), json!(true));
    version
}

async fn deploy(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:actions"])?;
    let (mut version, action) = tenant.write(|state| {
        let mut action = ACTIONS.find(&state.documents, &id)?;
        let version = add_version(&id, &mut action.body);
        state.documents.put(ACTIONS.path, action.clone());
        Ok::<_, ApiError>((version, action))
    })?;
    if let Some(version) = version.as_object_mut() {
        hide_values(version);
    }
    version["action"] = brief(&action);
    Ok(HttpResponse::Accepted().json(version))
}

/// The action as it is told beside its version or binding.
pub(super) fn brief(action: &Document) -> Value {
    let part = |name: &str| action.body.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "id": action.id, "name": part("name"), "supported_triggers": part("supported_triggers"),
        "created_at": part("created_at"), "updated_at": part("updated_at"),
    })
}

fn shown_versions(tenant: &Tenant, id: &str) -> Result<Vec<Value>, ApiError> {
    let action = tenant.read(|state| ACTIONS.find(&state.documents, id))?;
    let mut versions = action.body.get("versions").and_then(Value::as_array).cloned().unwrap_or_default();
    for version in versions.iter_mut().filter_map(Value::as_object_mut) {
        hide_values(version);
    }
    Ok(versions)
}

async fn versions(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let page = query.number("page", 0, usize::MAX)?.unwrap_or(0);
    let per_page = query.number("per_page", 1, 100)?.unwrap_or(50);
    let versions = shown_versions(&tenant, &id)?;
    let rows: Vec<&Value> = versions.iter().rev().skip(page * per_page).take(per_page).collect();
    Ok(HttpResponse::Ok().json(json!({
        "versions": rows, "total": versions.len(), "page": page, "per_page": per_page,
    })))
}

async fn version(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let found = shown_versions(&tenant, &path.0)?.into_iter().find(|version| version["id"] == json!(path.1));
    let missing = || ApiError::not_found("The action version does not exist.");
    Ok(HttpResponse::Ok().json(found.ok_or_else(missing)?))
}
