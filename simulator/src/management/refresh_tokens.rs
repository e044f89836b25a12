//! `/refresh-tokens` and those of a person

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, model::RefreshToken, state::State};

use super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    paging::Paging,
    query::Query,
    schema::{
        Field,
        Kind::{List, Text},
        MANY, may,
    },
    sessions::METADATA,
    timestamp, users,
};

const PATH: &str = "/refresh-tokens";
const ONE: &str = "/refresh-tokens/{id}";
const OF_USER: &str = "/users/{id}/refresh-tokens";
const CHANGE: &[Field] = &[may("refresh_token_metadata", METADATA)];
const REVOKE: &[Field] = &[
    may("ids", List(&Text(1, 30), 1, MANY)),
    may("user_id", Text(1, 300)),
    may("client_id", Text(1, 64)),
    may("audience", Text(1, 600)),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(list))
        .route("/refresh-tokens/revoke", web::post().to(revoke))
        .route(ONE, web::get().to(get))
        .route(ONE, web::patch().to(update))
        .route(ONE, web::delete().to(delete))
        .route(OF_USER, web::get().to(list_of_user))
        .route(OF_USER, web::delete().to(delete_of_user));
}

fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_refresh_token", "The refresh token does not exist.")
}

/// What is known of a token under this id: the one of its family that still works.
fn find<'a>(state: &'a State, id: &str) -> Option<&'a RefreshToken> {
    state.refresh_tokens.iter().find(|token| token.family == id && !token.used)
}

fn view(state: &State, token: &RefreshToken) -> Value {
    let grant = &token.grant;
    let resource = |audience: &String| json!({ "audience": audience, "scopes": grant.scope.join(" ") });
    let servers: Vec<Value> = grant.audience.iter().map(resource).collect();
    let client = state.clients.get(&grant.client_id);
    let [idle, last] = token.ends(client.and_then(|client| client.settings.get("refresh_token")));
    let mut view = json!({
        "id": token.family,
        "user_id": grant.user_id,
        "client_id": grant.client_id,
        "session_id": grant.sid,
        "created_at": timestamp(grant.auth_time),
        "idle_expires_at": idle.map(timestamp),
        "expires_at": last.map(timestamp),
        "last_exchanged_at": token.last_exchanged_at.map(timestamp),
        "device": {},
        "rotating": true,
        "resource_servers": servers,
    });
    if let Some(metadata) = &token.metadata {
        view["refresh_token_metadata"] = json!(metadata);
    }
    view
}

/// A page of those tokens of a person that still work.
fn page(
    tenant: &Tenant,
    key: &str,
    user: &str,
    client: Option<&str>,
    query: &Query,
) -> Result<Value, ApiError> {
    let paging = Paging::checkpoint(query, 100)?;
    let fields = Fields::read(query, &[])?;
    users::find(tenant, user)?;
    tenant.read(|state| {
        let meant = |token: &&RefreshToken| {
            token.grant.user_id == user
                && !token.used
                && client.is_none_or(|client| token.grant.client_id == client)
        };
        let rows: Vec<&RefreshToken> = state.refresh_tokens.iter().filter(meant).collect();
        paging.answer(key, &rows, |row| row.family.clone(), |row| fields.apply(view(state, row)))
    })
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:refresh_tokens"])?;
    let user =
        query.text("user_id").ok_or_else(|| ApiError::query("Missing required property: user_id", ""))?;
    let answer = page(&tenant, "refresh_tokens", user, query.text("client_id"), &query)?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn list_of_user(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:refresh_tokens"])?;
    Ok(HttpResponse::Ok().json(page(&tenant, "tokens", &id, None, &query)?))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:refresh_tokens"])?;
    let shown = tenant.read(|state| find(state, &id).map(|token| view(state, token)));
    Ok(HttpResponse::Ok().json(shown.ok_or_else(inexistent)?))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:refresh_tokens"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    let shown = tenant.write(|state| {
        let mut token = find(state, &id)?.clone();
        token.metadata = wish["refresh_token_metadata"].as_object().cloned();
        let shown = view(state, &token);
        state.refresh_tokens.put(token);
        Some(shown)
    });
    Ok(HttpResponse::Ok().json(shown.ok_or_else(inexistent)?))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:refresh_tokens"])?;
    tenant.write(|state| state.refresh_tokens.retain(|token| token.family != *id));
    Ok(HttpResponse::Accepted().finish())
}

async fn delete_of_user(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:refresh_tokens"])?;
    tenant.write(|state| state.refresh_tokens.retain(|token| token.grant.user_id != *id));
    Ok(HttpResponse::Accepted().finish())
}

async fn revoke(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:refresh_tokens"])?;
    let wish = body::object(&bytes, REVOKE)?;
    check_combination(&wish)?;
    let (ids, text) = (body::texts(&wish, "ids"), |name: &str| body::text(&wish, name));
    let (user, client, audience) = (text("user_id"), text("client_id"), text("audience"));
    let meant = |token: &RefreshToken| {
        let grant = &token.grant;
        ids.contains(&token.family)
            || (user.as_ref() == Some(&grant.user_id)
                && client.as_ref().is_none_or(|wanted| *wanted == grant.client_id)
                && audience.as_ref().is_none_or(|wanted| Some(wanted) == grant.audience.as_ref()))
    };
    tenant.write(|state| state.refresh_tokens.retain(|token| !meant(token)));
    Ok(HttpResponse::Accepted().finish())
}

/// Ids alone, or a person, whom an application and then an API may narrow.
fn check_combination(wish: &Map<String, Value>) -> Result<(), ApiError> {
    let [ids, user, client, audience] =
        ["ids", "user_id", "client_id", "audience"].map(|name| wish.contains_key(name));
    let fits = if ids { !user && !client && !audience } else { user && (client || !audience) };
    if fits {
        return Ok(());
    }
    Err(ApiError::invalid_body(
        "Exactly one of these must be sent: ids; user_id; user_id and client_id; user_id, client_id and audience.",
    ))
}
