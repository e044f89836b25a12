//! Feature flags

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{Tenant, documents::Document, ids, state::State};

use super::{
    super::super::{
        ApiError,
        access::Caller,
        body,
        schema::{
            Field,
            Kind::{self, Any, Map, OneOf, Record, Text},
            may, must,
        },
    },
    Body, Collection, DESCRIPTION, DESCRIPTION_OR_NULL, Draft, NAME, STYLE, check_name, experiments, matches,
    variations,
};

const PARAMETER: Kind = Record(&[
    must("type", OneOf(&["string", "boolean", "number", "array", "object"])),
    must("value", Any),
    may("description", Text(0, 255)),
]);
const STATUS: &[Field] = &[must("status", OneOf(&["draft", "active", "archived"]))];

/// The description.
pub(super) static FLAGS: Collection = Collection {
    noun: "a feature flag",
    make_id: || ids::long("flg"),
    style: STYLE,
    create: &[must("name", NAME), may("description", DESCRIPTION), must("parameters", Map(&PARAMETER, 10))],
    change: &[
        may("name", NAME),
        may("description", DESCRIPTION_OR_NULL),
        may("parameters", Map(&PARAMETER, 10)),
    ],
    change_needs_any: true,
    forgiving: true,
    missing: |_| ApiError::not_found("Feature flag not found."),
    settle,
    release,
    filter: |query, body| matches(query, body, &["type", "status"]),
    ..Collection::usual("/experimentation/feature-flags", "feature_flags", "experimentation")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    FLAGS.configure(config);
    config.route("/experimentation/feature-flags/{id}/status", web::post().to(set_status));
}

fn settle(draft: &Draft<'_>, body: &mut Body) -> Result<(), ApiError> {
    check_name(draft, &FLAGS, "A feature flag with this name already exists.")?;
    for (name, parameter) in body["parameters"].as_object().into_iter().flatten() {
        let fits = match parameter["type"].as_str() {
            Some("string") => parameter["value"].is_string(),
            Some("boolean") => parameter["value"].is_boolean(),
            Some("number") => parameter["value"].is_number(),
            Some("array") => parameter["value"].is_array(),
            _ => parameter["value"].is_object(),
        };
        if !fits {
            let problem = format!("The value of parameter {name} is not of its type.");
            return Err(ApiError::invalid_body(problem));
        }
    }
    if body["parameters"].as_object().is_none_or(serde_json::Map::is_empty) {
        return Err(ApiError::payload("Too few properties defined (0), minimum 1", "parameters"));
    }
    body.entry("type").or_insert(json!("self"));
    body.entry("status").or_insert(json!("draft"));
    Ok(())
}

fn release(state: &mut State, id: &str, _: &super::super::super::query::Query) -> Result<(), ApiError> {
    if experiments::running(state).any(|one| one.body.get("feature_flag_id") == Some(&json!(id))) {
        return Err(ApiError::conflict(
            None,
            "Feature flag is in use by one or more non-archived experiments and cannot be deleted.",
        ));
    }
    variations::forget(state, id);
    Ok(())
}

async fn set_status(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:experimentation"])?;
    let wish = body::object(&bytes, STATUS)?;
    let flag: Document = tenant.read(|state| FLAGS.find(&state.documents, &id))?;
    let step =
        (flag.body["status"].as_str().unwrap_or_default(), wish["status"].as_str().unwrap_or_default());
    if !matches!(step, ("draft", "active" | "archived") | ("active", "archived")) {
        return Err(ApiError::invalid_body("Status transition is not allowed."));
    }
    let changed = FLAGS.change(&tenant, &id, &wish)?;
    Ok(HttpResponse::Ok().json(FLAGS.view(&changed, Clone::clone)))
}

/// What the flag of this id lets a variation set.
pub(super) fn parameters(state: &State, id: &str) -> Result<Value, ApiError> {
    Ok(FLAGS.find(&state.documents, id)?.body["parameters"].clone())
}
