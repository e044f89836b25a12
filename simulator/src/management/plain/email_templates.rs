//! `/email-templates`: known by name, absent until someone writes them

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value};

use crate::tenant::{Tenant, documents::Document};

use super::super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    query::Query,
    schema::{
        Field,
        Kind::{self, Flag, Integer, Nullable, OneOf, Text},
        MANY, may, must,
    },
};

const PATH: &str = "/email-templates";
const ONE: &str = "/email-templates/{name}";
const NAMES: &[&str] = &[
    "verify_email",
    "verify_email_by_code",
    "auth_email_by_code",
    "reset_email",
    "reset_email_by_code",
    "welcome_email",
    "blocked_account",
    "stolen_credentials",
    "enrollment_email",
    "mfa_oob_code",
    "user_invitation",
    "change_password",
    "password_reset",
    "async_approval",
];
const TEXT: Kind = Nullable(&Text(0, MANY));
const SECONDS: Kind = Nullable(&Integer(0, i64::MAX));
const WHOLE: &[Field] = &[
    must("template", OneOf(NAMES)),
    must("body", TEXT),
    must("from", TEXT),
    may("resultUrl", TEXT),
    must("subject", TEXT),
    must("syntax", TEXT),
    may("urlLifetimeInSeconds", SECONDS),
    may("includeEmailInRedirect", Flag),
    must("enabled", Nullable(&Flag)),
];
const PART: &[Field] = &[
    may("template", OneOf(NAMES)),
    may("body", TEXT),
    may("from", TEXT),
    may("resultUrl", TEXT),
    may("subject", TEXT),
    may("syntax", TEXT),
    may("urlLifetimeInSeconds", SECONDS),
    may("includeEmailInRedirect", Flag),
    may("enabled", Nullable(&Flag)),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::post().to(create))
        .route(ONE, web::get().to(get))
        .route(ONE, web::put().to(replace))
        .route(ONE, web::patch().to(update));
}

fn missing() -> ApiError {
    ApiError::inexistent("inexistent_email_template", "The template does not exist.")
}

fn check_name(name: &str) -> Result<(), ApiError> {
    if NAMES.contains(&name) {
        return Ok(());
    }
    Err(ApiError::path(&format!("No enum match for: {name}"), "templateName"))
}

fn keep(tenant: &Tenant, name: &str, body: Map<String, Value>) {
    let document = Document { id: name.to_owned(), body };
    tenant.write(|state| state.documents.put(PATH, document));
}

fn find(tenant: &Tenant, name: &str) -> Result<Map<String, Value>, ApiError> {
    check_name(name)?;
    tenant.read(|state| state.documents.get(PATH, name).map(|found| found.body.clone())).ok_or_else(missing)
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    name: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:email_templates"])?;
    let fields = Fields::read(&query, &[])?;
    Ok(HttpResponse::Ok().json(fields.apply(Value::Object(find(&tenant, &name)?))))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:email_templates"])?;
    let wish = body::object(&bytes, WHOLE)?;
    let name = body::text(&wish, "template").unwrap_or_default();
    if find(&tenant, &name).is_ok() {
        return Err(ApiError::conflict(None, format!("Template {name} already exists.")));
    }
    keep(&tenant, &name, wish.clone());
    Ok(HttpResponse::Ok().json(wish))
}

async fn replace(
    tenant: web::Data<Tenant>,
    caller: Caller,
    name: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:email_templates"])?;
    let wish = body::object(&bytes, WHOLE)?;
    find(&tenant, &name)?;
    keep(&tenant, &name, wish.clone());
    Ok(HttpResponse::Ok().json(wish))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    name: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:email_templates"])?;
    let wish = body::object(&bytes, PART)?;
    let mut template = find(&tenant, &name)?;
    template.extend(wish);
    keep(&tenant, &name, template.clone());
    Ok(HttpResponse::Ok().json(template))
}
