//! `/attack-protection`, `/risk-assessments` and `/supplemental-signals`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::{budget::Tier, tenant::state::State};

use super::{
    super::{
        ApiError,
        access::Caller,
        formats::ADDRESS_OR_RANGE,
        schema::{
            Field,
            Kind::{self, Flag, Integer, List, Object, OneOf, Record, Text},
            MANY, may, must,
        },
    },
    singleton::Singleton,
};

const SCOPE: &str = "attack_protection";
const ADDRESSES: Kind = List(&ADDRESS_OR_RANGE, 0, 100);
const POLICY: Kind = OneOf(&["never", "when_risky", "always"]);
const STAGE_SHIELDS: Kind =
    Record(&[may("shields", List(&OneOf(&["block", "admin_notification"]), 0, MANY))]);
const THROTTLE_LOGIN: Kind =
    Record(&[may("max_attempts", Integer(1, 2500)), may("rate", Integer(34_560, 86_400_000))]);
const THROTTLE_SIGN_UP: Kind =
    Record(&[may("max_attempts", Integer(1, 72_000)), may("rate", Integer(1200, 86_400_000))]);
const THROTTLE_EXCHANGE: Kind =
    Record(&[may("max_attempts", Integer(1, 2500)), may("rate", Integer(1200, 86_400_000))]);
const KEY: Kind = Text(0, 100);
const KEY_AND_SECRET: &[Field] = &[must("site_key", KEY), must("secret", KEY)];

pub(super) static BRUTE_FORCE: Singleton = Singleton {
    usual: || {
        json!({
            "enabled": true, "shields": ["block", "user_notification"],
            "mode": "count_per_identifier_and_ip", "allowlist": [], "max_attempts": 10,
        })
    },
    change: &[
        may("enabled", Flag),
        may("shields", List(&OneOf(&["block", "user_notification"]), 0, MANY)),
        may("allowlist", ADDRESSES),
        may("mode", OneOf(&["count_per_identifier_and_ip", "count_per_identifier"])),
        may("max_attempts", Integer(1, 100)),
    ],
    ..Singleton::usual("/attack-protection/brute-force-protection", SCOPE)
};

static BREACHED_PASSWORDS: Singleton = Singleton {
    usual: || {
        json!({
            "enabled": false, "shields": [], "admin_notification_frequency": [], "method": "standard",
            "stage": { "pre-user-registration": { "shields": [] }, "pre-change-password": { "shields": [] } },
        })
    },
    change: &[
        may("enabled", Flag),
        may("shields", List(&OneOf(&["block", "user_notification", "admin_notification"]), 0, MANY)),
        may(
            "admin_notification_frequency",
            List(&OneOf(&["immediately", "daily", "weekly", "monthly"]), 0, MANY),
        ),
        may("method", OneOf(&["standard", "enhanced"])),
        may(
            "stage",
            Record(&[may("pre-user-registration", STAGE_SHIELDS), may("pre-change-password", STAGE_SHIELDS)]),
        ),
    ],
    ..Singleton::usual("/attack-protection/breached-password-detection", SCOPE)
};

pub(super) static SUSPICIOUS_IP: Singleton = Singleton {
    usual: || {
        json!({
            "enabled": true, "shields": ["admin_notification", "block"], "allowlist": [],
            "stage": {
                "pre-login": { "max_attempts": 100, "rate": 864_000 },
                "pre-user-registration": { "max_attempts": 50, "rate": 1200 },
                "pre-custom-token-exchange": { "max_attempts": 10, "rate": 600_000 },
            },
        })
    },
    change: &[
        may("enabled", Flag),
        may("shields", List(&OneOf(&["block", "admin_notification"]), 0, MANY)),
        may("allowlist", ADDRESSES),
        may(
            "stage",
            Record(&[
                may("pre-login", THROTTLE_LOGIN),
                may("pre-user-registration", THROTTLE_SIGN_UP),
                may("pre-custom-token-exchange", THROTTLE_EXCHANGE),
            ]),
        ),
    ],
    ..Singleton::usual("/attack-protection/suspicious-ip-throttling", SCOPE)
};

