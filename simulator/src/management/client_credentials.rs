//! `/clients/{id}/credentials`: keys by which an application proves itself

use actix_web::{HttpResponse, web};
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, ids, model::Client};

use super::{
    ApiError,
    access::Caller,
    body,
    client_fields::CREDENTIAL,
    clients::inexistent,
    schema::{Field, Kind, may},
    timestamp,
};

type Body = Map<String, Value>;

const CHANGE: &[Field] = &[may("expires_at", Kind::Nullable(&Kind::Text(0, 40)))];
const METHODS: &str = "client_authentication_methods";
const ALL: &str = "/clients/{id}/credentials";
const ONE: &str = "/clients/{id}/credentials/{credential}";

type CredentialPath = web::Path<(String, String)>;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(ALL, web::get().to(list))
        .route(ALL, web::post().to(create))
        .route(ONE, web::get().to(get))
        .route(ONE, web::patch().to(update))
        .route(ONE, web::delete().to(delete));
}

/// Moves credentials out of a new application's body; what stays names them by id.
pub(super) fn take_out(client: &mut Client, wish: &mut Body, now: DateTime<Utc>) -> Result<(), ApiError> {
    let methods = wish.get_mut(METHODS).and_then(Value::as_object_mut);
    for method in methods.into_iter().flat_map(|methods| methods.values_mut()) {
        let sent = method.get_mut("credentials").and_then(Value::as_array_mut);
        for credential in sent.into_iter().flatten() {
            let kept = new(credential.as_object().cloned().unwrap_or_default(), now)?;
            *credential = json!({ "id": kept["id"] });
            client.credentials.push(kept);
        }
    }
    Ok(())
}

/// Refuses a change that names a credential the application does not have.
pub(super) fn check_named(client: &Client, wish: &Body) -> Result<(), ApiError> {
    let methods = wish.get(METHODS).and_then(Value::as_object);
    let named =
        methods.into_iter().flat_map(Map::values).filter_map(|method| method["credentials"].as_array());
    for credential in named.flatten() {
        if !client.credentials.iter().any(|kept| kept["id"] == credential["id"]) {
            return Err(absent());
        }
    }
    Ok(())
}

/// The methods with the credentials they name, as only the answer to a creation tells them.
pub(super) fn methods(client: &Client, named: &Value) -> Value {
    let mut methods = named.clone();
    for method in methods.as_object_mut().into_iter().flat_map(|methods| methods.values_mut()) {
        let named = method.get_mut("credentials").and_then(Value::as_array_mut);
        for credential in named.into_iter().flatten() {
            if let Some(kept) = client.credentials.iter().find(|kept| kept["id"] == credential["id"]) {
                *credential = view(kept);
            }
        }
    }
    methods
}

fn absent() -> ApiError {
    ApiError::inexistent("inexistent_credential", "Credential does not exist")
}

fn new(mut credential: Body, now: DateTime<Utc>) -> Result<Body, ApiError> {
    let pem = body::text(&credential, "pem").unwrap_or_default();
    let kind = body::text(&credential, "credential_type").unwrap_or_default();
    if kind != "cert_subject_dn" && !pem.contains("-----BEGIN ") {
        return Err(ApiError::payload("Object didn't pass validation for format pem: ", "pem"));
    }
    credential.remove("parse_expiry_from_cert");
    credential.insert("id".to_owned(), json!(ids::long("cred")));
    if kind == "public_key" {
        let thumbprint = digest::digest(&digest::SHA256, pem.trim().as_bytes());
        credential.entry("kid").or_insert_with(|| json!(URL_SAFE_NO_PAD.encode(thumbprint.as_ref())));
        credential.entry("alg").or_insert(json!("RS256"));
    }
    credential.insert("created_at".to_owned(), json!(timestamp(now)));
    credential.insert("updated_at".to_owned(), json!(timestamp(now)));
    Ok(credential)
}

fn view(credential: &Body) -> Value {
    let mut shown = credential.clone();
    shown.remove("pem");
    Value::Object(shown)
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:client_credentials"])?;
    let client = super::clients::find(&tenant, &id)?;
    Ok(HttpResponse::Ok().json(client.credentials.iter().map(view).collect::<Vec<_>>()))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:client_credentials"])?;
    let credential = new(body::object(&bytes, CREDENTIAL)?, tenant.now())?;
    let shown = view(&credential);
    tenant.write(|state| {
        let client = state.clients.get_mut(&id).ok_or_else(inexistent)?;
        client.credentials.push(credential);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Created().json(shown))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: CredentialPath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:client_credentials"])?;
    let client = super::clients::find(&tenant, &path.0)?;
    let found = client.credentials.iter().find(|kept| kept["id"] == json!(path.1));
    Ok(HttpResponse::Ok().json(view(found.ok_or_else(absent)?)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: CredentialPath,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:client_credentials"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    let now = timestamp(tenant.now());
    let shown = tenant.write(|state| {
        let client = state.clients.get_mut(&path.0).ok_or_else(inexistent)?;
        let found = client.credentials.iter_mut().find(|kept| kept["id"] == json!(path.1));
        let credential = found.ok_or_else(absent)?;
        credential.extend(wish);
        credential.retain(|_, value| !value.is_null());
        credential.insert("updated_at".to_owned(), json!(now));
        Ok::<_, ApiError>(view(credential))
    })?;
    Ok(HttpResponse::Created().json(shown))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: CredentialPath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:client_credentials"])?;
    tenant.write(|state| {
        if let Some(client) = state.clients.get_mut(&path.0) {
            client.credentials.retain(|kept| kept["id"] != json!(path.1));
        }
    });
    Ok(HttpResponse::NoContent().finish())
}
