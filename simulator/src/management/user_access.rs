//! What people have got elsewhere or by signing in: connected accounts, token sets, access as a whole

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::Tenant;

use super::{
    ApiError,
    access::Caller,
    body,
    paging::Paging,
    query::Query,
    schema::{
        Field,
        Kind::{Flag, List, OneOf, Text},
        MANY, may, must,
    },
    users,
};

const REVOKE: &[Field] = &[may("session_id", Text(1, 50)), may("preserve_refresh_tokens", Flag)];
const CLEAR: &[Field] =
    &[must("connection", Text(1, 128)), must("assessors", List(&OneOf(&["new-device"]), 1, MANY))];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    const TOKEN_SETS: &str = "/users/{id}/federated-connections-tokensets";
    config
        .route("/users/{id}/revoke-access", web::post().to(revoke))
        .route("/users/{id}/risk-assessments/clear", web::post().to(clear_assessments))
        .route("/users/{id}/connected-accounts", web::get().to(connected_accounts))
        .route(TOKEN_SETS, web::get().to(token_sets))
        .route(&format!("{TOKEN_SETS}/{{set}}"), web::delete().to(delete_token_set));
}

async fn revoke(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:sessions", "delete:refresh_tokens"])?;
    let wish = body::optional_object(&bytes, REVOKE)?;
    let session = body::text(&wish, "session_id");
    let preserve = body::flag(&wish, "preserve_refresh_tokens").unwrap_or(false);
    let meant = |user: &str, sid: &str| user == *id && session.as_deref().is_none_or(|wanted| wanted == sid);
    tenant.write(|state| {
        state.sessions.retain(|kept| !meant(&kept.user_id, &kept.sid));
        if !preserve {
            state.refresh_tokens.retain(|kept| !meant(&kept.grant.user_id, &kept.grant.sid));
        }
    });
    Ok(HttpResponse::Accepted().finish())
}

/// No device is known here, so that every one is new already.
async fn clear_assessments(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    body::object(&bytes, CLEAR)?;
    users::find(&tenant, &id)?;
    Ok(HttpResponse::NoContent().finish())
}

/// People do not connect accounts here.
async fn connected_accounts(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:users"])?;
    let take = query.number("take", 1, 100)?.map_or(10, |take| take.min(20));
    let paging = Paging::Checkpoint { take, from: query.text("from").map(str::to_owned) };
    users::find(&tenant, &id)?;
    let none: [Value; 0] = [];
    Ok(HttpResponse::Ok().json(paging.answer(
        "connected_accounts",
        &none,
        |_| String::new(),
        Clone::clone,
    )?))
}

/// Tokens of identity providers are not kept here.
async fn token_sets(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:federated_connections_tokens"])?;
    users::find(&tenant, &id)?;
    Ok(HttpResponse::Ok().json(json!([])))
}

async fn delete_token_set(caller: Caller, _: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:federated_connections_tokens"])?;
    Ok(HttpResponse::NoContent().finish())
}
