//! Auth0's own self-service: profiles, their words, and tickets that open its assistant.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Call, Members, Offset, Page, call::Request};

/// A profile.
#[derive(Debug, Clone, Deserialize)]
pub struct SelfServiceProfile {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What people can connect; open, Auth0 adds more.
    #[serde(default)]
    pub allowed_strategies: Vec<String>,
    /// What the identity provider has to send.
    #[serde(default)]
    pub user_attributes: Option<Vec<UserAttribute>>,
    /// Or the profile that says it.
    pub user_attribute_profile_id: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// Something that the identity provider sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserAttribute {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Whether it may be missing.
    pub is_optional: bool,
}

/// A profile as it shall be; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted<'a> {
    /// Its name, at most 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// What it is for, at most 140.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    /// What people can connect, all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_strategies: Option<&'a [&'a str]>,
    /// What the identity provider has to send, all of it; not together with `user_attribute_profile_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_attributes: Option<&'a [UserAttribute]>,
    /// Or the profile that says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_attribute_profile_id: Option<&'a str>,
}

/// What a ticket lets its holder do.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TicketFor<'a> {
    /// The connection to be changed; or none, and `connection_config` says what to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<&'a str>,
    /// What to create: at least its `name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_config: Option<&'a Members>,
    /// The applications that will use it.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    pub enabled_clients: &'a [&'a str],
    /// The organizations that will use it.
    #[serde(skip_serializing_if = "<[TicketOrganization<'_>]>::is_empty")]
    pub enabled_organizations: &'a [TicketOrganization<'a>],
    /// Seconds, at most 5 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_sec: Option<u32>,
}

/// An organization that will use the connection.
#[derive(Debug, Clone, Serialize)]
pub struct TicketOrganization<'a> {
    /// The organization.
    pub organization_id: &'a str,
    /// Whether who signs in through it becomes a member.
    pub assign_membership_on_login: bool,
    /// Whether its button is on the organization's sign-in page.
    pub show_as_button: bool,
}

/// The address that opens the assistant. Whoever has it can.
#[derive(Debug, Clone, Deserialize)]
pub struct SsoTicket {
    /// The address.
    pub ticket: SecretString,
}

impl SsoTicket {
    /// The part that ends the ticket with [`revoke_ticket`].
    pub fn id(&self) -> Option<SecretString> {
        let url = url::Url::parse(self.ticket.expose_secret()).ok()?;
        let ticket = url.query_pairs().find(|(name, _)| name == "ticket")?;
        Some(ticket.1.into_owned().into())
    }
}

const ONE: &str = "self-service-profiles/{id}";
const TEXT: &str = "self-service-profiles/{id}/custom-text/{id}/{id}";

/// Profiles; a tenant has 20 at most.
pub fn list(place: Offset) -> Call<Page<SelfServiceProfile>> {
    Request::get("self-service-profiles", &[]).offset(place).reads_page("self_service_profiles")
}

/// One profile.
pub fn get(id: &str) -> Call<SelfServiceProfile> {
    Request::get(ONE, &[id]).reads()
}

/// Makes a profile.
pub fn create(wanted: &Wanted<'_>) -> Call<SelfServiceProfile> {
    Request::post("self-service-profiles", &[]).body(wanted).reads()
}

/// Changes a profile.
pub fn update(id: &str, wanted: &Wanted<'_>) -> Call<SelfServiceProfile> {
    Request::patch(ONE, &[id]).body(wanted).reads()
}

/// Deletes a profile.
pub fn delete(id: &str) -> Call<()> {
    Request::delete(ONE, &[id]).reads_nothing()
}

/// The words of the assistant's first page, in English: Auth0 has no other page and no other language.
pub fn custom_text(id: &str) -> Call<Map<String, Value>> {
    Request::get(TEXT, &[id, "en", "get-started"]).reads()
}

/// Sets those words; an empty object brings Auth0's back.
pub fn set_custom_text(id: &str, words: &Map<String, Value>) -> Call<Map<String, Value>> {
    Request::put(TEXT, &[id, "en", "get-started"]).body(words).reads()
}

/// Makes a ticket.
pub fn create_ticket(profile: &str, ticket: &TicketFor<'_>) -> Call<SsoTicket> {
    Request::post("self-service-profiles/{id}/sso-ticket", &[profile]).body(ticket).reads()
}

/// Ends a ticket.
pub fn revoke_ticket(profile: &str, ticket: &SecretString) -> Call<()> {
    let ids = [profile, ticket.expose_secret()];
    Request::post("self-service-profiles/{id}/sso-ticket/{id}/revoke", &ids).reads_nothing()
}
