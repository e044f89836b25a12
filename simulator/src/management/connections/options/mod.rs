//! What the server makes of a connection's `options`: taken as given, then completed by what it derives.

mod active_directory;
mod database;
mod entra;
mod federation;
mod federation_metadata;
mod google;
mod openid;
mod saml;
mod saml_metadata;
mod types;

pub(super) use entra::is_first_generation;

use serde_json::{Map, Value};

use crate::tenant::{Tenant, provider_documents::FetchProblem};

use super::super::ApiError;

type Options = Map<String, Value>;

/// Why options are completed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Occasion<'a> {
    /// The connection is being made.
    Create,
    /// The options are replaced.
    Update {
        /// What they were.
        before: &'a Options,
    },
}

impl Occasion<'_> {
    const fn is_create(self) -> bool {
        matches!(self, Self::Create)
    }
}

/// The options as they are kept.
pub(super) async fn complete(
    tenant: &Tenant,
    strategy: &str,
    options: Options,
    occasion: Occasion<'_>,
) -> Result<Options, ApiError> {
    types::check(&options)?;
    match strategy {
        "samlp" => saml::complete(tenant, options, occasion).await,
        "pingfederate" => saml::complete_ping(tenant, options).await,
        "oidc" | "okta" => openid::complete(tenant, strategy, options, occasion).await,
        "adfs" => federation::complete(tenant, options).await,
        "waad" => entra::complete(tenant, options),
        "google-apps" => Ok(google::complete(options, occasion)),
        "ad" => Ok(active_directory::complete(options)),
        "auth0" => database::complete(options, occasion),
        _ => Ok(options),
    }
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

/// A document of an identity provider as text; too large a one is refused with these words.
async fn document(
    tenant: &Tenant,
    url: &str,
    limit: usize,
    too_large: &str,
) -> Result<Option<String>, ApiError> {
    match tenant.provider_document(url, limit).await {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(FetchProblem::TooLarge) => Err(ApiError::invalid_body(too_large)),
        Err(FetchProblem::Unreachable) => Ok(None),
    }
}
