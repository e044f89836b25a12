//! `/jobs/users-imports`: a file of people who are put into a database

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{
    Tenant,
    jobs::Work,
    model::{DATABASE, User},
    state::State,
};

use super::{
    super::{
        ApiError,
        access::Caller,
        authentication_methods::enrol,
        body, formats,
        schema::{
            self, Field,
            Kind::{Flag, List, Object, Open, Record, Text},
            MANY, may, must,
        },
        user_changes,
        user_identities::CONNECTION_ID,
    },
    keep, multipart,
};

/// What a file may weigh, with all that is sent beside it.
const MOST_BYTES: usize = 512_000;
const PERSON: &[Field] = &[
    may("email", formats::EMAIL),
    may("email_verified", Flag),
    may("user_id", Text(1, 255)),
    may("username", Text(1, 128)),
    may("phone_number", user_changes::PHONE),
    may("phone_verified", Flag),
    may("given_name", Text(1, 150)),
    may("family_name", Text(1, 150)),
    may("name", Text(1, 300)),
    may("nickname", Text(1, 300)),
    may("picture", Text(1, MANY)),
    may("blocked", Flag),
    may("password_hash", Text(1, MANY)),
    may("custom_password_hash", Object),
    may("app_metadata", Object),
    may("user_metadata", Object),
    may("mfa_factors", List(&FACTOR, 0, 10)),
];
const FACTOR: schema::Kind = Record(&[
    may("totp", Open(&[must("secret", Text(1, MANY))])),
    may("phone", Open(&[must("value", Text(1, MANY))])),
    may("email", Open(&[must("value", Text(1, MANY))])),
]);
/// Kinds of factors in a file: the type they become, and which member tells two apart.
const FACTORS: [(&str, &str, &str); 3] =
    [("totp", "secret", "totp_secret"), ("phone", "value", "phone_number"), ("email", "value", "email")];
/// Members that are no part of a profile and not kept: passwords are hashed in ways that are not checked here.
const DROPPED: [&str; 3] = ["password_hash", "custom_password_hash", "mfa_factors"];
/// How complaints of the validator begin, and the codes they have in a list of errors.
const CODES: [(&str, &str); 8] = [
    ("Expected type", "INVALID_TYPE"),
    ("Additional properties", "OBJECT_ADDITIONAL_PROPERTIES"),
    ("Object didn't pass", "INVALID_FORMAT"),
    ("Missing required", "OBJECT_MISSING_REQUIRED_PROPERTY"),
    ("String is too short", "MIN_LENGTH"),
    ("String is too long", "MAX_LENGTH"),
    ("String does not match", "PATTERN"),
    ("The user already exists", "DUPLICATED_USER"),
];

/// Registers the route; its bodies are larger than others.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    let resource = web::resource("/jobs/users-imports").app_data(web::PayloadConfig::new(MOST_BYTES * 4));
    config.service(resource.route(web::post().to(create)));
}

/// What was sent beside the file.
struct Order {
    connection_id: String,
    upsert: bool,
    external_id: Option<String>,
    send_completion_email: bool,
    users: Vec<u8>,
}

impl Order {
    fn read(request: &HttpRequest, bytes: &[u8]) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let parts = multipart::parts(kind.unwrap_or_default(), bytes)
            .ok_or_else(|| ApiError::invalid_body("Invalid request payload: multipart/form-data expected"))?;
        let part = |name: &str| parts.iter().find(|(own, _)| own == name).map(|(_, content)| content);
        let text = |name: &str| part(name).map(|content| String::from_utf8_lossy(content).into_owned());
        let missing = |name: &str| ApiError::payload(&format!("Missing required property: {name}"), "");
        let flag = |name: &str, usual: bool| match text(name).as_deref() {
            None | Some("") => Ok(usual),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(ApiError::payload("Expected type boolean but found type string", name)),
        };
        let connection_id = text("connection_id").ok_or_else(|| missing("connection_id"))?;
        schema::check_at(&json!(connection_id), &CONNECTION_ID, "connection_id")?;
        Ok(Self {
            connection_id,
            upsert: flag("upsert", false)?,
            external_id: text("external_id"),
            send_completion_email: flag("send_completion_email", true)?,
            users: part("users").cloned().ok_or_else(|| missing("users"))?,
        })
    }

    fn shown(&self, connection: &str) -> Map<String, Value> {
        let mut shown = Map::from_iter([
            ("connection_id".to_owned(), json!(self.connection_id)),
            ("connection".to_owned(), json!(connection)),
            ("upsert".to_owned(), json!(self.upsert)),
            ("send_completion_email".to_owned(), json!(self.send_completion_email)),
        ]);
        shown.extend(self.external_id.as_ref().map(|id| ("external_id".to_owned(), json!(id))));
        shown
    }
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    request: HttpRequest,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:users"])?;
    if bytes.len() > MOST_BYTES {
        return Err(ApiError::too_large(MOST_BYTES));
    }
    let order = Order::read(&request, &bytes)?;
    let now = tenant.now();
    let shown = tenant.write(|state| {
        let connection = state.connections.get(&order.connection_id).ok_or_else(|| {
            ApiError::bad_request("inexistent_connection", "The connection does not exist.")
        })?;
        if !connection.is_database() {
            return Err(ApiError::bad_request(
                "operation_not_supported",
                "Users can only be imported into database connections.",
            ));
        }
        let name = connection.name.clone();
        let work = import(state, &name, &order, now);
        Ok(keep(&tenant, state, order.shown(&name), work))
    })?;
    Ok(HttpResponse::Accepted().json(shown))
}

