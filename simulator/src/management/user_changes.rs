//! Creating, changing and deleting people

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::tenant::{
    Tenant, ids,
    model::{DATABASE, User},
    state::State,
};

use super::{
    ApiError,
    access::Caller,
    blocks::identifiers,
    body, formats,
    schema::{
        Field,
        Kind::{self, Flag, Nullable, Object, Pattern, Text},
        MANY, may, must,
    },
    users::{inexistent, view},
};

/// A telephone number.
pub(super) const PHONE: Kind = Pattern(MANY, "^\\+[0-9]{1,15}$", |text| {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.chars().all(|letter| letter.is_ascii_digit())
    })
});
const CREATE: &[Field] = &[
    may("email", formats::EMAIL),
    may("phone_number", PHONE),
    may("user_metadata", Object),
    may("blocked", Flag),
    may("email_verified", Flag),
    may("phone_verified", Flag),
    may("app_metadata", Object),
    may("given_name", Text(1, 150)),
    may("family_name", Text(1, 150)),
    may("name", Text(1, 300)),
    may("nickname", Text(1, 300)),
    may("picture", Text(0, MANY)),
    may("user_id", Text(0, 255)),
    must("connection", Text(1, MANY)),
    may("password", Text(1, MANY)),
    may("verify_email", Flag),
    may("username", Text(1, 128)),
];
const CHANGE: &[Field] = &[
    may("blocked", Flag),
    may("email_verified", Flag),
    may("email", Nullable(&formats::EMAIL)),
    may("phone_number", Nullable(&PHONE)),
    may("phone_verified", Flag),
    may("user_metadata", Object),
    may("app_metadata", Object),
    may("given_name", Nullable(&Text(1, 150))),
    may("family_name", Nullable(&Text(1, 150))),
    may("name", Nullable(&Text(1, 300))),
    may("nickname", Nullable(&Text(1, 300))),
    may("picture", Nullable(&Text(0, MANY))),
    may("verify_email", Flag),
    may("verify_phone_number", Flag),
    may("password", Nullable(&Text(1, MANY))),
    may("connection", Text(1, MANY)),
    may("client_id", Text(1, MANY)),
    may("username", Nullable(&Text(1, 128))),
];
/// Members of a body that are not attributes of the profile.
const NOT_PROFILE: &[&str] = &[
    "user_metadata",
    "app_metadata",
    "blocked",
    "user_id",
    "connection",
    "client_id",
    "password",
    "verify_email",
    "verify_phone_number",
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/users", web::post().to(create))
        .route("/users/{id}", web::patch().to(update))
        .route("/users/{id}", web::delete().to(delete));
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:users"])?;
    let wish = body::object(&bytes, CREATE)?;
    let now = tenant.now();
    let user = tenant.write(|state| {
        let user = new_user(state, &wish, now)?;
        state.users.put(user.clone());
        Ok::<_, ApiError>(user)
    })?;
    Ok(HttpResponse::Created().json(view(&user)))
}

fn new_user(state: &State, wish: &Map<String, Value>, now: DateTime<Utc>) -> Result<User, ApiError> {
    let name = body::text(wish, "connection").unwrap_or_default();
    let connection = state
        .connection_by_name(&name)
        .ok_or_else(|| ApiError::bad_request("inexistent_connection", "The connection does not exist."))?;
    if !connection.is_database() {
        return Err(ApiError::bad_request(
            "operation_not_supported",
            "Users can only be created in database connections.",
        ));
    }
    let password = body::text(wish, "password");
    if password.is_none() {
        return Err(ApiError::payload("Missing required property: password", ""));
    }
    build(state, &name, wish, password, now)
}

