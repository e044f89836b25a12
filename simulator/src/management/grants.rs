//! `/grants`: what people let applications do

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{Tenant, model::UserGrant, state::State};

use super::{
    ApiError,
    access::Caller,
    paging::{Limits, Paging, USUAL},
    query::Query,
};

const LIMITS: Limits = Limits { capped: false, ..USUAL };

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/grants", web::get().to(list))
        .route("/grants", web::delete().to(delete_of_user))
        .route("/grants/{id}", web::delete().to(delete));
}

fn view(grant: &UserGrant) -> Value {
    json!({
        "id": grant.id, "clientID": grant.client_id, "user_id": grant.user_id,
        "audience": grant.audience, "scope": grant.scope,
    })
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:grants"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let asked = |name: &str, value: &str| query.text(name).is_none_or(|wanted| wanted == value);
    let meant = |grant: &&UserGrant| {
        asked("user_id", &grant.user_id)
            && asked("client_id", &grant.client_id)
            && asked("audience", &grant.audience)
    };
    let rows: Vec<UserGrant> = tenant.read(|state| state.user_grants.iter().filter(meant).cloned().collect());
    Ok(HttpResponse::Ok().json(paging.answer("grants", &rows, |row| row.id.clone(), view)?))
}

/// Removes grants, and the refresh tokens that stand on them.
fn withdraw(tenant: &Tenant, state: &mut State, goes: impl Fn(&UserGrant) -> bool) {
    let gone: Vec<UserGrant> = state.user_grants.iter().filter(|grant| goes(grant)).cloned().collect();
    state.user_grants.retain(|grant| !goes(grant));
    let none = tenant.url("userinfo");
    state.refresh_tokens.retain(|token| {
        let audience = token.grant.audience.as_ref().unwrap_or(&none);
        !gone.iter().any(|grant| {
            grant.user_id == token.grant.user_id
                && grant.client_id == token.grant.client_id
                && grant.audience == *audience
        })
    });
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:grants"])?;
    tenant.write(|state| withdraw(&tenant, state, |grant| grant.id == *id));
    Ok(HttpResponse::NoContent().finish())
}

async fn delete_of_user(
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:grants"])?;
    let user =
        query.text("user_id").ok_or_else(|| ApiError::query("Missing required property: user_id", ""))?;
    tenant.write(|state| withdraw(&tenant, state, |grant| grant.user_id == user));
    Ok(HttpResponse::NoContent().finish())
}
