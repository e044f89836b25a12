//! Invitations that wait to be accepted, as the Management API keeps them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::state::State;

/// Somebody is asked to become a member of an organization.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// `uinv_...`
    pub id: String,
    /// The organization.
    pub organization: String,
    /// The application that it leads to.
    pub client_id: String,
    /// Whom it was sent to.
    pub email: String,
    /// The only connection that may be used, by id.
    pub connection: Option<String>,
    /// What the person will be.
    pub roles: BTreeSet<String>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// As the API shows it.
    pub body: Map<String, Value>,
}

/// Where an organization's invitations are kept.
fn place(organization: &str) -> String {
    format!("/organizations/{organization}/invitations")
}

impl State {
    /// The invitation of an organization that this ticket belongs to.
    pub fn invitation(&self, organization: &str, ticket: &str) -> Option<Invitation> {
        let place = place(organization);
        let mut kept = self.documents.all(&place);
        let found = kept.find(|one| one.body.get("ticket_id").and_then(Value::as_str) == Some(ticket))?;
        let text = |name: &str| found.body.get(name).and_then(Value::as_str).map(str::to_owned);
        let roles = found.body.get("roles").and_then(Value::as_array);
        let mut body = found.body.clone();
        body.insert("id".to_owned(), found.id.clone().into());
        Some(Invitation {
            id: found.id.clone(),
            organization: organization.to_owned(),
            client_id: text("client_id")?,
            email: found.body.get("invitee")?.get("email")?.as_str()?.to_owned(),
            connection: text("connection_id"),
            roles: roles.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
            expires_at: text("expires_at")?.parse().ok()?,
            body,
        })
    }

    /// Takes an invitation away, accepted or not.
    pub fn remove_invitation(&mut self, invitation: &Invitation) {
        self.documents.remove(&place(&invitation.organization), &invitation.id);
    }
}
