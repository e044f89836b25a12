//! `/actions/modules`: code that actions share, and its versions

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

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
            Kind::{self, Flag, List, Record, Text},
            MANY, may, must,
        },
        timestamp,
    },
    actions::{self, ACTIONS},
    collection::{Collection, Draft, Style},
};

type Body = Map<String, Value>;

/// What a version takes over from the draft.
const VERSIONED: &[&str] = &["code", "dependencies", "secrets"];
const SECRET: Kind = Record(&[must("name", Text(0, 255)), may("value", Text(0, 4096))]);
const DEPENDENCY: Kind = Record(&[must("name", Text(0, 255)), must("version", Text(0, 50))]);
const ROLLBACK: &[Field] = &[must("module_version_id", Text(0, MANY))];

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
    settle,
    release: |state, id, _| match users(state, id).next() {
        None => Ok(()),
        Some(_) => Err(ApiError::precondition_failed(
            "The Actions Module cannot be deleted because it is in use by one or more actions.",
        )),
    },
    complete: |state, module| {
        let total = users(state, &module.id).count();
        module.body.insert("actions_using_module_total".to_owned(), json!(total));
    },
    show: shown,
    show_listed: |body| {
        let mut shown = shown(body);
        shown.remove("latest_version");
        shown
    },
    ..Collection::usual("/actions/modules", "modules", "actions")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/actions/modules/{id}/actions", web::get().to(list_actions))
        .route("/actions/modules/{id}/rollback", web::post().to(roll_back))
        .route("/actions/modules/{id}/versions", web::get().to(list_versions))
        .route("/actions/modules/{id}/versions", web::post().to(publish))
        .route("/actions/modules/{id}/versions/{version}", web::get().to(get_version));
    MODULES.configure(config);
}

/// Completes what an action says of the modules it uses.
pub(super) fn complete_references(state: &State, action: &mut Body) -> Result<(), ApiError> {
    for reference in action.get_mut("modules").and_then(Value::as_array_mut).into_iter().flatten() {
        let named = |name: &str| reference[name].as_str().unwrap_or_default();
        let module = state.documents.get(MODULES.path, named("module_id"));
        let module = module.ok_or_else(|| ApiError::invalid_body("The action module does not exist."))?;
        let version = match named("module_version_id") {
            "" => versions(module).next_back(),
            wanted => versions(module).find(|version| version["id"] == json!(wanted)),
        };
        let version = version
            .ok_or_else(|| ApiError::invalid_body("The version of the action module does not exist."))?;
        *reference = json!({
            "module_id": module.id, "module_name": module.body["name"],
            "module_version_id": version["id"], "module_version_number": version["version_number"],
        });
    }
    Ok(())
}

fn missing_version() -> ApiError {
    ApiError::not_found("The module or version does not exist.")
}

fn settle(draft: &Draft<'_>, body: &mut Body) -> Result<(), ApiError> {
    if draft.taken(&MODULES, "name") {
        return Err(ApiError::conflict(None, "An action module with the same name already exists."));
    }
    body.entry("secrets").or_insert(json!([]));
    body.entry("dependencies").or_insert(json!([]));
    body.entry("latest_version_number").or_insert(json!(0));
    actions::merge_secrets(draft, body);
    body.remove("api_version");
    if body.remove("publish") == Some(json!(true)) {
        add_version(body, &timestamp(draft.now));
    }
    let published = is_published(body);
    body.insert("all_changes_published".to_owned(), json!(published));
    Ok(())
}

fn is_published(module: &Body) -> bool {
    let same = |latest: &Value| VERSIONED.iter().all(|name| latest.get(name) == module.get(*name));
    module.get("latest_version").is_some_and(same)
}

/// Freezes the draft.
fn add_version(module: &mut Body, now: &str) {
    let number = module.get("latest_version_number").and_then(Value::as_u64).unwrap_or(0) + 1;
    let mut version = json!({ "id": ids::uuid(), "version_number": number, "created_at": now });
    for name in VERSIONED {
        version[*name] = module.get(*name).cloned().unwrap_or_default();
    }
    let versions = module.entry("versions").or_insert_with(|| json!([]));
    versions.as_array_mut().into_iter().for_each(|all| all.push(version.clone()));
    module.insert("latest_version".to_owned(), version);
    module.insert("latest_version_number".to_owned(), json!(number));
    module.insert("all_changes_published".to_owned(), json!(true));
}

