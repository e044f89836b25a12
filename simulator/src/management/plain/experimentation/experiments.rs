//! Experiments: which share or segment of visitors gets which variation of a flag

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
            Kind::{self, Flag, Integer, List, Number, OneOf, Record, Text},
            MANY, may, must,
        },
        timestamp,
    },
    Body, Collection, DESCRIPTION, DESCRIPTION_OR_NULL, Draft, NAME, STYLE, check_name,
    flags::FLAGS,
    matches,
    segments::SEGMENTS,
    variations,
};

const ASSIGNMENT: Kind = Record(&[must("subject", OneOf(&["device"]))]);
const ALLOCATIONS: Kind = List(
    &Record(&[
        must("variation_id", Text(1, MANY)),
        may("weight", Number(0, 100)),
        may("segment_id", Text(1, MANY)),
        may("priority", Integer(1, i64::MAX)),
        must("is_control", Flag),
        may("is_fallback", Flag),
    ]),
    1,
    MANY,
);
const STATUS: &[Field] = &[must("status", OneOf(&["active", "paused", "completed", "archived"]))];

static EXPERIMENTS: Collection = Collection {
    noun: "an experiment",
    make_id: || ids::long("exp"),
    style: STYLE,
    create: &[
        must("name", NAME),
        may("description", DESCRIPTION),
        must("feature_flag_id", Text(1, MANY)),
        must("authentication_flow", Text(0, MANY)),
        must("allocation_strategy", OneOf(&["percentage", "segment"])),
        must("assignment_config", ASSIGNMENT),
        must("allocations", ALLOCATIONS),
    ],
    change: &[
        may("name", NAME),
        may("description", DESCRIPTION_OR_NULL),
        may("assignment_config", ASSIGNMENT),
        may("allocations", ALLOCATIONS),
    ],
    change_needs_any: true,
    forgiving: true,
    missing: |_| ApiError::not_found("Experiment not found."),
    settle,
    release: |state, id, _| {
        let found = EXPERIMENTS.find(&state.documents, id)?;
        if found.body.get("status") == Some(&json!("active")) {
            return Err(ApiError::invalid_body(
                "Active experiments cannot be deleted. Pause or complete the experiment first.",
            ));
        }
        Ok(())
    },
    filter: |query, body| matches(query, body, &["status", "authentication_flow", "feature_flag_id"]),
    complete: |state, experiment| {
        let valid = problems(state, &experiment.body).is_empty();
        experiment.body.insert("is_valid".to_owned(), json!(valid));
    },
    ..Collection::usual("/experimentation/experiments", "experiments", "experimentation")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    EXPERIMENTS.configure(config);
    config
        .route("/experimentation/experiments/{id}/status", web::post().to(set_status))
        .route("/experimentation/experiments/{id}/validate", web::post().to(validate));
}

/// Experiments that are not archived.
pub(super) fn running(state: &State) -> impl Iterator<Item = &Document> {
    let all = state.documents.all(EXPERIMENTS.path);
    all.filter(|one| one.body.get("status") != Some(&json!("archived")))
}

/// What experiments that are not archived allocate.
pub(super) fn allocations(state: &State) -> impl Iterator<Item = &Value> {
    running(state).filter_map(|one| one.body.get("allocations")?.as_array()).flatten()
}

fn settle(draft: &Draft<'_>, body: &mut Body) -> Result<(), ApiError> {
    check_name(draft, &EXPERIMENTS, "An experiment with this name already exists.")?;
    FLAGS.find(&draft.state.documents, body["feature_flag_id"].as_str().unwrap_or_default())?;
    let status = body.entry("status").or_insert(json!("draft"));
    let before = draft.before.and_then(|before| before.get("status"));
    if draft.wish.contains_key("allocations") && before == Some(&json!("active")) && status == "active" {
        return Err(ApiError::invalid_body("Allocations cannot be modified while the experiment is active."));
    }
    Ok(())
}

/// What keeps an experiment from being activated: codes and words.
fn problems(state: &State, experiment: &Body) -> Vec<(&'static str, &'static str)> {
    let flag = experiment["feature_flag_id"].as_str().unwrap_or_default();
    let rows = || experiment["allocations"].as_array().into_iter().flatten();
    let known = |row: &Value| variations::of(state, flag).any(|one| json!(one.id) == row["variation_id"]);
    let in_segment = |row: &Value| {
        row["segment_id"].as_str().is_some_and(|id| state.documents.get(SEGMENTS.path, id).is_some())
    };
    let status = state.documents.get(FLAGS.path, flag).and_then(|flag| flag.body.get("status"));
    let mut problems = Vec::new();
    let mut require = |holds: bool, code, words| {
        if !holds {
            problems.push((code, words));
        }
    };
    require(status == Some(&json!("active")), "feature_flag_not_active", "The feature flag is not active.");
    require(
        rows().all(known),
        "variation_not_found",
        "An allocation names a variation that the flag does not have.",
    );
    require(
        rows().filter(|row| row["is_control"] == json!(true)).count() == 1,
        "control_required",
        "Exactly one allocation is the control.",
    );
    if experiment["allocation_strategy"] == "percentage" {
        let total: f64 = rows().filter_map(|row| row["weight"].as_f64()).sum();
        require((total - 100.0).abs() < 1e-6, "weights_invalid", "The weights do not add up to 100.");
    } else {
        let placed = rows().all(|row| row["is_fallback"] == json!(true) || in_segment(row));
        require(placed, "segment_not_found", "An allocation is for no segment and is no fallback.");
    }
    problems
}

async fn set_status(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:experimentation"])?;
    let mut wish = body::object(&bytes, STATUS)?;
    let (before, problem) = tenant.read(|state| {
        let found = EXPERIMENTS.find(&state.documents, &id)?;
        let problem = problems(state, &found.body).into_iter().next();
        Ok::<_, ApiError>((body::text(&found.body, "status").unwrap_or_default(), problem))
    })?;
    let now = json!(timestamp(tenant.now()));
    match (before.as_str(), wish["status"].as_str().unwrap_or_default()) {
        ("draft", "active") => {
            if let Some((_, words)) = problem {
                return Err(ApiError::invalid_body(words));
            }
            wish.insert("started_at".to_owned(), now);
        }
        ("active", "completed") | ("paused", "completed") => {
            wish.insert("ended_at".to_owned(), now);
        }
        ("active", "paused") | ("paused", "active") | ("draft" | "completed", "archived") => {}
        _ => return Err(ApiError::invalid_body("Status transition is not allowed.")),
    }
    let changed = EXPERIMENTS.change(&tenant, &id, &wish)?;
    Ok(HttpResponse::Ok().json(EXPERIMENTS.view(&changed, Clone::clone)))
}

async fn validate(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:experimentation"])?;
    let problems = tenant.read(|state| {
        let found = EXPERIMENTS.find(&state.documents, &id)?;
        Ok::<_, ApiError>(problems(state, &found.body))
    })?;
    let errors: Vec<Value> =
        problems.iter().map(|(code, words)| json!({ "code": code, "message": words })).collect();
    Ok(HttpResponse::Ok().json(json!({ "is_valid": errors.is_empty(), "errors": errors })))
}
