//! `/tenants/settings`

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, state::State};

use super::{
    ApiError,
    access::Caller,
    body,
    fields::Fields,
    formats::is_hostname,
    plain,
    query::Query,
    schema::{
        Field,
        Kind::{self, Flag, Format, Integer, List, Nullable, Object, OneOf, Open, Pattern, Record, Text},
        MANY, may, must,
    },
};

const PAGE: Kind = Nullable(&Record(&[may("enabled", Flag), may("html", Text(0, MANY))]));
const ADDRESS: Kind =
    Format("absolute-uri-or-empty", |text| text.is_empty() || url::Url::parse(text).is_ok());
const SECURE: Kind = Format("absolute-https-uri-or-empty", |text| {
    text.is_empty() || text.starts_with("https://") || text.starts_with("http://localhost")
});
const EMAIL: Kind = Format("email-or-empty", |text| {
    text.is_empty()
        || text.rsplit_once('@').is_some_and(|(name, domain)| !name.is_empty() && is_hostname(domain))
});
const LOCALE: Kind = Pattern(10, "^[a-z]{2,3}(-[A-Z0-9]{2,3})?$", is_locale);
const COUNT: Kind = Integer(1, i64::MAX);
const QUOTA: Kind = Open(&[must(
    "client_credentials",
    Record(&[
        may("enforce", Flag),
        may("per_day", Integer(1, 2_147_483_647)),
        may("per_hour", Integer(1, 2_147_483_647)),
    ]),
)]);
const FLAGS: &[Field] = &[
    may("change_pwd_flow_v1", Flag),
    may("enable_apis_section", Flag),
    may("disable_impersonation", Flag),
    may("enable_client_connections", Flag),
    may("enable_pipeline2", Flag),
    may("allow_legacy_delegation_grant_types", Flag),
    may("allow_legacy_ro_grant_types", Flag),
    may("allow_legacy_tokeninfo_endpoint", Flag),
    may("enable_legacy_profile", Flag),
    may("enable_idtoken_api2", Flag),
    may("enable_public_signup_user_exists_error", Flag),
    may("enable_sso", Flag),
    may("allow_changing_enable_sso", Flag),
    may("disable_clickjack_protection_headers", Flag),
    may("no_disclose_enterprise_connections", Flag),
    may("enforce_client_authentication_on_passwordless_start", Flag),
    may("enable_adfs_waad_email_verification", Flag),
    may("revoke_refresh_token_grant", Flag),
    may("dashboard_log_streams_next", Flag),
    may("dashboard_insights_view", Flag),
    may("disable_fields_map_fix", Flag),
    may("mfa_show_factor_list_on_enrollment", Flag),
    may("remove_alg_from_jwks", Flag),
    may("improved_signup_bot_detection_in_classic", Flag),
    may("genai_trial", Flag),
    may("enable_dynamic_client_registration", Flag),
    may("disable_management_api_sms_obfuscation", Flag),
    may("trust_azure_adfs_email_verified_connection_property", Flag),
    may("custom_domains_provisioning", Flag),
    may("use_scope_descriptions_for_consent", Flag),
];
const CHANGE: &[Field] = &[
    may("change_password", PAGE),
    may("guardian_mfa_page", PAGE),
    may(
        "device_flow",
        Nullable(&Record(&[may("charset", OneOf(&["base20", "digits"])), may("mask", Text(0, 20))])),
    ),
    may("default_audience", Text(0, MANY)),
    may("default_directory", Text(0, MANY)),
    may(
        "error_page",
        Nullable(&Record(&[may("html", Text(0, MANY)), may("show_log_link", Flag), may("url", ADDRESS)])),
    ),
    may("default_token_quota", Nullable(&Record(&[may("clients", QUOTA), may("organizations", QUOTA)]))),
    may("flags", Record(FLAGS)),
    may("friendly_name", Text(0, MANY)),
    may("picture_url", ADDRESS),
    may("support_email", EMAIL),
    may("support_url", ADDRESS),
    may("allowed_logout_urls", List(&Text(0, MANY), 0, MANY)),
    may("session_lifetime", COUNT),
    may("session_lifetime_in_minutes", COUNT),
    may("idle_session_lifetime", COUNT),
    may("idle_session_lifetime_in_minutes", COUNT),
    may("ephemeral_session_lifetime", COUNT),
    may("ephemeral_session_lifetime_in_minutes", COUNT),
    may("idle_ephemeral_session_lifetime", COUNT),
    may("idle_ephemeral_session_lifetime_in_minutes", COUNT),
    may("sandbox_version", Text(0, 8)),
    may("legacy_sandbox_version", Text(0, 8)),
    may("default_redirection_uri", SECURE),
    may("enabled_locales", List(&LOCALE, 1, MANY)),
    may("security_headers", Nullable(&Object)),
    may("session_cookie", Nullable(&Record(&[must("mode", OneOf(&["persistent", "non-persistent"]))]))),
    may("sessions", Nullable(&Record(&[may("oidc_logout_prompt_enabled", Flag)]))),
    may("oidc_logout", Record(&[may("rp_logout_end_session_endpoint_discovery", Flag)])),
    may("customize_mfa_in_postlogin_action", Nullable(&Flag)),
    may("allow_organization_name_in_authentication_api", Nullable(&Flag)),
    may("acr_values_supported", Nullable(&List(&Text(0, MANY), 0, MANY))),
    may("mtls", Nullable(&Record(&[may("enable_endpoint_aliases", Flag)]))),
    may("pushed_authorization_requests_supported", Nullable(&Flag)),
    may("authorization_response_iss_parameter_supported", Nullable(&Flag)),
    may("skip_non_verifiable_callback_uri_confirmation_prompt", Nullable(&Flag)),
    may("resource_parameter_profile", OneOf(&["audience", "compatibility"])),
    may("client_id_metadata_document_supported", Flag),
    may("enable_ai_guide", Flag),
    may("phone_consolidated_experience", Flag),
    may("include_session_metadata_in_tenant_logs", Flag),
    may("dynamic_client_registration_security_mode", OneOf(&["strict", "permissive"])),
    may(
        "country_codes",
        Nullable(&Record(&[may("list", List(&Text(2, 2), 0, MANY)), may("mode", OneOf(&["allow", "deny"]))])),
    ),
    may("universal_login", Object),
];
/// Lifetimes that are kept in hours and may also be sent in minutes.
const LIFETIMES: &[&str] = &[
    "session_lifetime",
    "idle_session_lifetime",
    "ephemeral_session_lifetime",
    "idle_ephemeral_session_lifetime",
];
/// Flags that nobody can switch back once they are on, as Auth0 marks them after a change.
const LOCKED: &[(&str, &str)] = &[(
    "enforce_client_authentication_on_passwordless_start",
    "cannot_change_enforce_client_authentication_on_passwordless_start",
)];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/tenants/settings", web::get().to(get)).route("/tenants/settings", web::patch().to(update));
}