/// A new person of a database; refuses one who exists already.
pub(super) fn build(
    state: &State,
    connection: &str,
    wish: &Map<String, Value>,
    password: Option<String>,
    now: DateTime<Utc>,
) -> Result<User, ApiError> {
    let mut profile: Map<String, Value> = wish
        .iter()
        .filter(|(name, _)| !NOT_PROFILE.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    complete(&mut profile)?;
    let id = body::text(wish, "user_id").unwrap_or_else(ids::database_user);
    let mut user =
        User::new(format!("{DATABASE}|{id}"), connection.to_owned(), DATABASE.to_owned(), profile, now);
    user.password = password;
    user.blocked = body::flag(wish, "blocked").unwrap_or(false);
    user.app_metadata = metadata(wish, "app_metadata");
    user.user_metadata = metadata(wish, "user_metadata");
    check_free(state, &user)?;
    Ok(user)
}

fn metadata(wish: &Map<String, Value>, name: &str) -> Map<String, Value> {
    wish.get(name).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Fills in what a profile always has.
fn complete(profile: &mut Map<String, Value>) -> Result<(), ApiError> {
    let email = body::text(profile, "email").map(|email| email.to_lowercase());
    let known = email
        .clone()
        .or_else(|| body::text(profile, "username"))
        .or_else(|| body::text(profile, "phone_number"))
        .ok_or_else(|| ApiError::payload("Missing required property: email", ""))?;
    if let Some(email) = &email {
        profile.insert("email".to_owned(), json!(email));
        profile.entry("email_verified").or_insert(json!(false));
    }
    let local = known.split('@').next().unwrap_or_default().to_owned();
    profile.entry("name").or_insert_with(|| json!(known));
    profile.entry("nickname").or_insert_with(|| json!(local));
    profile.entry("picture").or_insert_with(|| json!(avatar(&known)));
    Ok(())
}

/// The address of a picture made from the name, as Auth0 gives people without one.
fn avatar(name: &str) -> String {
    let hash: String =
        Sha256::digest(name.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).take(2).collect();
    format!(
        "https://s.gravatar.com/avatar/{hash}?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2F{}.png",
        letters.to_lowercase()
    )
}

fn check_free(state: &State, user: &User) -> Result<(), ApiError> {
    let same = |other: &User, name: &str| {
        user.attribute(name).is_some_and(|value| other.attribute(name) == Some(value))
    };
    let linked = |other: &User| {
        let email = user.email().unwrap_or_default();
        let mut accounts = other.linked.iter();
        accounts.any(|one| {
            one.user_id == user.user_id || (one.connection == user.connection && one.email() == Some(email))
        })
    };
    let taken = |other: &User| {
        linked(other)
            || other.user_id == user.user_id
            || (other.connection == user.connection
                && ["email", "username", "phone_number"].iter().any(|name| same(other, name)))
    };
    match state.users.iter().any(taken) {
        true => Err(ApiError::conflict(Some("auth0_idp_error"), "The user already exists.")),
        false => Ok(()),
    }
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users", "update:users_app_metadata"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    let (now, renewed) = (tenant.now(), wish.contains_key("password"));
    let user = tenant.write(|state| {
        let user = state.users.get_mut(&id).ok_or_else(inexistent)?;
        change(user, wish)?;
        user.updated_at = now;
        let user = user.clone();
        if renewed {
            state.attempts.forget(&identifiers(&user));
        }
        Ok::<_, ApiError>(user)
    })?;
    Ok(HttpResponse::Ok().json(view(&user)))
}

/// Metadata is merged on its first level; what an identity provider owns cannot be changed here.
pub(super) fn change(user: &mut User, wish: Map<String, Value>) -> Result<(), ApiError> {
    let local = user.provider == DATABASE;
    for (name, value) in wish {
        match (name.as_str(), value) {
            ("user_metadata", Value::Object(new)) => merge(&mut user.user_metadata, new),
            ("app_metadata", Value::Object(new)) => merge(&mut user.app_metadata, new),
            ("blocked", Value::Bool(blocked)) => user.blocked = blocked,
            ("connection" | "client_id" | "verify_email" | "verify_phone_number", _) => {}
            (attribute, _) if !local => {
                return Err(ApiError::bad_request(
                    "operation_not_supported",
                    format!(
                        "The following user attributes cannot be updated: {attribute}. The connection ({}) should \
                         either be a database connection, a passwordless connection (email or sms) or has disabled \
                         'Sync user profile attributes at each login'.",
                        user.connection
                    ),
                ));
            }
            ("password", Value::String(password)) => user.password = Some(password),
            ("password", _) => {}
            ("email", Value::String(email)) => {
                user.profile.insert(name, json!(email.to_lowercase()));
            }
            (_, Value::Null) => _ = user.profile.remove(&name),
            (_, value) => _ = user.profile.insert(name, value),
        }
    }
    Ok(())
}

fn merge(kept: &mut Map<String, Value>, new: Map<String, Value>) {
    if new.is_empty() {
        kept.clear();
    }
    kept.extend(new);
    kept.retain(|_, value| !value.is_null());
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:users"])?;
    tenant.write(|state| state.remove_users(&[id.into_inner()].into()));
    Ok(HttpResponse::NoContent().finish())
}
