//! What the server makes of a connection's `options`: taken as given, then completed by what it derives.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::tenant::{Tenant, provider_documents::FetchProblem};

use super::{ApiError, certificates::Certificates, saml_metadata};

const SAML_METADATA_LIMIT: usize = 4 * 1024 * 1024;
const DISCOVERY_LIMIT: usize = 128 * 1024;
const DERIVED: [&str; 4] = ["cert", "thumbprints", "expires", "subject"];
const ENDPOINTS: [&str; 5] =
    ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"];

type Options = Map<String, Value>;

/// The options as they are kept.
pub(super) async fn complete(
    tenant: &Tenant,
    strategy: &str,
    options: Options,
    creating: bool,
) -> Result<Options, ApiError> {
    match strategy {
        "samlp" | "pingfederate" => saml(tenant, strategy, options, creating).await,
        "oidc" | "okta" => openid(tenant, strategy, options).await,
        _ => Ok(with_defaults(strategy, options)),
    }
}

fn with_defaults(strategy: &str, mut options: Options) -> Options {
    let defaults = match strategy {
        "auth0" => json!({
            "mfa": {"active": true, "return_enroll_settings": true}, "passwordPolicy": "good",
            "strategy_version": 2, "brute_force_protection": true,
            "passkey_options": {"challenge_ui": "both", "local_enrollment_enabled": true, "progressive_enrollment_enabled": true},
            "authentication_methods": {"passkey": {"enabled": false}, "password": {"enabled": true}},
        }),
        "google-apps" => json!({
            "email": true, "profile": true, "scope": ["email", "profile"], "handle_login_from_social": true,
        }),
        "adfs" => json!({ "thumbprints": [] }),
        "ad" => json!({ "ips": null, "brute_force_protection": true }),
        "waad" => json!({ "waad_common_endpoint": options.get("useCommonEndpoint") == Some(&json!(true)) }),
        _ => json!({}),
    };
    add_missing(&mut options, &defaults);
    options
}

fn add_missing(options: &mut Options, defaults: &Value) {
    for (name, value) in defaults.as_object().into_iter().flatten() {
        options.entry(name.clone()).or_insert_with(|| value.clone());
    }
}

fn text<'a>(options: &'a Options, name: &str) -> Option<&'a str> {
    options.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn missing(name: &str) -> ApiError {
    ApiError::payload(&format!("Missing required property: {name}"), "options")
}

async fn saml(
    tenant: &Tenant,
    strategy: &str,
    mut options: Options,
    creating: bool,
) -> Result<Options, ApiError> {
    let given = options.remove("metadataXml");
    let xml = match (given.as_ref().and_then(Value::as_str), text(&options, "metadataUrl")) {
        (Some(xml), _) if !xml.is_empty() => Some(xml.to_owned()),
        (_, Some(url)) => Some(fetch_metadata(tenant, url).await?),
        _ => None,
    };
    if let Some(xml) = xml {
        take_metadata(&mut options, &xml)?;
    }
    let kept = text(&options, "signingCert").or_else(|| text(&options, "cert")).map(str::to_owned);
    for name in DERIVED {
        options.remove(name);
    }
    let certificate = kept.ok_or_else(|| missing("signingCert"))?;
    let certificates =
        Certificates::parse(&certificate).map_err(|error| ApiError::invalid_body(error.to_string()))?;
    certificates.describe(&mut options);
    if strategy == "pingfederate" {
        options.remove("signingCert");
        return Ok(options);
    }
    if text(&options, "signInEndpoint").is_none() {
        return Err(missing("signInEndpoint"));
    }
    if creating {
        let settings = json!({ "algorithm_profile": "v2026-1", "algorithm_exceptions": [] });
        options.entry("assertion_decryption_settings").or_insert(settings);
    }
    Ok(options)
}

fn take_metadata(options: &mut Options, xml: &str) -> Result<(), ApiError> {
    let metadata = saml_metadata::parse(xml)
        .map_err(|problem| ApiError::invalid_body(format!("Invalid SAML metadata: {problem}")))?;
    options.insert("signInEndpoint".to_owned(), json!(metadata.sign_in_endpoint));
    options.insert("bindingMethod".to_owned(), json!(metadata.binding));
    options.insert("signingCert".to_owned(), json!(STANDARD.encode(&metadata.certificate)));
    if let Some(location) = metadata.sign_out_endpoint {
        options.insert("signOutEndpoint".to_owned(), json!(location));
    }
    if metadata.wants_signed_requests {
        options.entry("signSAMLRequest").or_insert(json!(true));
    }
    Ok(())
}

async fn fetch_metadata(tenant: &Tenant, url: &str) -> Result<String, ApiError> {
    match tenant.provider_document(url, SAML_METADATA_LIMIT).await {
        Ok(bytes) => {
            String::from_utf8(bytes).map_err(|_| ApiError::invalid_body("SAML metadata is not UTF-8"))
        }
        Err(FetchProblem::TooLarge) => {
            Err(ApiError::invalid_body("SAML metadata document exceeded the maximum allowed size of 4 MB"))
        }
        Err(FetchProblem::Unreachable) => {
            Err(ApiError::invalid_body(format!("Unable to retrieve SAML metadata from {url}")))
        }
    }
}

async fn openid(tenant: &Tenant, strategy: &str, mut options: Options) -> Result<Options, ApiError> {
    if text(&options, "client_id").is_none() {
        return Err(missing("client_id"));
    }
    let discovery = match (text(&options, "discovery_url"), text(&options, "domain")) {
        (Some(url), _) => Some(url.to_owned()),
        (None, Some(domain)) if strategy == "okta" => {
            Some(format!("https://{domain}/.well-known/openid-configuration"))
        }
        _ => None,
    };
    if let Some(url) = discovery
        && let Some(document) = discover(tenant, &url).await?
    {
        options.insert("oidc_metadata".to_owned(), Value::Object(document));
    }
    if let Some(document) = options.get("oidc_metadata").and_then(Value::as_object).cloned() {
        for name in ENDPOINTS {
            if let Some(value) = document.get(name) {
                options.entry(name).or_insert_with(|| value.clone());
            }
        }
    }
    if text(&options, "issuer").is_none() {
        return Err(ApiError::invalid_body("\"options.issuer\" is missing"));
    }
    let (mode, kind) =
        if strategy == "okta" { ("basic_profile", "back_channel") } else { ("bind_all", "front_channel") };
    add_missing(
        &mut options,
        &json!({
            "type": kind, "schema_version": "oidc-V4", "attribute_map": { "mapping_mode": mode },
            "connection_settings": { "pkce": "disabled" },
        }),
    );
    Ok(options)
}

/// The discovery document, or nothing when there is none to be had.
async fn discover(tenant: &Tenant, url: &str) -> Result<Option<Options>, ApiError> {
    match tenant.provider_document(url, DISCOVERY_LIMIT).await {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(FetchProblem::TooLarge) => {
            Err(ApiError::invalid_body("Discovery document exceeds the maximum allowed size of 128 KB"))
        }
        Err(FetchProblem::Unreachable) => Ok(None),
    }
}
