//! Multi-factor authentication of people: enrolments, tickets to enrol, and ways to begin anew

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, documents::Document, ids, model::User, state::State};

use super::{
    ApiError,
    access::Caller,
    authentication_methods::confirmed,
    body, formats,
    schema::{
        Field,
        Kind::{Flag, OneOf, Text},
        MANY, may, must,
    },
    users::{find, inexistent},
};

/// Types of authentication methods that are no second factor.
const NO_FACTORS: [&str; 2] = ["passkey", "password"];
const RECOVERY: &str = "recovery-code";
const TICKET: &[Field] = &[
    must("user_id", Text(1, MANY)),
    may("email", formats::EMAIL),
    may("send_mail", Flag),
    may("email_locale", Text(1, MANY)),
    may(
        "factor",
        OneOf(&["push-notification", "phone", "email", "otp", "webauthn-roaming", "webauthn-platform"]),
    ),
    may("allow_multiple_enrollments", Flag),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/users/{id}/enrollments", web::get().to(enrolments_of))
        .route("/users/{id}/authenticators", web::delete().to(delete_authenticators))
        .route("/users/{id}/multifactor/actions/invalidate-remember-browser", web::post().to(forget_browsers))
        .route("/users/{id}/multifactor/{provider}", web::delete().to(delete_provider))
        .route("/users/{id}/recovery-code-regeneration", web::post().to(regenerate))
        .route("/guardian/enrollments/ticket", web::post().to(ticket))
        .route("/guardian/enrollments/{id}", web::get().to(get))
        .route("/guardian/enrollments/{id}", web::delete().to(delete));
}

fn unenrolled() -> ApiError {
    ApiError::inexistent("enrollment_not_found", "Enrollment not found.")
}

fn kind(method: &Document) -> &str {
    method.body.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// The device that a factor is on: `dev_...`
fn device(method: &Document) -> &str {
    method.id.split_once('|').map_or(&method.id, |(_, device)| device)
}

fn factors(user: &User) -> impl Iterator<Item = &Document> {
    user.authentication_methods.iter().filter(|method| !NO_FACTORS.contains(&kind(method)))
}

/// How Guardian calls a factor; it knows no others.
fn guardian_name(method: &Document) -> Option<&'static str> {
    match kind(method) {
        "totp" => Some("authenticator"),
        "push" | "guardian" => Some("guardian"),
        "phone" => Some("sms"),
        "webauthn-platform" => Some("webauthn-platform"),
        "webauthn-roaming" => Some("webauthn-roaming"),
        _ => None,
    }
}

fn enrolment(method: &Document) -> Map<String, Value> {
    let mut shown = Map::from_iter([
        ("id".to_owned(), json!(device(method))),
        ("status".to_owned(), json!("confirmed")),
        ("enrolled_at".to_owned(), method.body["created_at"].clone()),
    ]);
    shown.extend(method.body.get("phone_number").map(|value| ("phone_number".to_owned(), value.clone())));
    shown
}

async fn enrolments_of(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs_or_own(&["read:users"], "read:current_user", &id)?;
    let user = find(&tenant, &id)?;
    let rows = user.authentication_methods.iter().filter_map(|method| {
        let mut shown = enrolment(method);
        shown.insert("auth_method".to_owned(), json!(guardian_name(method)?));
        shown.insert("type".to_owned(), json!(kind(method)));
        shown.extend(method.body.get("name").map(|value| ("name".to_owned(), value.clone())));
        Some(shown)
    });
    Ok(HttpResponse::Ok().json(rows.collect::<Vec<_>>()))
}

/// Removes the factors of a person that the predicate names.
fn remove(tenant: &Tenant, id: &str, goes: impl Fn(&Document) -> bool) -> Result<HttpResponse, ApiError> {
    tenant.write(|state| {
        let user = state.users.get_mut(id).ok_or_else(inexistent)?;
        user.authentication_methods.retain(|method| !goes(method));
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn delete_authenticators(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:guardian_enrollments"])?;
    remove(&tenant, &id, |method| !NO_FACTORS.contains(&kind(method)))
}

async fn delete_provider(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    let (id, provider) = path.into_inner();
    let own = match provider.as_str() {
        "google-authenticator" => "totp",
        "duo" => "duo",
        other => return Err(ApiError::path(&format!("No enum match for: {other}"), "provider")),
    };
    remove(&tenant, &id, |method| kind(method) == own)
}

/// No browser is remembered here: sign-in asks for one factor only.
async fn forget_browsers(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    find(&tenant, &id)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn regenerate(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:users"])?;
    let now = tenant.now();
    let code = ids::alphanumeric(24).to_uppercase();
    tenant.write(|state| {
        let user = state.users.get_mut(&id).ok_or_else(inexistent)?;
        if factors(user).next().is_none() {
            return Err(unenrolled());
        }
        user.authentication_methods.retain(|method| kind(method) != RECOVERY);
        user.authentication_methods.put(confirmed(RECOVERY, Map::new(), now));
        Ok(())
    })?;
    Ok(HttpResponse::Ok().json(json!({ "recovery_code": code })))
}

async fn ticket(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:guardian_enrollment_tickets"])?;
    let wish = body::object(&bytes, TICKET)?;
    find(&tenant, &body::text(&wish, "user_id").unwrap_or_default())?;
    let ticket = ids::alphanumeric(32);
    let url = tenant.url(&format!("u/enrollment?ticket={ticket}"));
    Ok(HttpResponse::Ok().json(json!({ "ticket_id": ticket, "ticket_url": url })))
}

/// The person and the factor on this device.
fn on_device<'a>(state: &'a State, id: &str) -> Option<(&'a User, &'a Document)> {
    let mut people = state.users.iter();
    people.find_map(|user| Some((user, factors(user).find(|method| device(method) == id)?)))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:guardian_enrollments"])?;
    let shown = tenant.read(|state| on_device(state, &id).map(|(_, method)| enrolment(method)));
    Ok(HttpResponse::Ok().json(shown.ok_or_else(unenrolled)?))
}

async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:guardian_enrollments"])?;
    tenant.write(|state| {
        let found = on_device(state, &id).map(|(user, method)| (user.user_id.clone(), method.id.clone()));
        if let Some((user, method)) = found
            && let Some(user) = state.users.get_mut(&user)
        {
            user.authentication_methods.remove(&method);
        }
    });
    Ok(HttpResponse::NoContent().finish())
}
