//! `OpenID` Connect: what discovery adds.

use serde_json::{Value, json};

use crate::tenant::Tenant;

use super::{super::super::ApiError, Occasion, Options, add_missing, document, missing, text};

const DISCOVERY_LIMIT: usize = 128 * 1024;
const TOO_LARGE: &str = "Discovery document exceeds the maximum allowed size of 128 KB";
const ENDPOINTS: [&str; 5] =
    ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"];

/// Options of `oidc` and `okta`. A discovery document that is sent along is taken for the provider's.
pub(super) async fn complete(
    tenant: &Tenant,
    strategy: &str,
    mut options: Options,
    occasion: Occasion<'_>,
) -> Result<Options, ApiError> {
    if text(&options, "client_id").is_none() {
        return Err(missing("client_id"));
    }
    check_mapping(strategy, &options)?;
    let known =
        options.get("oidc_metadata").and_then(Value::as_object).is_some_and(|known| !known.is_empty());
    if !known
        && let Some(url) = discovery_address(strategy, &options)
        && let Some(metadata) = discover(tenant, &url).await?
    {
        options.insert("oidc_metadata".to_owned(), Value::Object(metadata));
    }
    take_endpoints(&mut options);
    if strategy == "oidc" && text(&options, "issuer").is_none() {
        return Err(ApiError::invalid_body("\"options.issuer\" is missing"));
    }
    let mode = if strategy == "okta" { "basic_profile" } else { "bind_all" };
    let kind = if strategy == "okta" { "back_channel" } else { "front_channel" };
    let pkce = if occasion.is_create() { "auto" } else { "disabled" };
    let defaults = json!({
        "type": kind,
        "schema_version": "oidc-V4",
        "attribute_map": { "mapping_mode": mode },
        "connection_settings": { "pkce": pkce },
    });
    add_missing(&mut options, &defaults);
    Ok(options)
}

/// An Okta connection knows which claims there are; the others cannot take one by one what they do not know.
fn check_mapping(strategy: &str, options: &Options) -> Result<(), ApiError> {
    let mode = options.get("attribute_map").and_then(|map| map["mapping_mode"].as_str());
    let allowed: &[&str] =
        if strategy == "okta" { &["basic_profile", "use_map"] } else { &["bind_all", "use_map"] };
    match mode {
        Some(mode) if !allowed.contains(&mode) => Err(ApiError::payload(
            &format!("No enum match for: {mode}"),
            "options.attribute_map.mapping_mode",
        )),
        _ => Ok(()),
    }
}

fn discovery_address(strategy: &str, options: &Options) -> Option<String> {
    if let Some(url) = text(options, "discovery_url") {
        return Some(url.to_owned());
    }
    let domain = text(options, "domain").filter(|_| strategy == "okta")?;
    Some(format!("https://{domain}/.well-known/openid-configuration"))
}

/// What was not given is taken from the discovery document.
fn take_endpoints(options: &mut Options) {
    let Some(metadata) = options.get("oidc_metadata").and_then(Value::as_object).cloned() else { return };
    for name in ENDPOINTS {
        if let Some(value) = metadata.get(name)
            && options.get(name).is_none_or(Value::is_null)
        {
            options.insert(name.to_owned(), value.clone());
        }
    }
}

/// The discovery document, or nothing when there is none to be had.
async fn discover(tenant: &Tenant, url: &str) -> Result<Option<Options>, ApiError> {
    let found = document(tenant, url, DISCOVERY_LIMIT, TOO_LARGE).await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}
