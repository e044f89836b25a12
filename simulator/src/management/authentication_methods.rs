//! `/users/{id}/authentication-methods`: second factors and passkeys

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, documents::Document, ids, model::User, table::Table};

use super::{
    ApiError,
    access::Caller,
    body, formats,
    paging::{Limits, Paging, USUAL},
    query::Query,
    schema::{
        self, Field,
        Kind::{self, Flag, Format, List, OneOf, Record, Text},
        MANY, may, must,
    },
    timestamp,
    users::{find, inexistent},
};

type Body = Map<String, Value>;

const PATH: &str = "/users/{id}/authentication-methods";
const ONE: &str = "/users/{id}/authentication-methods/{method}";
const LIMITS: Limits = Limits { capped: false, ..USUAL };
/// How many a person may have.
const MOST: usize = 20;
const NAME: Kind = Text(0, 20);
const PHONE: Kind = Text(2, 30);
const CHANNEL: Kind = OneOf(&["voice", "sms"]);
const CREATE: &[Field] = &[
    must("type", OneOf(&["phone", "email", "totp", "webauthn-roaming", "passkey"])),
    may("name", NAME),
    may("totp_secret", Text(1, MANY)),
    may("phone_number", PHONE),
    may("email", formats::EMAIL),
    may("preferred_authentication_method", CHANNEL),
    may("key_id", Text(1, MANY)),
    may("public_key", Text(1, MANY)),
    may("aaguid", Text(1, 36)),
    may("relying_party_identifier", Format("hostname", formats::is_hostname)),
    may("credential_device_type", OneOf(&["single_device", "multi_device"])),
    may("credential_backed_up", Flag),
    may("identity_user_id", Text(1, MANY)),
    may("user_agent", Text(1, MANY)),
    may("user_handle", Text(1, MANY)),
    may("transports", List(&Text(1, MANY), 0, MANY)),
];
const REPLACE: Kind = List(
    &Record(&[
        must("type", OneOf(&["phone", "email", "totp"])),
        may("preferred_authentication_method", CHANNEL),
        may("name", Text(1, 20)),
        may("phone_number", PHONE),
        may("email", formats::EMAIL),
        may("totp_secret", Text(1, MANY)),
    ]),
    0,
    MOST,
);
const CHANGE: &[Field] = &[may("name", NAME), may("preferred_authentication_method", CHANNEL)];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(list))
        .route(PATH, web::post().to(create))
        .route(PATH, web::put().to(replace))
        .route(PATH, web::delete().to(delete_all))
        .route(ONE, web::get().to(get))
        .route(ONE, web::patch().to(update))
        .route(ONE, web::delete().to(delete));
}

fn missing() -> ApiError {
    ApiError::not_found("The authentication method does not exist.")
}

/// What is read; the secret of a one-time password stays here.
fn view(method: &Document) -> Value {
    let mut view = method.body.clone();
    view.remove("totp_secret");
    view.insert("id".to_owned(), json!(method.id));
    Value::Object(view)
}

/// What is answered to those who enrol.
fn enrolled(method: &Document) -> Value {
    let mut view = method.body.clone();
    view.remove("confirmed");
    view.insert("id".to_owned(), json!(method.id));
    Value::Object(view)
}

/// A method with the id that its type gives it, confirmed: whoever writes it has checked it.
pub(super) fn confirmed(kind: &str, mut body: Body, now: DateTime<Utc>) -> Document {
    let device = ids::short("dev");
    body.insert("type".to_owned(), json!(kind));
    body.insert("confirmed".to_owned(), json!(true));
    body.insert("created_at".to_owned(), json!(timestamp(now)));
    if kind == "phone" {
        body.entry("preferred_authentication_method").or_insert(json!("sms"));
        let channel = |name: &str| json!({ "type": name, "id": format!("{name}|{device}") });
        body.insert("authentication_methods".to_owned(), json!([channel("sms"), channel("voice")]));
    }
    Document { id: format!("{kind}|{device}"), body }
}

