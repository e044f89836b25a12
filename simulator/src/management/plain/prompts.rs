//! `/prompts`: which login experience, its texts, its partials and how screens are rendered

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{DEFAULT_NAME, Tenant, documents::Document};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        paging::{Limits, Paging, USUAL},
        query::Query,
        schema::{
            self, Field,
            Kind::{self, Flag, List, Nullable, Object, OneOf, Record, Text},
            MANY, may, must,
        },
    },
    singleton::Singleton,
};

/// The description; tenant settings repeat part of it.
pub(in super::super) static PROMPTS: Singleton = Singleton {
    change_needs_any: true,
    usual: || json!({ "universal_login_experience": "new", "identifier_first": true }),
    change: &[
        may("universal_login_experience", OneOf(&["new", "classic"])),
        may("identifier_first", Nullable(&Flag)),
        may("webauthn_platform_first_factor", Nullable(&Flag)),
    ],
    ..Singleton::usual("/prompts", "prompts")
};
const NAMES: &[&str] = &[
    "login",
    "login-id",
    "login-password",
    "login-passwordless",
    "login-email-verification",
    "signup",
    "signup-id",
    "signup-password",
    "phone-identifier-enrollment",
    "phone-identifier-challenge",
    "email-identifier-challenge",
    "reset-password",
    "custom-form",
    "consent",
    "customized-consent",
    "logout",
    "mfa-push",
    "mfa-otp",
    "mfa-voice",
    "mfa-phone",
    "mfa-webauthn",
    "mfa-sms",
    "mfa-email",
    "mfa-recovery-code",
    "mfa",
    "status",
    "device-flow",
    "email-verification",
    "email-otp-challenge",
    "organizations",
    "invitation",
    "common",
    "passkeys",
    "captcha",
    "brute-force-protection",
    "async-approval-flow",
    "confirmation",
];
const WITH_PARTIALS: &[&str] = &[
    "login",
    "login-id",
    "login-password",
    "login-passwordless",
    "signup",
    "signup-id",
    "signup-password",
    "customized-consent",
    "passkeys",
];
const TEXTS: &str = "/prompts/{prompt}/custom-text/{language}";
const PARTIALS: &str = "/prompts/{prompt}/partials";
const RENDERING: &str = "/prompts/rendering";
const SCREEN: &str = "/prompts/{prompt}/screen/{screen}/rendering";

const FILTERS: Kind = Nullable(&Record(&[
    may("match_type", OneOf(&["includes_any", "excludes_any"])),
    may("clients", List(&Object, 0, MANY)),
    may("organizations", List(&Object, 0, MANY)),
    may("domains", List(&Object, 0, MANY)),
]));
const MODE: Kind = OneOf(&["advanced", "standard"]);
const SETTINGS: &[Field] = &[
    may("rendering_mode", MODE),
    may("context_configuration", Nullable(&List(&Text(1, MANY), 0, MANY))),
    may("default_head_tags_disabled", Nullable(&Flag)),
    may("use_page_template", Nullable(&Flag)),
    may("head_tags", Nullable(&List(&Object, 0, MANY))),
    may("filters", FILTERS),
];
const CONFIGS: &[Field] = &[must("configs", List(&Object, 1, MANY))];
const NAMED: &[Field] = &[must("prompt", OneOf(NAMES)), must("screen", Text(1, MANY))];

type PlacePath = web::Path<(String, String)>;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    PROMPTS.configure(config);
    config
        .route(RENDERING, web::get().to(list_rendering))
        .route(RENDERING, web::patch().to(update_rendering))
        .route(TEXTS, web::get().to(get_texts))
        .route(TEXTS, web::put().to(put_texts))
        .route(PARTIALS, web::get().to(get_partials))
        .route(PARTIALS, web::put().to(put_partials))
        .route(SCREEN, web::get().to(get_screen))
        .route(SCREEN, web::patch().to(update_screen));
}

fn check_prompt(prompt: &str, names: &[&str]) -> Result<(), ApiError> {
    if names.contains(&prompt) {
        return Ok(());
    }
    Err(ApiError::path(&format!("No enum match for: {prompt}"), "prompt"))
}

fn kept(tenant: &Tenant, collection: &str, id: &str) -> Map<String, Value> {
    tenant
        .read(|state| state.documents.get(collection, id).map(|found| found.body.clone()))
        .unwrap_or_default()
}

