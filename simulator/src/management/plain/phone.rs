//! `/branding/phone`: the provider of text messages and calls, and what they say

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{DEFAULT_NAME, Tenant, ids};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        schema::{
            self, Field,
            Kind::{self, Flag, List, Object, OneOf, Record, Text},
            MANY, may, must,
        },
    },
    collection::{Collection, Draft, Style},
};

const METHODS: Kind = List(&OneOf(&["text", "voice"]), 1, MANY);
const TWILIO: Kind = Record(&[
    may("default_from", Text(0, MANY)),
    may("mssid", Text(0, MANY)),
    must("sid", Text(0, MANY)),
    must("delivery_methods", METHODS),
]);
const CUSTOM: Kind = Record(&[must("delivery_methods", METHODS)]);
const BODY: Kind = Record(&[may("text", Text(1, 20_000)), may("voice", Text(1, 20_000))]);
const CONTENT_NEW: Kind =
    Record(&[may("syntax", Text(0, MANY)), may("from", Text(1, 16)), may("body", BODY)]);
const CONTENT: Kind = Record(&[may("from", Text(1, 16)), may("body", BODY)]);
const TYPES: Kind =
    OneOf(&["otp_verify", "otp_enroll", "change_password", "blocked_account", "password_breach"]);
const PROVIDER_CREATE: &[Field] = &[
    must("name", OneOf(&["twilio", "custom"])),
    may("disabled", Flag),
    may("configuration", Object),
    must("credentials", Object),
];
const PROVIDER_CHANGE: &[Field] = &[
    may("name", OneOf(&["twilio", "custom"])),
    may("disabled", Flag),
    may("configuration", Object),
    may("credentials", Object),
];

const TRY: &[Field] = &[must("to", Text(1, 16)), may("delivery_method", OneOf(&["text", "voice"]))];

static PROVIDERS: Collection = Collection {
    noun: "a phone provider",
    make_id: || ids::long("pro"),
    style: Style::Wrapped,
    create: PROVIDER_CREATE,
    open: true,
    change: PROVIDER_CHANGE,
    change_needs_any: true,
    forgiving: true,
    missing: |_| ApiError::not_found("Phone provider has not been configured."),
    settle: settle_provider,
    filter: |query, body| {
        let wanted = query.flag("disabled").ok().flatten();
        wanted.is_none_or(|wanted| body.get("disabled") == Some(&json!(wanted)))
    },
    show: without_credentials,
    show_listed: |body| {
        let mut shown = without_credentials(body);
        shown.insert("credentials".to_owned(), Value::Null);
        shown
    },
    ..Collection::usual("/branding/phone/providers", "providers", "phone_providers")
};

static TEMPLATES: Collection = Collection {
    noun: "a phone notification template",
    make_id: || ids::long("tem"),
    style: Style::Wrapped,
    create: &[may("type", TYPES), may("disabled", Flag), may("content", CONTENT_NEW)],
    change: &[may("content", CONTENT), may("disabled", Flag)],
    missing: |_| ApiError::not_found("Phone template does not exist"),
    settle: settle_template,
    ..Collection::usual("/branding/phone/templates", "templates", "phone_templates")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    PROVIDERS.configure(config);
    TEMPLATES.configure(config);
    config
        .route("/branding/phone/providers/{id}/try", web::post().to(try_provider))
        .route("/branding/phone/templates/{id}/try", web::post().to(try_template))
        .route("/branding/phone/templates/{id}/reset", web::patch().to(reset_template));
}

/// Nothing is sent from here: the answer is that of a message that went out.
async fn try_provider(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:phone_providers"])?;
    body::object(&bytes, TRY)?;
    tenant.read(|state| PROVIDERS.find(&state.documents, &id))?;
    Ok(HttpResponse::Accepted().json(json!({ "code": 202, "message": "Phone notification sent." })))
}

/// Nothing is sent from here either.
async fn try_template(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:phone_templates"])?;
    body::object_among_others(&bytes, TRY)?;
    tenant.read(|state| TEMPLATES.find(&state.documents, &id))?;
    let message = "The phone testing notification for the template was sent";
    Ok(HttpResponse::Accepted().json(json!({ "message": message })))
}

async fn reset_template(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:phone_templates"])?;
    let template = tenant.read(|state| TEMPLATES.find(&state.documents, &id))?;
    let content = original_content(template.body["type"].as_str().unwrap_or_default());
    let wish = Map::from_iter([("content".to_owned(), content)]);
    let template = TEMPLATES.change(&tenant, &id, &wish)?;
    Ok(HttpResponse::Ok().json(TEMPLATES.view(&template, Clone::clone)))
}

/// What a message says before anybody writes another.
fn original_content(kind: &str) -> Value {
    let text = match kind {
        "blocked_account" => "Your account at {{ friendly_name }} is blocked after too many attempts.",
        "password_breach" => "Your password at {{ friendly_name }} has leaked. Please choose another.",
        "change_password" => "{{ code }} lets you choose a new password at {{ friendly_name }}.",
        _ => "{{ code }} is your code for {{ friendly_name }}.",
    };
    json!({ "syntax": "liquid", "body": { "text": text, "voice": text } })
}

fn settle_provider(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    if draft.before.is_none() && draft.state.documents.count(PROVIDERS.path) > 0 {
        return Err(ApiError::conflict(None, "Custom phone provider conflict."));
    }
    if let Some(configuration) = draft.wish.get("configuration") {
        let kind = if body.get("name") == Some(&json!("twilio")) { &TWILIO } else { &CUSTOM };
        schema::check_at(configuration, kind, "configuration")?;
    }
    complete(body);
    Ok(())
}

fn settle_template(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    if draft.taken(&TEMPLATES, "type") {
        return Err(ApiError::conflict(None, "Phone template already configured for tenant"));
    }
    complete(body);
    let content = body.entry("content").or_insert_with(|| json!({}));
    if let Some(content) = content.as_object_mut() {
        content.entry("syntax").or_insert_with(|| json!("liquid"));
    }
    Ok(())
}

fn complete(body: &mut Map<String, Value>) {
    body.insert("tenant".to_owned(), json!(DEFAULT_NAME));
    body.insert("channel".to_owned(), json!("phone"));
    body.entry("disabled").or_insert(json!(false));
}

fn without_credentials(body: &Map<String, Value>) -> Map<String, Value> {
    let mut shown = body.clone();
    shown.remove("credentials");
    shown
}
