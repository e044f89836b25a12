//! `/user-attribute-profiles` and their templates

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::ids;

use super::{
    super::{
        ApiError,
        access::Caller,
        schema::{
            Field,
            Kind::{self, Flag, List, Nullable, OneOf, Record, Text},
            MANY, may, must,
        },
    },
    Collection, Style,
};

const SAML: Kind = List(&Text(1, 128), 1, MANY);
const CLAIM: Kind = Record(&[must("mapping", Text(1, 50)), may("display_name", Text(1, 50))]);
const USER_ID_OVERRIDE: Kind = Record(&[
    may("oidc_mapping", OneOf(&["sub", "oid", "email"])),
    may("saml_mapping", SAML),
    may("scim_mapping", Text(1, 128)),
]);
const ATTRIBUTE_OVERRIDE: Kind =
    Record(&[may("oidc_mapping", CLAIM), may("saml_mapping", SAML), may("scim_mapping", Text(1, 128))]);

/// The same for each strategy.
macro_rules! per_strategy {
    ($kind:expr) => {
        Record(&[
            may("pingfederate", $kind),
            may("ad", $kind),
            may("adfs", $kind),
            may("waad", $kind),
            may("google-apps", $kind),
            may("okta", $kind),
            may("oidc", $kind),
            may("samlp", $kind),
        ])
    };
}
const USER_ID: Kind = Record(&[
    may("oidc_mapping", OneOf(&["sub"])),
    may("saml_mapping", SAML),
    may("scim_mapping", Text(1, 128)),
    may("strategy_overrides", per_strategy!(USER_ID_OVERRIDE)),
]);
const ATTRIBUTES: Kind = Kind::Map(
    &Record(&[
        must("description", Text(1, 128)),
        must("label", Text(1, 128)),
        must("profile_required", Flag),
        must("auth0_mapping", Text(1, 50)),
        may("oidc_mapping", CLAIM),
        may("saml_mapping", SAML),
        may("scim_mapping", Text(1, 128)),
        may("strategy_overrides", per_strategy!(ATTRIBUTE_OVERRIDE)),
    ]),
    64,
);
const CREATE: &[Field] =
    &[must("name", Text(1, 128)), may("user_id", USER_ID), must("user_attributes", ATTRIBUTES)];
const CHANGE: &[Field] =
    &[may("name", Text(1, 128)), may("user_id", Nullable(&USER_ID)), may("user_attributes", ATTRIBUTES)];

/// The description.
pub(super) static USER_ATTRIBUTE_PROFILES: Collection = Collection {
    noun: "a User Attribute Profile",
    make_id: || ids::long("uap"),
    style: Style::Checkpoint(5, 10),
    create: CREATE,
    change: CHANGE,
    stamped: false,
    forgiving: true,
    missing: |_| ApiError::not_found("User attribute profile not found."),
    settle: |_, body| {
        let empty = body.get("user_attributes").and_then(Value::as_object).is_some_and(Map::is_empty);
        if empty {
            return Err(ApiError::payload("Too few properties defined (0), minimum 1", "user_attributes"));
        }
        complete(body);
        Ok(())
    },
    ..Collection::usual("/user-attribute-profiles", "user_attribute_profiles", "user_attribute_profiles")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/user-attribute-profiles/templates", web::get().to(list_templates))
        .route("/user-attribute-profiles/templates/{id}", web::get().to(get_template));
    USER_ATTRIBUTE_PROFILES.configure(config);
}

/// An absent or empty `user_id` stands for the usual mapping.
fn complete(body: &mut Map<String, Value>) {
    let given = body.get("user_id").and_then(Value::as_object).is_some_and(|object| !object.is_empty());
    if !given {
        body.insert("user_id".to_owned(), usual_user_id());
    }
}

fn usual_user_id() -> Value {
    const CLAIMS: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
    json!({
        "oidc_mapping": "sub",
        "saml_mapping": [
            format!("{CLAIMS}/nameidentifier"), format!("{CLAIMS}/upn"), format!("{CLAIMS}/name"),
        ],
        "scim_mapping": "externalId",
    })
}

fn templates() -> [Value; 1] {
    let attribute = |label: &str, name: &str, scim: &str, required: bool| {
        json!({
            "label": label, "description": format!("{label} of the person"), "auth0_mapping": name,
            "oidc_mapping": { "mapping": name }, "scim_mapping": scim, "profile_required": required,
        })
    };
    [json!({
        "id": "auth0-default",
        "display_name": "E-mail and names",
        "template": {
            "name": "E-mail and names",
            "user_id": usual_user_id(),
            "user_attributes": {
                "email": attribute("E-mail address", "email", "emails[primary eq true].value", true),
                "given_name": attribute("First name", "given_name", "name.givenName", false),
                "family_name": attribute("Last name", "family_name", "name.familyName", false),
            },
        },
    })]
}

async fn list_templates(caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:user_attribute_profiles"])?;
    Ok(HttpResponse::Ok().json(json!({ "user_attribute_profile_templates": templates() })))
}

async fn get_template(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:user_attribute_profiles"])?;
    let found = templates().into_iter().find(|template| template["id"] == json!(*id));
    let missing = || ApiError::not_found("User attribute profile template not found.");
    Ok(HttpResponse::Ok().json(found.ok_or_else(missing)?))
}
