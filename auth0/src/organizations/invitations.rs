//! Invitations to become a member.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{Call, Offset, Page, call::Request};

/// An invitation.
#[derive(Debug, Clone, Deserialize)]
pub struct Invitation {
    /// Auth0's id.
    pub id: String,
    /// The organization.
    pub organization_id: String,
    /// Who invites.
    pub inviter: Inviter,
    /// Who is invited.
    pub invitee: Invitee,
    /// The application to sign in to.
    pub client_id: String,
    /// The connection to sign in through.
    pub connection_id: Option<String>,
    /// The address that accepts it: whoever has it can.
    pub invitation_url: Option<SecretString>,
    /// The roles that the new member gets.
    #[serde(default)]
    pub roles: Vec<String>,
    /// When it was made.
    pub created_at: Option<String>,
    /// When it ends.
    pub expires_at: Option<String>,
}

/// Who invites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inviter {
    /// The name, at most 300.
    pub name: String,
}

/// Who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// The address.
    pub email: String,
}

/// An invitation to be made.
#[derive(Debug, Clone, Serialize)]
pub struct NewInvitation<'a> {
    /// Who invites.
    pub inviter: &'a Inviter,
    /// Who is invited.
    pub invitee: &'a Invitee,
    /// The application to sign in to: it needs a login address and to allow organizations.
    pub client_id: &'a str,
    /// The connection to sign in through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<&'a str>,
    /// The roles that the new member gets.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    pub roles: &'a [&'a str],
    /// Seconds, at most 30 days; Auth0's default is 7 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_sec: Option<u32>,
    /// Whether Auth0 sends the mail.
    pub send_invitation_email: bool,
}

const ONE: &str = "organizations/{id}/invitations/{id}";

/// Invitations that are open. Auth0 tells no total.
pub fn list(organization: &str, place: Offset) -> Call<Page<Invitation>> {
    Request::get("organizations/{id}/invitations", &[organization]).offset(place).reads_page("invitations")
}

/// One invitation.
pub fn get(organization: &str, id: &str) -> Call<Invitation> {
    Request::get(ONE, &[organization, id]).reads()
}

/// Invites somebody.
pub fn create(organization: &str, invitation: &NewInvitation<'_>) -> Call<Invitation> {
    Request::post("organizations/{id}/invitations", &[organization]).body(invitation).reads()
}

/// Takes an invitation back.
pub fn delete(organization: &str, id: &str) -> Call<()> {
    Request::delete(ONE, &[organization, id]).reads_nothing()
}