fn keep(tenant: &Tenant, collection: &str, id: String, body: Map<String, Value>) {
    tenant.write(|state| state.documents.put(collection, Document { id, body }));
}

async fn get_texts(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: PlacePath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:prompts"])?;
    check_prompt(&path.0, NAMES)?;
    Ok(HttpResponse::Ok().json(kept(&tenant, TEXTS, &format!("{}/{}", path.0, path.1))))
}

async fn put_texts(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: PlacePath,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:prompts"])?;
    check_prompt(&path.0, NAMES)?;
    let texts = any_object(&bytes)?;
    keep(&tenant, TEXTS, format!("{}/{}", path.0, path.1), texts.clone());
    Ok(HttpResponse::Ok().json(texts))
}

fn any_object(bytes: &web::Bytes) -> Result<Map<String, Value>, ApiError> {
    let value = body::value(bytes)?;
    schema::check_value(&value, &Object)?;
    Ok(value.as_object().cloned().unwrap_or_default())
}

async fn get_partials(
    tenant: web::Data<Tenant>,
    caller: Caller,
    prompt: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:prompts"])?;
    check_prompt(&prompt, WITH_PARTIALS)?;
    Ok(HttpResponse::Ok().json(kept(&tenant, PARTIALS, &prompt)))
}

async fn put_partials(
    tenant: web::Data<Tenant>,
    caller: Caller,
    prompt: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:prompts"])?;
    check_prompt(&prompt, WITH_PARTIALS)?;
    let partials = any_object(&bytes)?;
    keep(&tenant, PARTIALS, prompt.into_inner(), partials.clone());
    Ok(HttpResponse::Ok().json(partials))
}

async fn list_rendering(
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:prompts"])?;
    let paging = Paging::read(&query, Limits { capped: false, ..USUAL })?;
    let wanted = |name: &str, body: &Map<String, Value>| {
        query.text(name).is_none_or(|wanted| body.get(name) == Some(&json!(wanted)))
    };
    let rows: Vec<Document> = tenant.read(|state| {
        let all = state.documents.all(RENDERING);
        let wanted = |row: &&Document| {
            ["prompt", "screen", "rendering_mode"].iter().all(|name| wanted(name, &row.body))
        };
        all.filter(wanted).cloned().collect()
    });
    let show = |row: &Document| Value::Object(row.body.clone());
    Ok(HttpResponse::Ok().json(paging.answer("configs", &rows, |row| row.id.clone(), show)?))
}

fn change_screen(
    tenant: &Tenant,
    prompt: &str,
    screen: &str,
    wish: Map<String, Value>,
) -> Result<Map<String, Value>, ApiError> {
    check_prompt(prompt, NAMES)?;
    schema::check(&wish, SETTINGS)?;
    let id = format!("{prompt}/{screen}");
    let mut body = kept(tenant, RENDERING, &id);
    body.extend(wish);
    body.extend([
        ("tenant".to_owned(), json!(DEFAULT_NAME)),
        ("prompt".to_owned(), json!(prompt)),
        ("screen".to_owned(), json!(screen)),
    ]);
    keep(tenant, RENDERING, id, body.clone());
    Ok(body)
}

async fn update_rendering(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:prompts"])?;
    let wish = body::object(&bytes, CONFIGS)?;
    let mut changed = Vec::new();
    for config in wish["configs"].as_array().into_iter().flatten().filter_map(Value::as_object) {
        let (named, settings): (Map<_, _>, Map<_, _>) =
            config.clone().into_iter().partition(|(name, _)| name == "prompt" || name == "screen");
        schema::check_at(&Value::Object(named.clone()), &Record(NAMED), "configs")?;
        let text = |name: &str| body::text(&named, name).unwrap_or_default();
        changed.push(change_screen(&tenant, &text("prompt"), &text("screen"), settings)?);
    }
    Ok(HttpResponse::Ok().json(json!({ "configs": changed })))
}

async fn get_screen(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: PlacePath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:prompts"])?;
    check_prompt(&path.0, NAMES)?;
    let found = kept(&tenant, RENDERING, &format!("{}/{}", path.0, path.1));
    if found.is_empty() {
        return Err(ApiError::not_found("Rendering settings not found for this screen."));
    }
    Ok(HttpResponse::Ok().json(found))
}

async fn update_screen(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: PlacePath,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:prompts"])?;
    let changed = change_screen(&tenant, &path.0, &path.1, any_object(&bytes)?)?;
    Ok(HttpResponse::Ok().json(changed))
}