/// What a type cannot be without, and what tells two of it apart.
fn needed(kind: &str) -> &'static [&'static str] {
    match kind {
        "phone" => &["phone_number"],
        "email" => &["email"],
        "totp" => &["totp_secret"],
        "webauthn-roaming" => &["key_id", "public_key", "relying_party_identifier"],
        _ => &["key_id", "public_key"],
    }
}

/// Adds one that was checked against the fields.
pub(super) fn enrol(
    methods: &mut Table<Document>,
    wish: Body,
    now: DateTime<Utc>,
) -> Result<Document, ApiError> {
    let kind = body::text(&wish, "type").unwrap_or_default();
    if let Some(name) = needed(&kind).iter().find(|name| !wish.contains_key(**name)) {
        return Err(ApiError::payload(&format!("Missing required property: {name}"), ""));
    }
    let key = needed(&kind)[0];
    let same = |other: &Document| {
        other.body.get("type") == Some(&json!(kind)) && other.body.get(key) == wish.get(key)
    };
    if methods.iter().any(same) {
        return Err(ApiError::conflict(None, "Authentication method already exists."));
    }
    if methods.len() >= MOST {
        return Err(ApiError::forbidden(
            "too_many_entities",
            "You reached the limit of entities of this type for this user.",
        ));
    }
    let method = confirmed(&kind, wish, now);
    methods.put(method.clone());
    Ok(method)
}

/// Changes the methods of a person.
fn change<R>(
    tenant: &Tenant,
    id: &str,
    change: impl FnOnce(&mut Table<Document>) -> Result<R, ApiError>,
) -> Result<R, ApiError> {
    tenant.write(|state| {
        let user: &mut User = state.users.get_mut(id).ok_or_else(inexistent)?;
        let mut methods = user.authentication_methods.clone();
        let result = change(&mut methods)?;
        user.authentication_methods = methods;
        Ok(result)
    })
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:authentication_methods"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let user = find(&tenant, &id)?;
    let rows: Vec<&Document> = user.authentication_methods.iter().collect();
    let answer = paging.answer("authenticators", &rows, |row| row.id.clone(), |row| view(row))?;
    Ok(HttpResponse::Ok().json(answer))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:authentication_methods"])?;
    let wish = body::object(&bytes, CREATE)?;
    let method = change(&tenant, &id, |methods| enrol(methods, wish, tenant.now()))?;
    Ok(HttpResponse::Created().json(enrolled(&method)))
}

async fn replace(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:authentication_methods"])?;
    let wishes = body::value(&bytes)?;
    schema::check_value(&wishes, &REPLACE)?;
    let now = tenant.now();
    let made = change(&tenant, &id, |methods| {
        *methods = Table::default();
        let wishes = wishes.as_array().into_iter().flatten().filter_map(Value::as_object);
        wishes.map(|wish| enrol(methods, wish.clone(), now)).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(HttpResponse::Ok().json(made.iter().map(enrolled).collect::<Vec<_>>()))
}

async fn delete_all(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:authentication_methods"])?;
    change(&tenant, &id, |methods| {
        *methods = Table::default();
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:authentication_methods"])?;
    let user = find(&tenant, &path.0)?;
    let method = user.authentication_methods.get(&path.1).ok_or_else(missing)?;
    Ok(HttpResponse::Ok().json(view(method)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:authentication_methods"])?;
    let wish = body::object(&bytes, CHANGE)?;
    let method = change(&tenant, &path.0, |methods| {
        let method = methods.get_mut(&path.1).ok_or_else(missing)?;
        if wish.contains_key("preferred_authentication_method") && method.body["type"] != json!("phone") {
            return Err(ApiError::invalid_body(
                "preferred_authentication_method can only be set for phone authentication methods.",
            ));
        }
        method.body.extend(wish);
        Ok(method.clone())
    })?;
    Ok(HttpResponse::Ok().json(view(&method)))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:authentication_methods"])?;
    change(&tenant, &path.0, |methods| methods.remove(&path.1).map(|_| ()).ok_or_else(missing))?;
    Ok(HttpResponse::NoContent().finish())
}
