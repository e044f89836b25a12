//! `/clients`, to read

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::tenant::{Tenant, model::Client};

use super::{
    ApiError,
    access::Caller,
    fields::Fields,
    paging::{Limits, Paging, USUAL},
    query::Query,
};

const SCOPES: &[&str] =
    &["read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"];
const LIMITS: Limits = Limits { capped: false, ..USUAL };

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/clients", web::get().to(list)).route("/clients/{id}", web::get().to(get));
}

/// No such client.
pub(super) fn inexistent() -> ApiError {
    ApiError::inexistent("inexistent_client", "The client does not exist")
}

async fn list(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(SCOPES)?;
    let paging = Paging::read(&query, LIMITS)?;
    let fields = Fields::read(&query, &[])?;
    let types = query.list("app_type");
    let rows: Vec<Client> = tenant.read(|state| {
        let wanted = |client: &&Client| types.is_empty() || types.contains(&client.app_type.as_str());
        state.clients.iter().filter(wanted).cloned().collect()
    });
    let show = |client: &Client| fields.apply(view(client, &caller));
    Ok(HttpResponse::Ok().json(paging.answer("clients", &rows, |row| row.client_id.clone(), show)?))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(SCOPES)?;
    let fields = Fields::read(&query, &[])?;
    let client = tenant.read(|state| state.clients.get(&id).cloned()).ok_or_else(inexistent)?;
    Ok(HttpResponse::Ok().json(fields.apply(view(&client, &caller))))
}

fn view(client: &Client, caller: &Caller) -> Value {
    let mut view = json!({
        "client_id": client.client_id,
        "name": client.name,
        "app_type": client.app_type,
        "is_first_party": true,
        "oidc_conformant": true,
        "sso_disabled": false,
        "cross_origin_authentication": false,
        "callbacks": client.callbacks,
        "allowed_logout_urls": client.allowed_logout_urls,
        "grant_types": client.grant_types,
        "organization_usage": client.organization_usage,
        "token_endpoint_auth_method": client.token_endpoint_auth_method,
        "jwt_configuration": { "alg": "RS256", "lifetime_in_seconds": 36_000, "secret_encoded": false },
    });
    if let Some(uri) = &client.initiate_login_uri {
        view["initiate_login_uri"] = json!(uri);
    }
    if caller.may("read:client_keys") {
        view["client_secret"] = json!(client.client_secret);
    }
    view
}