fn shown(body: &Body) -> Body {
    let mut shown = body.clone();
    shown.remove("versions");
    actions::hide_values(&mut shown);
    if let Some(latest) = shown.get_mut("latest_version").and_then(Value::as_object_mut) {
        actions::hide_values(latest);
    }
    shown
}

fn versions(module: &Document) -> impl DoubleEndedIterator<Item = &Value> {
    module.body.get("versions").and_then(Value::as_array).into_iter().flatten()
}

fn shown_version(module: &Document, version: &Value) -> Value {
    let mut shown = version.clone();
    if let Some(version) = shown.as_object_mut() {
        actions::hide_values(version);
    }
    shown["module_id"] = json!(module.id);
    shown
}

/// The actions whose running version uses this module, with what they say of it.
fn users<'a>(state: &'a State, module: &'a str) -> impl Iterator<Item = (&'a Document, &'a Value)> {
    state.documents.all(ACTIONS.path).filter_map(move |action| {
        let references = action.body.get("deployed_version")?.get("modules")?.as_array()?;
        Some((action, references.iter().find(|one| one["module_id"] == json!(module))?))
    })
}

async fn list_actions(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let rows: Vec<Value> = tenant.read(|state| {
        MODULES.find(&state.documents, &id)?;
        let row = |(action, reference): (&Document, &Value)| {
            json!({
                "action_id": action.id, "action_name": action.body["name"],
                "module_version_id": reference["module_version_id"],
                "module_version_number": reference["module_version_number"],
                "supported_triggers": action.body["supported_triggers"],
            })
        };
        Ok::<_, ApiError>(users(state, &id).map(row).collect())
    })?;
    Ok(HttpResponse::Ok().json(counted("actions", true, &query, &rows, Value::clone)?))
}

async fn list_versions(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let module = tenant.read(|state| MODULES.find(&state.documents, &id))?;
    let newest_first: Vec<&Value> = versions(&module).rev().collect();
    let answer = counted("versions", true, &query, &newest_first, |version| shown_version(&module, version))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn get_version(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let module = tenant.read(|state| MODULES.find(&state.documents, &path.0))?;
    let version = versions(&module).find(|version| version["id"] == json!(path.1));
    Ok(HttpResponse::Ok().json(shown_version(&module, version.ok_or_else(missing_version)?)))
}

/// Changes a module outside of its description.
fn change(
    tenant: &Tenant,
    id: &str,
    change: impl FnOnce(&mut Document, &str) -> Result<(), ApiError>,
) -> Result<Document, ApiError> {
    let now = timestamp(tenant.now());
    tenant.write(|state| {
        let mut module = MODULES.find(&state.documents, id)?;
        change(&mut module, &now)?;
        module.body.insert("updated_at".to_owned(), json!(now));
        state.documents.put(MODULES.path, module);
        MODULES.completed(state, id)
    })
}

async fn publish(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:actions"])?;
    let module = change(&tenant, &id, |module, now| {
        if is_published(&module.body) {
            return Err(ApiError::conflict(None, "No draft version is available to publish."));
        }
        add_version(&mut module.body, now);
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(shown_version(&module, &module.body["latest_version"])))
}

async fn roll_back(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:actions"])?;
    let wish = body::object(&bytes, ROLLBACK)?;
    let module = change(&tenant, &id, |module, _| {
        let version = versions(module).find(|version| Some(&version["id"]) == wish.get("module_version_id"));
        let version = version.ok_or_else(missing_version)?.clone();
        if VERSIONED.iter().all(|name| version.get(name) == module.body.get(*name)) {
            return Err(ApiError::conflict(
                None,
                "The specified version is already the current draft version.",
            ));
        }
        module.body.extend(VERSIONED.iter().map(|name| ((*name).to_owned(), version[*name].clone())));
        let published = is_published(&module.body);
        module.body.insert("all_changes_published".to_owned(), json!(published));
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(MODULES.view(&module, shown)))
}
