//! `/connections/{id}/scim-configuration/tokens`

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, ids, model::ScimToken};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        schema::{Field, Kind, optional},
        timestamp,
    },
    find, inexistent,
    scim::unconfigured,
};

/// Tokens that a connection can have at a time.
const MOST: usize = 2;
/// A lifetime must be longer.
const SHORTEST_LIFETIME: i64 = 900;
const SCOPES: [&str; 10] = [
    "get:users",
    "post:users",
    "put:users",
    "patch:users",
    "delete:users",
    "get:groups",
    "post:groups",
    "put:groups",
    "patch:groups",
    "delete:groups",
];
const WISH: &[Field] = &[
    optional("scopes", "The scopes of the scim token", Kind::List(&Kind::OneOf(&SCOPES), 1, 100)),
    optional(
        "token_lifetime",
        "Lifetime of the token in seconds. Must be greater than 900",
        Kind::Nullable(&LIFETIME),
    ),
];
const LIFETIME: Kind = Kind::Integer(SHORTEST_LIFETIME + 1, i64::MAX);

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connections/{id}/scim-configuration/tokens", web::get().to(list))
        .route("/connections/{id}/scim-configuration/tokens", web::post().to(create))
        .route("/connections/{id}/scim-configuration/tokens/{token}", web::delete().to(delete));
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:scim_token"])?;
    let connection = find(&tenant, &id)?;
    let tokens: Vec<Value> =
        connection.scim.iter().flat_map(|scim| &scim.tokens).map(|token| json!(view(token))).collect();
    Ok(HttpResponse::Ok().json(tokens))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:scim_token"])?;
    let wish = body::optional_object(&bytes, WISH)?;
    let now = tenant.now();
    let (token, secret) = new_token(&wish, now);
    tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        let scim = connection.scim.as_mut().ok_or_else(unconfigured)?;
        scim.tokens.retain(|token| token.is_valid(now));
        if scim.tokens.len() >= MOST {
            let message = format!("Maximum of {MOST} tokens already issued for this connection");
            return Err(ApiError::conflict(None, message));
        }
        scim.tokens.push(token.clone());
        Ok(())
    })?;
    let mut shown = view(&token);
    shown.insert("token".to_owned(), json!(secret));
    Ok(HttpResponse::Created().json(shown))
}

fn new_token(wish: &Map<String, Value>, now: DateTime<Utc>) -> (ScimToken, String) {
    let token_id = format!("tok_{}", ids::alphanumeric(16));
    let secret = format!("{token_id}.{}", ids::hex(64));
    let asked = body::texts(wish, "scopes");
    let all = || SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
    let scopes = if asked.is_empty() { all() } else { asked };
    let mut token = ScimToken::new(token_id, &secret, scopes, now);
    let lifetime = wish.get("token_lifetime").and_then(Value::as_i64).and_then(TimeDelta::try_seconds);
    token.valid_until = lifetime.and_then(|lifetime| now.checked_add_signed(lifetime));
    (token, secret)
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:scim_token"])?;
    let (id, token) = path.into_inner();
    tenant.write(|state| {
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        if let Some(scim) = connection.scim.as_mut() {
            scim.tokens.retain(|kept| kept.token_id != token);
        }
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

fn view(token: &ScimToken) -> Map<String, Value> {
    let mut view = Map::new();
    view.insert("token_id".to_owned(), json!(token.token_id));
    view.insert("created_at".to_owned(), json!(timestamp(token.created_at)));
    view.insert("scopes".to_owned(), json!(token.scopes));
    for (name, moment) in [("valid_until", token.valid_until), ("last_used_at", token.last_used_at)] {
        if let Some(moment) = moment {
            view.insert(name.to_owned(), json!(timestamp(moment)));
        }
    }
    view
}
