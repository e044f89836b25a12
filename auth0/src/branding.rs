//! The look of the tenant's sign-in pages.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Call, Members, call::Request};

/// Logo, colours and font.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Branding {
    /// A picture.
    pub logo_url: Option<String>,
    /// The small picture of a tab.
    pub favicon_url: Option<String>,
    /// Colours: the background may be a text or a gradient.
    #[serde(default)]
    pub colors: Option<Members>,
    /// A font.
    #[serde(default)]
    pub font: Option<Members>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A change of the look; what is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BrandingPatch<'a> {
    /// A picture, by https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<&'a str>,
    /// The small picture of a tab, by https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favicon_url: Option<&'a str>,
    /// Colours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colors: Option<BrandingColors<'a>>,
}

/// Colours.
#[derive(Debug, Clone, Serialize)]
pub struct BrandingColors<'a> {
    /// `#rrggbb`.
    pub primary: &'a str,
    /// `#rrggbb`.
    pub page_background: &'a str,
}

/// The look.
pub fn get() -> Call<Branding> {
    Request::get("branding", &[]).reads()
}

/// Changes the look.
pub fn update(patch: &BrandingPatch<'_>) -> Call<Branding> {
    Request::patch("branding", &[]).body(patch).reads()
}

/// The page around the sign-in box, in Liquid; `NotFound` while it is Auth0's own.
pub fn universal_login_template() -> Call<String> {
    Request::get("branding/templates/universal-login", &[]).reads_with(|answer| {
        match crate::call::parse::<Value>(answer.body)? {
            Value::String(body) => Ok(body),
            other => Ok(other.get("body").and_then(Value::as_str).unwrap_or_default().to_owned()),
        }
    })
}

/// The theme; `NotFound` while it is Auth0's own.
pub fn default_theme() -> Call<Members> {
    Request::get("branding/themes/default", &[]).reads()
}