fn import(state: &mut State, connection: &str, order: &Order, now: DateTime<Utc>) -> Work {
    let Ok(Value::Array(people)) = serde_json::from_slice(&order.users) else {
        let problem = "Failed to parse users file JSON when importing users. Make sure it is valid.";
        return Work::UnreadableImport { problem: problem.to_owned() };
    };
    let (mut inserted, mut updated, mut failed) = (0, 0, Vec::new());
    for person in people {
        match put(state, connection, &person, order.upsert, now) {
            Ok(true) => inserted += 1,
            Ok(false) => updated += 1,
            Err(error) => failed.push(json!({ "user": hidden(person), "errors": [error] })),
        }
    }
    Work::Import { inserted, updated, failed }
}

/// Makes or changes one person; answers whether they are new.
fn put(
    state: &mut State,
    connection: &str,
    person: &Value,
    upsert: bool,
    now: DateTime<Utc>,
) -> Result<bool, Value> {
    let person = person
        .as_object()
        .ok_or_else(|| json!({ "code": "INVALID_TYPE", "message": "Expected type object", "path": "" }))?;
    schema::check(person, PERSON).map_err(|refusal| complaint(refusal.message()))?;
    let mut wish = person.clone();
    wish.retain(|name, _| !DROPPED.contains(&name.as_str()));
    let known = find(state, connection, &wish).map(|user| user.user_id.clone());
    let mut user = match known.as_ref().and_then(|id| state.users.get(id)).cloned() {
        Some(_) if !upsert => {
            return Err(
                json!({ "code": "DUPLICATED_USER", "message": "The user already exists.", "path": "" }),
            );
        }
        Some(mut user) => {
            wish.retain(|name, _| !["user_id", "username"].contains(&name.as_str()));
            let email = body::text(&wish, "email").map(|email| email.to_lowercase());
            if email.is_some() && email.as_deref() != user.email() {
                wish.entry("email_verified").or_insert(json!(false));
            }
            user_changes::change(&mut user, wish).map_err(|refusal| complaint(refusal.message()))?;
            user.updated_at = now;
            user
        }
        None => user_changes::build(state, connection, &wish, None, now)
            .map_err(|refusal| complaint(refusal.message()))?,
    };
    for factor in person.get("mfa_factors").and_then(Value::as_array).into_iter().flatten() {
        add_factor(&mut user, factor, now);
    }
    state.users.put(user);
    Ok(known.is_none())
}

/// The person of a database whom a row is about.
fn find<'a>(state: &'a State, connection: &str, wish: &Map<String, Value>) -> Option<&'a User> {
    let text = |name: &str| body::text(wish, name);
    let id = text("user_id").map(|id| format!("{DATABASE}|{id}"));
    let (email, username) = (text("email").map(|email| email.to_lowercase()), text("username"));
    let mut people = state.users.iter().filter(|user| user.connection == connection);
    people.find(|user| {
        id.as_ref() == Some(&user.user_id)
            || (email.is_some() && email.as_deref() == user.email())
            || (username.is_some() && username.as_deref() == user.attribute("username"))
    })
}

/// A factor that the person has already stays as it is.
fn add_factor(user: &mut User, factor: &Value, now: DateTime<Utc>) {
    for (kind, told, kept) in FACTORS {
        if let Some(value) = factor[kind].get(told) {
            let wish = Map::from_iter([("type".to_owned(), json!(kind)), (kept.to_owned(), value.clone())]);
            let _ = enrol(&mut user.authentication_methods, wish, now);
        }
    }
}

/// A refusal as it stands in the list of errors.
fn complaint(message: &str) -> Value {
    let inner = message.split('\'').nth(1).unwrap_or(message);
    let path = message.split_once("on property ").map_or("", |(_, rest)| rest.trim_end_matches('.'));
    let code = CODES.iter().find(|(start, _)| message.contains(start)).map_or("NOT_PASSED", |(_, code)| code);
    json!({ "code": code, "message": inner, "path": path })
}

/// A person as errors show them: without their passwords.
fn hidden(mut person: Value) -> Value {
    if let Some(members) = person.as_object_mut() {
        for name in ["password_hash", "custom_password_hash"] {
            if let Some(secret) = members.get_mut(name) {
                *secret = json!("*****");
            }
        }
    }
    person
}
