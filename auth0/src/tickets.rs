//! Addresses that let whoever has them change a password or prove an address.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{Call, call::Request};

/// An address. Whoever has it can use it.
#[derive(Debug, Clone, Deserialize)]
pub struct Ticket {
    /// The address.
    pub ticket: SecretString,
}

/// For whom, and where they go afterwards.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TicketFor<'a> {
    /// The user.
    pub user_id: &'a str,
    /// Where they go afterwards; an alternative to `client_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_url: Option<&'a str>,
    /// The application they go to afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<&'a str>,
    /// The organization they sign in to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<&'a str>,
    /// Seconds; Auth0's default is 5 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_sec: Option<u32>,
}

/// An address to change a password at.
pub fn password_change(ticket: &TicketFor<'_>) -> Call<Ticket> {
    Request::post("tickets/password-change", &[]).body(ticket).reads()
}

/// An address that proves whoever opens it reads the user's mail.
pub fn email_verification(ticket: &TicketFor<'_>) -> Call<Ticket> {
    Request::post("tickets/email-verification", &[]).body(ticket).reads()
}
