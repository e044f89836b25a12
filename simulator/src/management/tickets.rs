//! `/tickets`: links to verify an address or to choose a password

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant, ids,
    model::{DATABASE, User},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body, formats,
    schema::{
        Field,
        Kind::{self, Flag, Integer, Object, Text},
        MANY, may, must,
    },
};

const ID: Kind = Text(1, MANY);
const VERIFICATION: &[Field] = &[
    may("result_url", Text(0, MANY)),
    must("user_id", ID),
    may("client_id", ID),
    may("organization_id", ID),
    may("ttl_sec", Integer(0, i64::MAX)),
    may("includeEmailInRedirect", Flag),
    may("identity", Object),
];
const PASSWORD: &[Field] = &[
    may("result_url", Text(0, MANY)),
    may("user_id", ID),
    may("client_id", ID),
    may("organization_id", ID),
    may("connection_id", ID),
    may("email", formats::EMAIL),
    may("ttl_sec", Integer(0, i64::MAX)),
    may("mark_email_as_verified", Flag),
    may("includeEmailInRedirect", Flag),
    may("identity", Object),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/tickets/email-verification", web::post().to(verify_email))
        .route("/tickets/password-change", web::post().to(change_password));
}

async fn verify_email(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:user_tickets"])?;
    let wish = body::object(&bytes, VERIFICATION)?;
    tenant.read(|state| {
        check_places(state, &wish)?;
        let id = body::text(&wish, "user_id").unwrap_or_default();
        let user = state.users.get(&id).ok_or_else(|| {
            ApiError::inexistent("inexistent_user", format!("The user with id {id} does not exist"))
        })?;
        check_address(user)
    })?;
    Ok(answer(&tenant, "u/email-verification"))
}

async fn change_password(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:user_tickets"])?;
    let wish = body::object(&bytes, PASSWORD)?;
    tenant.read(|state| {
        check_places(state, &wish)?;
        let user = addressed(state, &wish)?;
        check_address(user)?;
        if user.provider != DATABASE {
            return Err(ApiError::bad_request(
                "operation_not_supported",
                "The user's main connection does not support this operation.",
            ));
        }
        Ok(())
    })?;
    Ok(answer(&tenant, "u/reset-password"))
}

fn answer(tenant: &Tenant, page: &str) -> HttpResponse {
    let ticket = tenant.url(&format!("{page}?ticket={}#", ids::alphanumeric(32)));
    HttpResponse::Created().json(json!({ "ticket": ticket }))
}

/// The person, by id or by address within a connection.
fn addressed<'a>(state: &'a State, wish: &Map<String, Value>) -> Result<&'a User, ApiError> {
    let text = |name: &str| body::text(wish, name);
    if let Some(id) = text("user_id") {
        return state.users.get(&id).ok_or_else(|| {
            ApiError::inexistent("inexistent_user", format!("The user with id {id} does not exist"))
        });
    }
    let (Some(email), Some(connection)) = (text("email"), text("connection_id")) else {
        return Err(ApiError::payload("Missing required property: user_id", ""));
    };
    let connection = state.connections.get(&connection).ok_or_else(|| {
        ApiError::bad_request(
            "inexistent_connection",
            format!("The connection with id {connection} does not exist."),
        )
    })?;
    let email = email.to_lowercase();
    let mut people = state.users.iter();
    people
        .find(|user| user.connection == connection.name && user.email() == Some(&email))
        .ok_or_else(|| ApiError::inexistent("inexistent_user", "The user does not exist."))
}

fn check_address(user: &User) -> Result<(), ApiError> {
    match user.email() {
        Some(_) => Ok(()),
        None => {
            Err(ApiError::bad_request("operation_not_supported", "The user does not have an email address."))
        }
    }
}

/// Refuses an application or an organization that does not exist.
pub(super) fn check_places(state: &State, wish: &Map<String, Value>) -> Result<(), ApiError> {
    if body::text(wish, "client_id").is_some_and(|id| state.clients.get(&id).is_none()) {
        return Err(ApiError::bad_request("inexistent_client", "The client does not exist"));
    }
    if body::text(wish, "organization_id").is_some_and(|id| state.organizations.get(&id).is_none()) {
        return Err(ApiError::bad_request("inexistent_organization", "The organization does not exist"));
    }
    Ok(())
}
