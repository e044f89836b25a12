//! `/connection-profiles` and their templates

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::ids;

use super::{
    super::{
        ApiError,
        access::Caller,
        schema::{
            Field,
            Kind::{self, List, Nullable, OneOf, Record, Text},
            MANY, may, must,
        },
    },
    Collection, Style,
};

const NAME_PATTERN: &str = "^(?!-)(?!.*--)(?:[a-zA-Z0-9-]|{org_id}|{org_name})*$";
const LEVELS: Kind = OneOf(&["none", "optional", "required"]);
const FEATURES: Kind = List(&OneOf(&["scim", "universal_logout"]), 0, MANY);
const OVERRIDE: Kind =
    Nullable(&Record(&[may("enabled_features", FEATURES), may("connection_config", Record(&[]))]));
const ORGANIZATION: Kind =
    Record(&[may("show_as_button", LEVELS), may("assign_membership_on_login", LEVELS)]);
const OVERRIDES: Kind = Nullable(&Record(&[
    may("pingfederate", OVERRIDE),
    may("ad", OVERRIDE),
    may("adfs", OVERRIDE),
    may("waad", OVERRIDE),
    may("google-apps", OVERRIDE),
    may("okta", OVERRIDE),
    may("oidc", OVERRIDE),
    may("samlp", OVERRIDE),
]));
const PREFIX: Kind = Kind::Pattern(MANY, NAME_PATTERN, is_prefix);

/// What creation and change both take.
macro_rules! settings {
    ($name:expr) => {
        &[
            $name,
            may("organization", ORGANIZATION),
            may("connection_name_prefix_template", PREFIX),
            may("enabled_features", FEATURES),
            may("connection_config", Record(&[])),
            may("strategy_overrides", OVERRIDES),
        ]
    };
}
const CREATE: &[Field] = settings!(must("name", Text(1, 50)));
const CHANGE: &[Field] = settings!(may("name", Text(1, 50)));

/// The description.
pub(super) static CONNECTION_PROFILES: Collection = Collection {
    noun: "a Connection Profile",
    make_id: || ids::long("cop"),
    style: Style::Checkpoint(5, 10),
    create: CREATE,
    change: CHANGE,
    stamped: false,
    forgiving: true,
    missing: |_| ApiError::not_found("Connection profile not found."),
    settle: |_, body| {
        complete(body);
        Ok(())
    },
    ..Collection::usual("/connection-profiles", "connection_profiles", "connection_profiles")
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connection-profiles/templates", web::get().to(list_templates))
        .route("/connection-profiles/templates/{id}", web::get().to(get_template));
    CONNECTION_PROFILES.configure(config);
}

fn is_prefix(text: &str) -> bool {
    let plain = text.replace("{org_id}", "x").replace("{org_name}", "x");
    text.len() <= 15.max(plain.len())
        && !plain.starts_with('-')
        && !plain.contains("--")
        && plain.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

fn complete(body: &mut Map<String, Value>) {
    body.entry("strategy_overrides").or_insert(Value::Null);
}

fn templates() -> [Value; 2] {
    let template = |id: &str, display_name: &str, features: &[&str]| {
        json!({
            "id": id,
            "display_name": display_name,
            "template": {
                "name": display_name,
                "organization": { "show_as_button": "optional", "assign_membership_on_login": "required" },
                "connection_name_prefix_template": "con-{org_id}",
                "enabled_features": features,
                "connection_config": {},
            },
        })
    };
    [
        template("auth0-default", "Sign-in only", &[]),
        template("auth0-provisioning", "Sign-in and provisioning", &["scim", "universal_logout"]),
    ]
}

async fn list_templates(caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connection_profiles"])?;
    Ok(HttpResponse::Ok().json(json!({ "connection_profile_templates": templates() })))
}

async fn get_template(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connection_profiles"])?;
    let found = templates().into_iter().find(|template| template["id"] == json!(*id));
    let missing = || ApiError::not_found("Connection profile template not found.");
    Ok(HttpResponse::Ok().json(found.ok_or_else(missing)?))
}
