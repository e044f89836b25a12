//! `/guardian`: factors, their providers, and the policy

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, state::State};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        schema::{
            self, Field,
            Kind::{self, Flag, List, Nullable, OneOf, Text},
            MANY, may, must,
        },
    },
    singleton::{Singleton, Way},
};

const SCOPE: &str = "guardian_factors";
/// In the order in which Auth0 lists them.
const FACTORS: &[&str] = &[
    "sms",
    "push-notification",
    "otp",
    "email",
    "duo",
    "webauthn-roaming",
    "webauthn-platform",
    "recovery-code",
];
const FACTORS_KEY: &str = "/guardian/factors";
const POLICIES_KEY: &str = "/guardian/policies";
const ENABLED: &[Field] = &[must("enabled", Flag)];
const POLICIES: Kind = List(&OneOf(&["all-applications", "confidence-score"]), 0, MANY);
const SETTING: Kind = Nullable(&Text(1, 10_000));
const MESSAGES: &[Field] =
    &[must("enrollment_message", Text(0, MANY)), must("verification_message", Text(0, MANY))];
const TWILIO: &[Field] = &[
    may("from", Nullable(&Text(0, 64))),
    may("messaging_service_sid", SETTING),
    may("auth_token", SETTING),
    may("sid", SETTING),
];
const PROVIDER: &[Field] = &[must("provider", OneOf(&["auth0", "twilio", "phone-message-hook"]))];

static SMS_TEMPLATES: Singleton = messages("/guardian/factors/sms/templates");
static PHONE_TEMPLATES: Singleton = messages("/guardian/factors/phone/templates");
static SMS_TWILIO: Singleton = twilio("/guardian/factors/sms/providers/twilio");
static PHONE_TWILIO: Singleton = twilio("/guardian/factors/phone/providers/twilio");
static SMS_PROVIDER: Singleton = provider("/guardian/factors/sms/selected-provider");
static PHONE_PROVIDER: Singleton = provider("/guardian/factors/phone/selected-provider");
static PUSH_PROVIDER: Singleton = Singleton {
    usual: || json!({ "provider": "guardian" }),
    change: &[must("provider", OneOf(&["guardian", "sns", "direct"]))],
    way: Way::Put,
    ..Singleton::usual("/guardian/factors/push-notification/selected-provider", SCOPE)
};
static MESSAGE_TYPES: Singleton = Singleton {
    usual: || json!({ "message_types": [] }),
    change: &[must("message_types", List(&OneOf(&["sms", "voice"]), 0, MANY))],
    way: Way::Put,
    ..Singleton::usual("/guardian/factors/phone/message-types", SCOPE)
};
static DUO: Singleton = Singleton {
    change: &[may("ikey", Text(0, 10_000)), may("skey", Text(1, 10_000)), may("host", Text(0, 10_000))],
    way: Way::PatchAndPut,
    ..Singleton::usual("/guardian/factors/duo/settings", SCOPE)
};
static APNS: Singleton = Singleton {
    change: &[may("sandbox", Flag), may("bundle_id", SETTING), may("p12", SETTING)],
    way: Way::PatchAndPut,
    show: |_, body| without(body, &["p12"]),
    ..Singleton::usual("/guardian/factors/push-notification/providers/apns", SCOPE)
};
static FCM: Singleton = Singleton {
    change: &[may("server_key", SETTING)],
    way: Way::PatchAndPut,
    show: |_, body| without(body, &["server_key"]),
    ..Singleton::usual("/guardian/factors/push-notification/providers/fcm", SCOPE)
};
static FCM_V1: Singleton = Singleton {
    change: &[may("server_credentials", SETTING)],
    way: Way::PatchAndPut,
    show: |_, body| without(body, &["server_credentials"]),
    ..Singleton::usual("/guardian/factors/push-notification/providers/fcmv1", SCOPE)
};
static SNS: Singleton = Singleton {
    change: &[
        may("aws_access_key_id", SETTING),
        may("aws_secret_access_key", SETTING),
        may("aws_region", SETTING),
        may("sns_apns_platform_application_arn", SETTING),
        may("sns_gcm_platform_application_arn", SETTING),
    ],
    way: Way::PatchAndPut,
    ..Singleton::usual("/guardian/factors/push-notification/providers/sns", SCOPE)
};

const fn messages(path: &'static str) -> Singleton {
    Singleton { change: MESSAGES, way: Way::Put, ..Singleton::usual(path, SCOPE) }
}

const fn twilio(path: &'static str) -> Singleton {
    Singleton { change: TWILIO, way: Way::Put, ..Singleton::usual(path, SCOPE) }
}

const fn provider(path: &'static str) -> Singleton {
    Singleton {
        usual: || json!({ "provider": "auth0" }),
        change: PROVIDER,
        way: Way::Put,
        ..Singleton::usual(path, SCOPE)
    }
}

fn without(body: &Map<String, Value>, secrets: &[&str]) -> Map<String, Value> {
    let mut shown = body.clone();
    shown.retain(|name, _| !secrets.contains(&name.as_str()));
    shown
}

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    for setting in [
        &SMS_TEMPLATES,
        &PHONE_TEMPLATES,
        &SMS_TWILIO,
        &PHONE_TWILIO,
        &SMS_PROVIDER,
        &PHONE_PROVIDER,
        &PUSH_PROVIDER,
        &MESSAGE_TYPES,
        &DUO,
        &APNS,
        &SNS,
    ] {
        setting.configure(config);
    }
    FCM.configure_changing(config);
    FCM_V1.configure_changing(config);
    config
        .route("/guardian/factors", web::get().to(list_factors))
        .route("/guardian/factors/{name}", web::put().to(switch_factor))
        .route("/guardian/policies", web::get().to(get_policies))
        .route("/guardian/policies", web::put().to(put_policies));
}

fn enabled(state: &State, factor: &str) -> bool {
    state.documents.single(FACTORS_KEY).and_then(|all| all.get(factor)).is_some_and(|on| on == &json!(true))
}

async fn list_factors(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:guardian_factors"])?;
    let factors: Vec<Value> = tenant.read(|state| {
        let show =
            |name: &&str| json!({ "name": name, "enabled": enabled(state, name), "trial_expired": false });
        FACTORS.iter().map(show).collect()
    });
    Ok(HttpResponse::Ok().json(factors))
}

async fn switch_factor(
    tenant: web::Data<Tenant>,
    caller: Caller,
    name: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:guardian_factors"])?;
    if !FACTORS.contains(&name.as_str()) {
        return Err(ApiError::path(&format!("No enum match for: {name}"), "name"));
    }
    let wish = body::object(&bytes, ENABLED)?;
    tenant.write(|state| {
        let mut all = state.documents.single(FACTORS_KEY).cloned().unwrap_or_default();
        all.insert(name.into_inner(), wish["enabled"].clone());
        state.documents.put_single(FACTORS_KEY, all);
    });
    Ok(HttpResponse::Ok().json(wish))
}

async fn get_policies(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:mfa_policies"])?;
    let kept = tenant.read(|state| state.documents.single(POLICIES_KEY).map(|all| all["policies"].clone()));
    Ok(HttpResponse::Ok().json(kept.unwrap_or_else(|| json!([]))))
}

async fn put_policies(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:mfa_policies"])?;
    let policies = body::value(&bytes)?;
    schema::check_value(&policies, &POLICIES)?;
    let kept = Map::from_iter([("policies".to_owned(), policies.clone())]);
    tenant.write(|state| state.documents.put_single(POLICIES_KEY, kept));
    Ok(HttpResponse::Ok().json(policies))
}
