//! Applications.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{Call, Checkpoint, Members, Page, call::Request, connections::Connection, open_enum::open_enum};

open_enum! {
    /// What an application is.
    AppType {
        /// With a server of its own.
        RegularWeb = "regular_web",
        /// In the browser.
        Spa = "spa",
        /// On a device.
        Native = "native",
        /// Without people.
        NonInteractive = "non_interactive",
    }
}

/// An application.
#[derive(Debug, Clone, Deserialize)]
pub struct Application {
    /// Its id.
    pub client_id: String,
    /// Its name; absent without the right to see it.
    pub name: Option<String>,
    /// What it is.
    pub app_type: Option<AppType>,
    /// Its secret; only with the right to see it.
    pub client_secret: Option<SecretString>,
    /// Where people may be sent after sign-in.
    #[serde(default)]
    pub callbacks: Option<Vec<String>>,
    /// Where people may be sent after sign-out.
    #[serde(default)]
    pub allowed_logout_urls: Option<Vec<String>>,
    /// Where it starts a sign-in; invitations need it.
    pub initiate_login_uri: Option<String>,
    /// `deny`, `allow` or `require`; absent means `deny`.
    pub organization_usage: Option<String>,
    /// How it gets tokens.
    #[serde(default)]
    pub grant_types: Option<Vec<String>>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// What is set of an application; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted<'a> {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_type: Option<AppType>,
    /// Where people may be sent after sign-in, all of them: [`crate::Client::settle_callbacks`] merges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callbacks: Option<&'a [String]>,
    /// Where people may be sent after sign-out, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_logout_urls: Option<&'a [String]>,
    /// Where it starts a sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<&'a str>,
    /// `deny`, `allow` or `require`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_usage: Option<&'a str>,
    /// How it gets tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_types: Option<&'a [&'a str]>,
    /// Anything else of Auth0's documents.
    #[serde(flatten)]
    pub rest: Members,
}

/// Applications without their secrets.
pub fn list(place: Checkpoint<'_>) -> Call<Page<Application>> {
    Request::get("clients", &[])
        .checkpoint(place)
        .query("fields", "client_secret,signing_keys,encryption_key")
        .query("include_fields", "false")
        .reads_page("clients")
}

/// One application.
pub fn get(id: &str) -> Call<Application> {
    Request::get("clients/{id}", &[id]).reads()
}

/// Creates an application; names may be there twice.
pub fn create(wanted: &Wanted<'_>) -> Call<Application> {
    Request::post("clients", &[]).body(wanted).reads()
}

/// Changes an application.
pub fn update(id: &str, wanted: &Wanted<'_>) -> Call<Application> {
    Request::patch("clients/{id}", &[id]).body(wanted).reads()
}

/// Deletes an application.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("clients/{id}", &[id]).reads_nothing()
}

/// The connections that are enabled for an application, without their settings.
pub fn connections(id: &str, place: Checkpoint<'_>) -> Call<Page<Connection>> {
    Request::get("clients/{id}/connections", &[id])
        .checkpoint(place)
        .fields("id,name,strategy,display_name")
        .reads_page("connections")
}
