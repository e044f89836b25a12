//! `/users/{id}/identities`: accounts that are linked to another

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    model::{User, identity_of},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    body,
    connections::STRATEGIES,
    schema::{
        Field,
        Kind::{self, Either, Integer, OneOf, Pattern, Text},
        MANY, may,
    },
    users::identities,
};

/// The id of a connection.
pub(super) const CONNECTION_ID: Kind = Pattern(20, "^con_[A-Za-z0-9]{16}$", |text| {
    text.strip_prefix("con_")
        .is_some_and(|rest| rest.len() == 16 && rest.chars().all(|letter| letter.is_ascii_alphanumeric()))
});
const LINK: &[Field] = &[
    may("provider", OneOf(STRATEGIES)),
    may("connection_id", CONNECTION_ID),
    may("user_id", Either(&[Text(1, MANY), Integer(0, i64::MAX)])),
    may("link_with", Text(1, MANY)),
];
const OWN: &str = "update:current_user_identities";

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/users/{id}/identities", web::post().to(link))
        .route("/users/{id}/identities/{provider}/{identity}", web::delete().to(unlink));
}

fn inexistent() -> ApiError {
    ApiError::bad_request("inexistent_user", "The user does not exist.")
}

/// Whether an account goes by this name: its whole user id, or what follows the provider.
fn is_called(user_id: &str, provider: &str, name: &str) -> bool {
    let own = user_id.split_once('|').is_some_and(|(own, _)| own == provider);
    own && (user_id == name || identity_of(user_id) == name)
}

async fn link(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs_or_own(&["update:users"], OWN, &id)?;
    let wish = body::patch(&bytes, LINK)?;
    let user = tenant.write(|state| {
        let other = match body::text(&wish, "link_with") {
            Some(token) => proved(&tenant, state, &token)?,
            None if caller.may("update:users") => named(state, &wish)?,
            None => return Err(ApiError::payload("Missing required property: link_with", "")),
        };
        if other.user_id == *id {
            return Err(ApiError::bad_request(
                "invalid_body",
                "Main account and secondary account must not be the same.",
            ));
        }
        let mut user = state.users.get(&id).cloned().ok_or_else(inexistent)?;
        state.remove_users(&[other.user_id.clone()].into());
        user.link(other);
        user.updated_at = tenant.now();
        state.users.put(user.clone());
        Ok(user)
    })?;
    Ok(HttpResponse::Created().json(identities(&user)))
}

/// The person to whom an ID token of this tenant was given.
fn proved(tenant: &Tenant, state: &State, token: &str) -> Result<User, ApiError> {
    let claims = tenant.keys.verify(token).map_err(|_| ApiError::invalid_body("Invalid token"))?;
    let subject = claims["sub"].as_str().unwrap_or_default();
    state.users.get(subject).cloned().ok_or_else(inexistent)
}

/// The person whom a body names.
fn named(state: &State, wish: &Map<String, Value>) -> Result<User, ApiError> {
    let missing = |name: &str| ApiError::payload(&format!("Missing required property: {name}"), "");
    let provider = body::text(wish, "provider").ok_or_else(|| missing("provider"))?;
    let name = match wish.get("user_id") {
        Some(Value::String(text)) => text.clone(),
        Some(number) => number.to_string(),
        None => return Err(missing("user_id")),
    };
    let connection = match body::text(wish, "connection_id") {
        None => None,
        Some(id) => Some(state.connections.get(&id).ok_or_else(|| {
            ApiError::bad_request("inexistent_connection", "The connection does not exist.")
        })?),
    };
    let here = |user: &&User| connection.is_none_or(|one| one.name == user.connection);
    let found = [format!("{provider}|{name}"), name.clone()]
        .iter()
        .find_map(|id| state.users.get(id).filter(here))
        .filter(|user| is_called(&user.user_id, &provider, &name));
    if let Some(user) = found {
        return Ok(user.clone());
    }
    let taken = |user: &User| user.linked.iter().any(|one| is_called(&one.user_id, &provider, &name));
    match state.users.iter().any(taken) {
        true => Err(ApiError::conflict(None, "Specified identity already exists.")),
        false => Err(inexistent()),
    }
}

async fn unlink(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (id, provider, name) = path.into_inner();
    caller.needs_or_own(&["update:users"], OWN, &id)?;
    if !STRATEGIES.contains(&provider.as_str()) {
        return Err(ApiError::path(&format!("No enum match for: {provider}"), "provider"));
    }
    let now = tenant.now();
    let left = tenant.write(|state| {
        let user = state.users.get_mut(&id).ok_or_else(inexistent)?;
        if is_called(&user.user_id, &provider, &name) {
            return Err(ApiError::bad_request(
                "operation_not_supported",
                "The main identity of a user cannot be unlinked.",
            ));
        }
        let place = user.linked.iter().position(|one| is_called(&one.user_id, &provider, &name));
        let place = place.ok_or_else(|| {
            ApiError::bad_request("inexistent_identity", "The user does not have such an identity.")
        })?;
        let account = user.linked.remove(place);
        user.updated_at = now;
        let left = identities(user);
        let mut other =
            User::new(account.user_id, account.connection, account.provider, account.profile, now);
        other.password = account.password;
        state.users.put(other);
        Ok(left)
    })?;
    Ok(HttpResponse::Ok().json(json!(left)))
}
