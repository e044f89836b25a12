//! The variations of a feature flag: other values of its parameters

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
            Kind::{self, Any, Map, Record},
            MANY, may, must,
        },
    },
    Body, Collection, DESCRIPTION, DESCRIPTION_OR_NULL, Draft, NAME, experiments, flags,
};

const OVERRIDES: Kind = Map(&Record(&[must("value", Any)]), MANY);
const CREATE: &[Field] = &[must("name", NAME), may("description", DESCRIPTION), must("overrides", OVERRIDES)];
const CHANGE: &[Field] =
    &[may("name", NAME), may("description", DESCRIPTION_OR_NULL), may("overrides", OVERRIDES)];
const ALL: &str = "/experimentation/feature-flags/{id}/variations";
const ONE: &str = "/experimentation/feature-flags/{id}/variations/{variation}";
/// The member that names the flag.
const FLAG: &str = "feature_flag_id";

/// The variations of all flags.
static VARIATIONS: Collection = Collection {
    noun: "a variation",
    make_id: || ids::long("var"),
    missing: |_| ApiError::not_found("Variation not found."),
    settle,
    ..Collection::usual(ALL, "variations", "experimentation")
};

type Place = web::Path<(String, String)>;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(ALL, web::get().to(list))
        .route(ALL, web::post().to(create))
        .route(ONE, web::get().to(get))
        .route(ONE, web::patch().to(update))
        .route(ONE, web::delete().to(delete));
}

fn settle(draft: &Draft<'_>, body: &mut Body) -> Result<(), ApiError> {
    let flag = body[FLAG].as_str().unwrap_or_default();
    let parameters = flags::parameters(draft.state, flag)?;
    let overrides = body["overrides"].as_object();
    if let Some(unknown) =
        overrides.into_iter().flat_map(|all| all.keys()).find(|name| parameters.get(name).is_none())
    {
        return Err(ApiError::invalid_body(format!("The feature flag has no parameter {unknown}.")));
    }
    let mut others = of(draft.state, flag).filter(|other| other.id != draft.id);
    if others.any(|other| other.body.get("name") == body.get("name")) {
        return Err(ApiError::conflict(
            None,
            "A variation with this name already exists on this feature flag.",
        ));
    }
    Ok(())
}

/// The variations of a flag.
pub(super) fn of<'a>(state: &'a State, flag: &'a str) -> impl Iterator<Item = &'a Document> {
    state.documents.all(ALL).filter(move |one| one.body.get(FLAG) == Some(&json!(flag)))
}

/// Forgets the variations of a flag.
pub(super) fn forget(state: &mut State, flag: &str) {
    let gone: Vec<String> = of(state, flag).map(|one| one.id.clone()).collect();
    for id in gone {
        state.documents.remove(ALL, &id);
    }
}

fn find(state: &State, flag: &str, id: &str) -> Result<Document, ApiError> {
    flags::parameters(state, flag)?;
    VARIATIONS
        .find(&state.documents, id)
        .ok()
        .filter(|one| one.body[FLAG] == flag)
        .ok_or_else(|| (VARIATIONS.missing)(id))
}

fn view(variation: &Document) -> Value {
    VARIATIONS.view(variation, Clone::clone)
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    flag: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:experimentation"])?;
    let rows: Vec<Value> = tenant.read(|state| {
        flags::parameters(state, &flag)?;
        Ok::<_, ApiError>(of(state, &flag).map(view).collect())
    })?;
    Ok(HttpResponse::Ok().json(json!({ "variations": rows })))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    flag: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:experimentation"])?;
    let mut wish = body::object(&bytes, CREATE)?;
    wish.insert(FLAG.to_owned(), json!(*flag));
    Ok(HttpResponse::Created().json(view(&VARIATIONS.add(&tenant, &wish)?)))
}

async fn get(tenant: web::Data<Tenant>, caller: Caller, place: Place) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:experimentation"])?;
    let found = tenant.read(|state| find(state, &place.0, &place.1))?;
    Ok(HttpResponse::Ok().json(view(&found)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    place: Place,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:experimentation"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    tenant.read(|state| find(state, &place.0, &place.1))?;
    Ok(HttpResponse::Ok().json(view(&VARIATIONS.change(&tenant, &place.1, &wish)?)))
}

async fn delete(tenant: web::Data<Tenant>, caller: Caller, place: Place) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:experimentation"])?;
    let (flag, id) = place.into_inner();
    tenant.write(|state| {
        flags::parameters(state, &flag)?;
        if find(state, &flag, &id).is_err() {
            return Ok(());
        }
        if experiments::allocations(state).any(|one| one["variation_id"] == json!(id)) {
            return Err(ApiError::conflict(
                None,
                "Variation is in use by one or more non-archived allocations and cannot be deleted.",
            ));
        }
        if of(state, &flag).count() == 1 {
            return Err(ApiError::invalid_body(
                "Feature flag must have at least one variation. Cannot delete the last variation.",
            ));
        }
        state.documents.remove(ALL, &id);
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}
