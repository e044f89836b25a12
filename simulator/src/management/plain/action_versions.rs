//! The versions of actions: made by deploying, deployed again by rolling back

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, documents::Document, ids};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        paging::counted,
        query::Query,
        schema::{
            Field,
            Kind::{Flag, Object},
            may, must,
        },
        timestamp,
    },
    actions::{self, ACTIONS},
};

type Body = Map<String, Value>;

/// What a version takes over from the draft.
const VERSIONED: &[&str] = &["code", "dependencies", "runtime", "secrets", "supported_triggers", "modules"];
/// What a version tells of its action.
const ACTION: &[&str] = &["name", "supported_triggers", "all_changes_deployed", "created_at", "updated_at"];
const ROLLBACK: &[Field] = &[may("update_draft", Flag)];
const TEST: &[Field] = &[must("payload", Object)];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/actions/actions/{id}/deploy", web::post().to(deploy))
        .route("/actions/actions/{id}/test", web::post().to(test))
        .route("/actions/actions/{id}/versions", web::get().to(list))
        .route("/actions/actions/{id}/versions/{version}", web::get().to(get))
        .route("/actions/actions/{id}/versions/{version}/deploy", web::post().to(roll_back))
        .route("/actions/executions/{id}", web::get().to(execution));
}

/// Freezes the draft as the version that runs.
pub(super) fn add(action: &mut Body, now: &str) {
    let content = action.clone();
    add_of(action, &content, now);
}

/// Makes a version of this content the one that runs.
fn add_of(action: &mut Body, content: &Body, now: &str) {
    let versions = action.entry("versions").or_insert_with(|| json!([]));
    let Some(versions) = versions.as_array_mut() else { return };
    let mut version = json!({
        "id": ids::uuid(), "deployed": true, "number": versions.len() + 1, "status": "built",
        "built_at": now, "created_at": now, "updated_at": now,
    });
    for name in VERSIONED {
        if let Some(value) = content.get(*name) {
            version[*name] = value.clone();
        }
    }
    for earlier in versions.iter_mut() {
        earlier["deployed"] = json!(false);
    }
    versions.push(version.clone());
    action.insert("deployed_version".to_owned(), version);
    let deployed = is_deployed(action);
    action.insert("all_changes_deployed".to_owned(), json!(deployed));
}

/// Whether the draft says what the version that runs says.
pub(super) fn is_deployed(action: &Body) -> bool {
    let same = |deployed: &Value| VERSIONED.iter().all(|name| deployed.get(name) == action.get(*name));
    action.get("deployed_version").is_some_and(same)
}

/// A version as `current_version` tells it.
pub(super) fn in_brief(version: &Body) -> Value {
    let part = |name: &str| version.get(name).cloned().unwrap_or_default();
    json!({
        "id": part("id"), "code": part("code"), "runtime": part("runtime"), "status": "BUILT",
        "number": part("number"), "build_time": part("built_at"),
        "created_at": part("created_at"), "updated_at": part("updated_at"),
    })
}

fn shown(action: &Document, version: &Value) -> Value {
    let mut shown = version.clone();
    if let Some(version) = shown.as_object_mut() {
        actions::hide_values(version);
    }
    shown["action"] = actions::part(action, ACTION);
    shown
}

fn versions(action: &Document) -> impl DoubleEndedIterator<Item = &Value> {
    action.body.get("versions").and_then(Value::as_array).into_iter().flatten()
}

fn find<'a>(action: &'a Document, version: &str) -> Result<&'a Value, ApiError> {
    versions(action)
        .find(|one| one["id"] == json!(version))
        .ok_or_else(|| ApiError::not_found("The action version does not exist."))
}

/// Changes an action so that it gets a version; answers that one.
fn versioned(
    tenant: &Tenant,
    id: &str,
    change: impl FnOnce(&mut Document, &str) -> Result<(), ApiError>,
) -> Result<HttpResponse, ApiError> {
    let now = timestamp(tenant.now());
    let action = tenant.write(|state| {
        let mut action = ACTIONS.find(&state.documents, id)?;
        change(&mut action, &now)?;
        state.documents.put(ACTIONS.path, action.clone());
        Ok::<_, ApiError>(action)
    })?;
    Ok(HttpResponse::Accepted().json(shown(&action, &action.body["deployed_version"])))
}

async fn deploy(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:actions"])?;
    versioned(&tenant, &id, |action, now| {
        add(&mut action.body, now);
        Ok(())
    })
}

async fn roll_back(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:actions"])?;
    let wish = body::optional_object(&bytes, ROLLBACK)?;
    let (id, version) = path.into_inner();
    versioned(&tenant, &id, |action, now| {
        let earlier = find(action, &version)?.as_object().cloned().unwrap_or_default();
        if body::flag(&wish, "update_draft") == Some(true) {
            let content = VERSIONED.iter().filter_map(|name| earlier.get_key_value(*name));
            action.body.extend(content.map(|(name, value)| (name.clone(), value.clone())));
        }
        add_of(&mut action.body, &earlier, now);
        Ok(())
    })
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let action = tenant.read(|state| ACTIONS.find(&state.documents, &id))?;
    let newest_first: Vec<&Value> = versions(&action).rev().collect();
    let answer = counted("versions", false, &query, &newest_first, |version| shown(&action, version))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    let action = tenant.read(|state| ACTIONS.find(&state.documents, &path.0))?;
    Ok(HttpResponse::Ok().json(shown(&action, find(&action, &path.1)?)))
}

/// No code runs here: the payload comes back as if the action had left it alone.
async fn test(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:actions"])?;
    let wish = body::object(&bytes, TEST)?;
    tenant.read(|state| ACTIONS.find(&state.documents, &id))?;
    Ok(HttpResponse::Ok().json(wish))
}

/// No code runs here, so that there never was an execution.
async fn execution(caller: Caller, _: web::Path<String>) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:actions"])?;
    Err(ApiError::not_found("The execution does not exist."))
}
