//! Settings of the tenant itself.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Call, Members, call::Request};

/// The tenant's settings, as far as anything here looks at them.
#[derive(Debug, Clone, Deserialize)]
pub struct TenantSettings {
    /// The name that people read.
    pub friendly_name: Option<String>,
    /// A logo.
    pub picture_url: Option<String>,
    /// Where people get help by mail.
    pub support_email: Option<String>,
    /// Where people get help.
    pub support_url: Option<String>,
    /// Whether names of organizations stand for their ids in sign-ins and tokens.
    pub allow_organization_name_in_authentication_api: Option<bool>,
    /// How long a session lives, in hours; fractions are minutes.
    pub session_lifetime: Option<f64>,
    /// How long a session lives unused, in hours.
    pub idle_session_lifetime: Option<f64>,
    /// The languages of the sign-in page.
    #[serde(default)]
    pub enabled_locales: Vec<String>,
    /// Switches.
    #[serde(default)]
    pub flags: Map<String, Value>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A change of the settings; what is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TenantPatch<'a> {
    /// The name that people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<&'a str>,
    /// Where people get help by mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_email: Option<&'a str>,
    /// Where people get help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_url: Option<&'a str>,
    /// Whether names of organizations stand for their ids in sign-ins and tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_organization_name_in_authentication_api: Option<bool>,
    /// Switches; the ones not named stay as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<&'a Map<String, Value>>,
}

/// The settings.
pub fn settings() -> Call<TenantSettings> {
    Request::get("tenants/settings", &[]).reads()
}

/// Changes the settings.
pub fn update_settings(patch: &TenantPatch<'_>) -> Call<TenantSettings> {
    Request::patch("tenants/settings", &[]).body(patch).reads()
}