static BOT_DETECTION: Singleton = Singleton {
    entitled: |tier| match tier {
        Tier::Free => Err(ApiError::forbidden(
            "insufficient_entitlement",
            "Please upgrade your subscription to use bot detection",
        )),
        _ => Ok(()),
    },
    usual: || {
        json!({
            "challenge_password_policy": "never", "challenge_passwordless_policy": "never",
            "challenge_password_reset_policy": "never", "allowlist": [], "bot_detection_level": "medium",
            "monitoring_mode_enabled": false,
        })
    },
    change: &[
        may("bot_detection_level", OneOf(&["low", "medium", "high"])),
        may("challenge_password_policy", POLICY),
        may("challenge_passwordless_policy", POLICY),
        may("challenge_password_reset_policy", POLICY),
        may("allowlist", ADDRESSES),
        may("monitoring_mode_enabled", Flag),
    ],
    ..Singleton::usual("/attack-protection/bot-detection", SCOPE)
};

static CAPTCHA: Singleton = Singleton {
    usual: || {
        json!({
            "active_provider_id": "auth_challenge", "simple_captcha": {}, "auth_challenge": { "fail_open": false },
            "recaptcha_v2": { "site_key": "" }, "recaptcha_enterprise": { "site_key": "", "project_id": "" },
            "hcaptcha": { "site_key": "" }, "friendly_captcha": { "site_key": "" },
            "arkose": {
                "site_key": "", "client_subdomain": "client-api", "verify_subdomain": "verify-api",
                "fail_open": false,
            },
        })
    },
    change: &[
        may(
            "active_provider_id",
            OneOf(&[
                "arkose",
                "auth_challenge",
                "friendly_captcha",
                "hcaptcha",
                "recaptcha_v2",
                "recaptcha_enterprise",
                "simple_captcha",
            ]),
        ),
        may(
            "arkose",
            Record(&[
                must("site_key", KEY),
                must("secret", KEY),
                may("client_subdomain", KEY),
                may("verify_subdomain", KEY),
                may("fail_open", Flag),
            ]),
        ),
        may("auth_challenge", Record(&[must("fail_open", Flag)])),
        may("hcaptcha", Record(KEY_AND_SECRET)),
        may("friendly_captcha", Record(KEY_AND_SECRET)),
        may(
            "recaptcha_enterprise",
            Record(&[must("site_key", KEY), must("api_key", KEY), must("project_id", KEY)]),
        ),
        may("recaptcha_v2", Record(KEY_AND_SECRET)),
        may("simple_captcha", Object),
    ],
    show: without_keys,
    ..Singleton::usual("/attack-protection/captcha", SCOPE)
};

static PHONE_PROVIDER: Singleton = Singleton {
    usual: || json!({ "type": "none" }),
    change: &[must("type", OneOf(&["exponential", "none"]))],
    ..Singleton::usual("/attack-protection/phone-provider-protection", SCOPE)
};

static RISK: Singleton = Singleton {
    usual: || json!({ "enabled": false }),
    change: &[must("enabled", Flag)],
    ..Singleton::usual("/risk-assessments/settings", SCOPE)
};

static NEW_DEVICE: Singleton = Singleton {
    usual: || json!({ "remember_for": 30 }),
    change: &[must("remember_for", Integer(1, 365))],
    ..Singleton::usual("/risk-assessments/settings/new-device", SCOPE)
};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    for setting in [
        &BRUTE_FORCE,
        &BREACHED_PASSWORDS,
        &SUSPICIOUS_IP,
        &BOT_DETECTION,
        &CAPTCHA,
        &PHONE_PROVIDER,
        &RISK,
        &NEW_DEVICE,
    ] {
        setting.configure(config);
    }
    config
        .route("/supplemental-signals", web::get().to(|caller| supplemental_signals("read", caller)))
        .route("/supplemental-signals", web::patch().to(|caller| supplemental_signals("update", caller)));
}

fn without_keys(_: &State, body: &Map<String, Value>) -> Map<String, Value> {
    let mut shown = body.clone();
    for provider in shown.values_mut().filter_map(Value::as_object_mut) {
        provider.retain(|name, _| name != "secret" && name != "api_key");
    }
    shown
}

/// An add-on that is not part of any plan; Auth0 words the refusal as a lack of scope.
async fn supplemental_signals(verb: &str, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&[&format!("{verb}:{SCOPE}")])?;
    Err(ApiError::forbidden(
        "insufficient_scope",
        "Please upgrade your subscription to enable Akamai Signals.",
    ))
}
