//! `/hooks/{id}/secrets`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::Tenant;

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        schema::{
            self,
            Kind::{self, List, Text},
            MANY,
        },
    },
    legacy::HOOKS,
};

type Body = Map<String, Value>;

const MOST: usize = 20;
const NAMES: Kind = List(&Text(0, MANY), 1, MANY);
const PATH: &str = "/hooks/{id}/secrets";
/// The member of a hook that holds them.
const MEMBER: &str = "secrets";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(get))
        .route(PATH, web::post().to(add))
        .route(PATH, web::patch().to(update))
        .route(PATH, web::delete().to(delete));
}

/// A hook without them.
pub(super) fn without(hook: &Body) -> Body {
    let mut shown = hook.clone();
    shown.remove(MEMBER);
    shown
}

fn secrets_of(hook: &Body) -> Body {
    hook.get(MEMBER).and_then(Value::as_object).cloned().unwrap_or_default()
}

fn change(
    tenant: &Tenant,
    id: &str,
    change: impl FnOnce(&mut Body) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    tenant.write(|state| {
        let mut hook = HOOKS.find(&state.documents, id)?;
        let mut secrets = secrets_of(&hook.body);
        change(&mut secrets)?;
        hook.body.insert(MEMBER.to_owned(), Value::Object(secrets));
        state.documents.put(HOOKS.path, hook);
        Ok(())
    })
}

fn wish(bytes: &web::Bytes) -> Result<Body, ApiError> {
    let wish = body::value(bytes)?;
    schema::check_value(&wish, &Kind::Map(&Text(0, MANY), MOST))?;
    match wish {
        Value::Object(wish) if !wish.is_empty() => Ok(wish),
        _ => Err(ApiError::payload("Too few properties defined (0), minimum 1", "")),
    }
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:hooks"])?;
    let hook = tenant.read(|state| HOOKS.find(&state.documents, &id))?;
    let names = secrets_of(&hook.body).into_iter().map(|(name, _)| (name, json!("_VALUE_NOT_SHOWN_")));
    Ok(HttpResponse::Ok().json(names.collect::<Body>()))
}

async fn add(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:hooks"])?;
    let wish = wish(&bytes)?;
    change(&tenant, &id, |secrets| {
        if wish.keys().any(|name| secrets.contains_key(name)) {
            return Err(ApiError::conflict(None, "Secret with the same name already exists."));
        }
        secrets.extend(wish);
        if secrets.len() > MOST {
            return Err(ApiError::invalid_body("A hook can have a maximum of 20 secrets."));
        }
        Ok(())
    })?;
    Ok(HttpResponse::Created().finish())
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:hooks"])?;
    let wish = wish(&bytes)?;
    change(&tenant, &id, |secrets| {
        if wish.keys().any(|name| !secrets.contains_key(name)) {
            return Err(ApiError::not_found("Hook or secret not found."));
        }
        secrets.extend(wish);
        Ok(())
    })?;
    Ok(HttpResponse::Created().finish())
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:hooks"])?;
    let names = body::value(&bytes)?;
    schema::check_value(&names, &NAMES)?;
    let named = |name: &str| names.as_array().is_some_and(|names| names.iter().any(|one| one == name));
    change(&tenant, &id, |secrets| {
        secrets.retain(|name, _| !named(name));
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}
