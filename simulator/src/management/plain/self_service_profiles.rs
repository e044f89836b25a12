//! `/self-service-profiles` and their introduction text

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, ids};

use super::{
    super::{
        ApiError,
        access::Caller,
        body, formats,
        paging::USUAL,
        schema::{
            Field,
            Kind::{self, Flag, List, Nullable, OneOf, Open, Record, Text},
            MANY, may, must,
        },
    },
    Collection, Draft, Style,
};

/// Profiles a tenant can have.
const MOST: usize = 20;
/// Attributes a profile can ask for.
const MOST_ATTRIBUTES: usize = 20;

const STRATEGIES: Kind = List(
    &OneOf(&[
        "oidc",
        "samlp",
        "waad",
        "google-apps",
        "adfs",
        "okta",
        "auth0-samlp",
        "okta-samlp",
        "keycloak-samlp",
        "pingfederate",
    ]),
    1,
    MANY,
);
const BRANDING: Kind = Open(&[
    may("logo_url", Kind::Pattern(1024, "^https://", |text| text.starts_with("https://"))),
    may("colors", Open(&[must("primary", formats::HEX_COLOUR)])),
]);
const ATTRIBUTES: Kind = List(
    &Record(&[must("name", Text(0, 250)), must("description", Text(0, MANY)), must("is_optional", Flag)]),
    0,
    MOST_ATTRIBUTES,
);
const CREATE: &[Field] = &[
    must("name", Text(1, 100)),
    may("description", Text(1, 140)),
    may("branding", BRANDING),
    may("allowed_strategies", STRATEGIES),
    may("user_attributes", ATTRIBUTES),
    may("user_attribute_profile_id", Text(1, MANY)),
];
const CHANGE: &[Field] = &[
    may("name", Text(1, 100)),
    may("description", Nullable(&Text(1, 140))),
    may("branding", Nullable(&BRANDING)),
    may("allowed_strategies", STRATEGIES),
    may("user_attributes", Nullable(&ATTRIBUTES)),
    may("user_attribute_profile_id", Nullable(&Text(1, MANY))),
];
const TEXTS: &[Field] = &[may("introduction", Text(0, 2000))];
/// The members by which texts are kept in the profile; never shown with it.
const TEXTS_KEY: &str = "custom_text";

/// The description.
pub(super) static PROFILES: Collection = Collection {
    noun: "a Self-Service Profile",
    make_id: || ids::long("ssp"),
    style: Style::Paged(USUAL),
    create: CREATE,
    change: CHANGE,
    forgiving: true,
    missing,
    settle,
    show: without_texts,
    show_listed: without_texts,
    ..Collection::usual("/self-service-profiles", "self_service_profiles", "self_service_profiles")
};

type TextPath = web::Path<(String, String, String)>;

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    let texts = "/self-service-profiles/{id}/custom-text/{language}/{page}";
    config.route(texts, web::get().to(get_texts)).route(texts, web::put().to(put_texts));
    PROFILES.configure(config);
}

fn missing(id: &str) -> ApiError {
    ApiError::not_found(format!("Profile with ID: {id} not found"))
}

fn settle(draft: &Draft<'_>, body: &mut Map<String, Value>) -> Result<(), ApiError> {
    if draft.before.is_none() && draft.state.documents.count(PROFILES.path) >= MOST {
        return Err(ApiError::conflict(None, "No more profiles can be created for this tenant."));
    }
    let asks = |name: &str| draft.wish.get(name).is_some_and(|value| !value.is_null());
    if asks("user_attributes") && asks("user_attribute_profile_id") {
        return Err(ApiError::invalid_body(
            "user_attributes and user_attribute_profile_id cannot be used together.",
        ));
    }
    if let Some(profile) = draft.wish.get("user_attribute_profile_id").and_then(Value::as_str) {
        super::user_attribute_profiles::USER_ATTRIBUTE_PROFILES.find(&draft.state.documents, profile)?;
        body.insert("user_attributes".to_owned(), json!([]));
    } else if asks("user_attributes") {
        body.remove("user_attribute_profile_id");
    }
    body.entry("user_attributes").or_insert(json!([]));
    body.entry("allowed_strategies").or_insert(json!([
        "oidc",
        "samlp",
        "waad",
        "google-apps",
        "adfs",
        "okta"
    ]));
    Ok(())
}

fn without_texts(body: &Map<String, Value>) -> Map<String, Value> {
    let mut shown = body.clone();
    shown.remove(TEXTS_KEY);
    shown
}

/// The only text there is: English, first page.
fn check_place((_, language, page): &(String, String, String)) -> Result<(), ApiError> {
    for (name, value, only) in [("language", language, "en"), ("page", page, "get-started")] {
        if value != only {
            return Err(ApiError::path(&format!("No enum match for: {value}"), name));
        }
    }
    Ok(())
}

async fn get_texts(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: TextPath,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:self_service_profile_custom_texts"])?;
    check_place(&path)?;
    let profile = tenant.read(|state| PROFILES.find(&state.documents, &path.0))?;
    Ok(HttpResponse::Ok().json(profile.body.get(TEXTS_KEY).unwrap_or(&json!({}))))
}

async fn put_texts(
    tenant: web::Data<Tenant>,
    caller: Caller,
    path: TextPath,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:self_service_profile_custom_texts"])?;
    check_place(&path)?;
    let texts = Value::Object(body::object(&bytes, TEXTS)?);
    tenant.write(|state| {
        let mut profile = PROFILES.find(&state.documents, &path.0)?;
        profile.body.insert(TEXTS_KEY.to_owned(), texts.clone());
        state.documents.put(PROFILES.path, profile);
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Ok().json(texts))
}