fn is_locale(text: &str) -> bool {
    let (language, region) = text.split_once('-').map_or((text, None), |(first, rest)| (first, Some(rest)));
    (2..=3).contains(&language.len())
        && language.chars().all(|letter| letter.is_ascii_lowercase())
        && region.is_none_or(|region| (2..=3).contains(&region.len()))
}

/// How a tenant is before anyone changes it.
fn usual() -> Value {
    json!({
        "friendly_name": "Acme Cloud",
        "enabled_locales": ["en"],
        "sandbox_version": "22",
        "sandbox_versions_available": ["22", "18", "12"],
        "session_lifetime": 168,
        "idle_session_lifetime": 72,
        "flags": {
            "allow_changing_enable_sso": false, "allow_legacy_delegation_grant_types": false,
            "allow_legacy_ro_grant_types": false, "change_pwd_flow_v1": false, "disable_impersonation": true,
            "enable_apis_section": false, "enable_client_connections": false,
            "enable_custom_domain_in_emails": false, "enable_dynamic_client_registration": false,
            "enable_legacy_logs_search_v2": false, "enable_public_signup_user_exists_error": true,
            "enable_sso": true, "new_universal_login_experience_enabled": true, "universal_login": true,
            "use_scope_descriptions_for_consent": false, "revoke_refresh_token_grant": false,
            "disable_clickjack_protection_headers": false, "enable_pipeline2": false,
        },
    })
}

async fn get(tenant: web::Data<Tenant>, caller: Caller, query: Query) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:tenant_settings"])?;
    let fields = Fields::read(&query, &[])?;
    Ok(HttpResponse::Ok().json(fields.apply(tenant.read(view))))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:tenant_settings"])?;
    let mut wish = body::patch(&bytes, CHANGE)?;
    convert_minutes(&mut wish);
    let shown = tenant.write(|state| {
        for (name, value) in wish {
            keep(state, name, value);
        }
        view_of_change(state)
    });
    Ok(HttpResponse::Ok().json(shown))
}

fn convert_minutes(wish: &mut Map<String, Value>) {
    for name in LIFETIMES {
        if let Some(minutes) = wish.remove(&format!("{name}_in_minutes")).and_then(|value| value.as_f64()) {
            let hours = minutes / 60.0;
            let whole = hours.fract() == 0.0;
            #[expect(clippy::cast_possible_truncation, reason = "it is whole, and far below 2^53")]
            let hours = if whole { json!(hours as i64) } else { json!(hours) };
            wish.insert((*name).to_owned(), hours);
        }
    }
}

/// Flags and logout settings are merged; the rest is replaced. Null puts back what was there at first.
fn keep(state: &mut State, name: String, value: Value) {
    match value {
        Value::Null => {
            state.settings.remove(&name);
        }
        Value::Object(new) if name == "flags" || name == "oidc_logout" => {
            let kept = state.settings.entry(name).or_insert_with(|| json!({}));
            if let Some(kept) = kept.as_object_mut() {
                for (flag, lock) in LOCKED {
                    if new.get(*flag) == Some(&json!(true)) {
                        kept.insert((*lock).to_owned(), json!(true));
                    }
                }
                kept.extend(new);
            }
        }
        // Shown with the branding and the prompts, where it is kept.
        Value::Object(_) if name == "universal_login" => {}
        value => {
            state.settings.insert(name, value);
        }
    }
}

fn view(state: &State) -> Value {
    let mut settings = usual();
    for (name, value) in &state.settings {
        match (settings.get_mut(name).and_then(Value::as_object_mut), value) {
            (Some(usual), Value::Object(changed)) => usual.extend(changed.clone()),
            _ => settings[name] = value.clone(),
        }
    }
    if let Some(colours) = plain::branding_colours(state) {
        settings["universal_login"] = json!({ "colors": colours });
    }
    settings
}

/// The answer to a change shows some things that reading does not, and the other way round.
fn view_of_change(state: &State) -> Value {
    let mut settings = view(state);
    if let Some(settings) = settings.as_object_mut() {
        settings.remove("sandbox_versions_available");
    }
    for (flag, lock) in LOCKED {
        if settings["flags"].get(flag).is_none() {
            settings["flags"][flag] = json!(true);
            settings["flags"][lock] = json!(true);
        }
    }
    settings["universal_login"]["identifier_first"] = plain::identifier_first(state);
    settings
}
