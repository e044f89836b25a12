//! `/device-credentials`: refresh tokens and public keys by device

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{
    Tenant, ids,
    model::{DeviceCredential, RefreshToken},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    paging::{Paging, USUAL},
    query::Query,
    schema::{
        Field,
        Kind::{OneOf, Pattern, Text},
        MANY, may, must,
    },
};

const PATH: &str = "/device-credentials";
const ROTATING: &str = "rotating_refresh_token";
const PUBLIC_KEY: &str = "public_key";
const TYPES: [&str; 3] = [PUBLIC_KEY, "refresh_token", ROTATING];
const CREATE: &[Field] = &[
    must("device_name", Text(1, MANY)),
    must("type", OneOf(&[PUBLIC_KEY])),
    must("value", Text(1, MANY)),
    must(
        "device_id",
        Pattern(36, "^[-A-Fa-f0-9]+$", |text| {
            text.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
        }),
    ),
    may("client_id", Text(1, 64)),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(list))
        .route(PATH, web::post().to(create))
        .route("/device-credentials/{id}", web::delete().to(delete));
}

fn token_view(token: &RefreshToken) -> Value {
    json!({
        "id": token.family, "device_name": "", "type": ROTATING,
        "user_id": token.grant.user_id, "client_id": token.grant.client_id,
    })
}

fn key_view(key: &DeviceCredential) -> Value {
    json!({
        "id": key.id, "device_name": key.device_name, "device_id": key.device_id, "type": PUBLIC_KEY,
        "user_id": key.user_id, "client_id": key.client_id,
    })
}

/// Every refresh token here rotates, so that there is none of the other type.
fn of_type(state: &State, kind: &str) -> Vec<Value> {
    match kind {
        PUBLIC_KEY => state.device_credentials.iter().map(key_view).collect(),
        ROTATING => state.refresh_tokens.iter().filter(|token| !token.used).map(token_view).collect(),
        _ => Vec::new(),
    }
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:device_credentials"])?;
    let paging = Paging::read(&query, USUAL)?;
    let fields = Fields::read(&query, &[])?;
    let kind = query.text("type").unwrap_or("refresh_token");
    if !TYPES.contains(&kind) {
        return Err(ApiError::query(&format!("No enum match for: {kind}"), "type"));
    }
    let mut rows = tenant.read(|state| of_type(state, kind));
    rows.retain(|row| {
        ["user_id", "client_id"]
            .iter()
            .all(|name| query.text(name).is_none_or(|wanted| row[name] == json!(wanted)))
    });
    let id = |row: &Value| row["id"].as_str().unwrap_or_default().to_owned();
    let answer = paging.answer("device_credentials", &rows, id, |row| fields.apply(row.clone()))?;
    Ok(HttpResponse::Ok().json(answer))
}

/// A person registers a device of their own; machines cannot.
async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:current_user_device_credentials"])?;
    let wish = body::object_among_others(&bytes, CREATE)?;
    let text = |name: &str| body::text(&wish, name).unwrap_or_default();
    let key = DeviceCredential {
        id: ids::short("dcr"),
        user_id: caller.subject.clone(),
        client_id: body::text(&wish, "client_id").unwrap_or_else(|| caller.client_id.clone()),
        device_name: text("device_name"),
        device_id: text("device_id"),
        value: text("value"),
    };
    let id = key.id.clone();
    tenant.write(|state| {
        if state.users.get(&key.user_id).is_none() {
            return Err(ApiError::forbidden(
                "insufficient_scope",
                "Cannot create device credentials for that user.",
            ));
        }
        let same = |other: &DeviceCredential| {
            other.user_id == key.user_id
                && other.client_id == key.client_id
                && other.device_id == key.device_id
        };
        if state.device_credentials.iter().any(same) {
            return Err(ApiError::conflict(None, "A public key already exists for the device."));
        }
        state.device_credentials.put(key);
        Ok(())
    })?;
    Ok(HttpResponse::Created().json(json!({ "id": id })))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let owner = tenant.read(|state| {
        let key = state.device_credentials.get(&id).map(|key| key.user_id.clone());
        let mut tokens = state.refresh_tokens.iter();
        key.or_else(|| Some(tokens.find(|token| token.family == *id)?.grant.user_id.clone()))
    });
    caller.needs_or_own(
        &["delete:device_credentials"],
        "delete:current_user_device_credentials",
        owner.as_ref().unwrap_or(&caller.subject),
    )?;
    tenant.write(|state| {
        state.device_credentials.remove(&id);
        state.refresh_tokens.retain(|token| token.family != *id);
    });
    Ok(HttpResponse::NoContent().finish())
}
