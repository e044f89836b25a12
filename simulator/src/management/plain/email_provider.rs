//! `/emails/provider`: the one provider a tenant can have; its secrets go in and never come out

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, state::State};

use super::super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    query::Query,
    schema::{
        self, Field,
        Kind::{self, Flag, Integer, Nullable, Object, OneOf, Open, Record, Text},
        MANY, may, must,
    },
};

type Body = Map<String, Value>;

const PATH: &str = "/emails/provider";
const NAMES: &[&str] =
    &["mailgun", "mandrill", "sendgrid", "resend", "ses", "sparkpost", "smtp", "azure_cs", "ms365", "custom"];
const CREATE: &[Field] = &[
    must("name", OneOf(NAMES)),
    may("enabled", Flag),
    may("default_from_address", Text(0, MANY)),
    must("credentials", Object),
    may("settings", Nullable(&Object)),
];
const CHANGE: &[Field] = &[
    may("name", OneOf(NAMES)),
    may("enabled", Flag),
    may("default_from_address", Text(0, MANY)),
    may("credentials", Object),
    may("settings", Nullable(&Object)),
];
const REGION: Kind = Nullable(&OneOf(&["eu"]));
const KEY: Kind = Text(1, MANY);
const API_KEY: &[Field] = &[must("api_key", KEY)];
const SES: &[Field] = &[must("accessKeyId", KEY), must("secretAccessKey", KEY), must("region", KEY)];
const SMTP: &[Field] = &[
    must("smtp_host", KEY),
    must("smtp_port", Integer(1, 65_535)),
    must("smtp_user", KEY),
    must("smtp_pass", KEY),
];
const SPARKPOST: &[Field] = &[must("api_key", KEY), may("region", REGION)];
const MAILGUN: &[Field] = &[must("api_key", KEY), must("domain", Text(4, MANY)), may("region", REGION)];
const AZURE: &[Field] = &[must("connectionString", KEY)];
const MS365: &[Field] = &[must("tenantId", KEY), must("clientId", KEY), must("clientSecret", KEY)];
/// Credentials that may be told again.
const SHOWN: &[&str] = &["region", "domain", "smtp_host", "smtp_port", "smtp_user"];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(get))
        .route(PATH, web::post().to(create))
        .route(PATH, web::patch().to(update))
        .route(PATH, web::delete().to(delete));
}

/// The provider as it is kept, secrets included.
fn current(state: &State) -> Result<Body, ApiError> {
    state.documents.single(PATH).cloned().ok_or_else(|| {
        ApiError::inexistent("inexistent_email_provider", "There is not a configured email provider")
    })
}

fn credentials_of(name: &str) -> &'static [Field] {
    match name {
        "ses" => SES,
        "smtp" => SMTP,
        "sparkpost" => SPARKPOST,
        "mailgun" => MAILGUN,
        "azure_cs" => AZURE,
        "ms365" => MS365,
        "custom" => &[],
        _ => API_KEY,
    }
}

fn check_settings(name: &str, settings: Option<&Value>) -> Result<(), ApiError> {
    const MANDRILL: Kind = Open(&[may("message", Record(&[may("view_content_link", Flag)]))]);
    const SES_MESSAGE: Kind =
        Open(&[may("message", Record(&[may("configuration_set_name", Text(1, MANY))]))]);
    const HEADERS: Kind = Open(&[may(
        "headers",
        Record(&[
            may("X-MC-ViewContentLink", OneOf(&["true", "false"])),
            may("X-SES-Configuration-Set", Text(1, MANY)),
        ]),
    )]);
    let kind = match name {
        "mandrill" => &MANDRILL,
        "ses" => &SES_MESSAGE,
        "smtp" => &HEADERS,
        _ => return Ok(()),
    };
    settings
        .filter(|value| !value.is_null())
        .map_or(Ok(()), |value| schema::check_at(value, kind, "settings"))
}

fn view(provider: &Body) -> Value {
    let mut view = provider.clone();
    if let Some(credentials) = view.get_mut("credentials").and_then(Value::as_object_mut) {
        credentials.retain(|name, value| SHOWN.contains(&name.as_str()) && !value.is_null());
    }
    Value::Object(view)
}

/// Without `fields` only what is not sensitive is told.
async fn get(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:email_provider"])?;
    let fields = Fields::read(&query, &[])?;
    let mut shown = view(&tenant.read(current)?);
    if query.list("fields").is_empty()
        && let Some(shown) = shown.as_object_mut()
    {
        shown.retain(|name, _| name == "name" || name == "enabled");
    }
    Ok(HttpResponse::Ok().json(fields.apply(shown)))
}

async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:email_provider"])?;
    let mut provider = body::object(&bytes, CREATE)?;
    let name = body::text(&provider, "name").unwrap_or_default();
    schema::check_at(&provider["credentials"], &Record(credentials_of(&name)), "credentials")?;
    check_settings(&name, provider.get("settings"))?;
    provider.retain(|_, value| !value.is_null());
    provider.entry("enabled").or_insert(json!(true));
    tenant.write(|state| {
        if current(state).is_ok() {
            return Err(ApiError::conflict(None, "Email provider is already configured."));
        }
        state.documents.put_single(PATH, provider.clone());
        Ok(())
    })?;
    Ok(HttpResponse::Created().json(view(&provider)))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:email_provider"])?;
    let wish = body::patch(&bytes, CHANGE)?;
    let provider = tenant.write(|state| {
        let provider = changed(current(state)?, &wish)?;
        state.documents.put_single(PATH, provider.clone());
        Ok::<_, ApiError>(provider)
    })?;
    Ok(HttpResponse::Ok().json(view(&provider)))
}

/// Credentials are sent whole, as another host with the old password would hand that password over; another
/// provider begins without settings.
fn changed(mut provider: Body, wish: &Body) -> Result<Body, ApiError> {
    let before = body::text(&provider, "name").unwrap_or_default();
    let name = body::text(wish, "name").unwrap_or_else(|| before.clone());
    match wish.get("credentials") {
        Some(credentials) => {
            schema::check_at(credentials, &Record(credentials_of(&name)), "credentials")?;
        }
        None if name != before => {
            return Err(ApiError::payload("Missing required property: credentials", ""));
        }
        None => {}
    }
    check_settings(&name, wish.get("settings"))?;
    if name != before {
        provider.remove("settings");
    }
    provider.extend(wish.clone());
    provider.retain(|_, value| !value.is_null());
    Ok(provider)
}

async fn delete(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:email_provider"])?;
    tenant.write(|state| state.documents.remove_single(PATH));
    Ok(HttpResponse::NoContent().finish())
}
