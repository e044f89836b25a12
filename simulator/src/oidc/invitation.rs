//! Invitations: whoever was asked signs in by the link they got, and is a member with roles from then on.

use actix_web::HttpRequest;
use serde_json::json;

use crate::management::timestamp;
use crate::tenant::{
    Tenant,
    log::Entry,
    model::{Connection, Invitation, Member},
    state::State,
    volatile::Transaction,
};

use super::{error::OAuthError, login::address};

const GONE: &str = "invitation not found or already used";

/// The invitation that a sign-in names, if it may be accepted in it.
pub(super) fn find(
    tenant: &Tenant,
    state: &State,
    transaction: &Transaction,
) -> Result<Option<Invitation>, OAuthError> {
    let Some(ticket) = &transaction.invitation else { return Ok(None) };
    let organization = transaction
        .organization
        .as_deref()
        .ok_or_else(|| OAuthError::invalid("parameter organization is required with parameter invitation"))?;
    let invitation = state
        .organizations
        .get(organization)
        .and_then(|organization| organization.invitations.iter().find(|kept| kept.ticket_id == *ticket))
        .filter(|found| found.client_id == transaction.client_id)
        .ok_or_else(|| OAuthError::invalid(GONE))?
        .clone();
    if invitation.expires_at <= tenant.now() {
        return Err(OAuthError::invalid("the invitation has expired"));
    }
    Ok(Some(invitation))
}

/// Makes the person a member where the sign-in carries an invitation to them.
pub(super) fn accept(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    user_id: &str,
    request: &HttpRequest,
) -> Result<(), OAuthError> {
    let Some(invitation) = tenant.read(|state| find(tenant, state, transaction))? else { return Ok(()) };
    let refused = tenant.read(|state| objection(state, &invitation, connection, user_id));
    if let Some(error) = refused {
        note(tenant, transaction, connection, user_id, &invitation, ("fi", &error.description), request);
        return Err(error);
    }
    tenant.write(|state| {
        let organization = transaction.organization.as_deref().unwrap_or_default();
        if let Some(organization) = state.organizations.get_mut(organization) {
            let member = organization.members.entry(user_id.to_owned()).or_insert_with(Member::default);
            member.roles.extend(invitation.roles.iter().cloned());
            organization.invitations.remove(&invitation.id);
        }
        if let Some(user) = state.users.get_mut(user_id) {
            user.app_metadata.extend(invitation.app_metadata.clone().unwrap_or_default());
            user.user_metadata.extend(invitation.user_metadata.clone().unwrap_or_default());
        }
    });
    let words = "User accepted the invitation";
    note(tenant, transaction, connection, user_id, &invitation, ("si", words), request);
    super::membership::note_added(tenant, transaction, connection, user_id, "invitation");
    Ok(())
}

fn objection(
    state: &State,
    invitation: &Invitation,
    connection: &Connection,
    user_id: &str,
) -> Option<OAuthError> {
    let email = state.users.get(user_id).and_then(|user| user.email());
    if !email.is_some_and(|email| email.eq_ignore_ascii_case(&invitation.invitee)) {
        return Some(OAuthError::denied("the email address does not match the one that was invited"));
    }
    let elsewhere = invitation.connection_id.as_ref().is_some_and(|only| *only != connection.id);
    elsewhere.then(|| OAuthError::denied("the invitation must be accepted through another connection"))
}

fn note(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    user_id: &str,
    invitation: &Invitation,
    (kind, description): (&str, &str),
    request: &HttpRequest,
) {
    let shown = json!({
        "id": invitation.id, "ticket_id": invitation.ticket_id, "client_id": invitation.client_id,
        "inviter": { "name": invitation.inviter }, "invitee": { "email": invitation.invitee },
        "roles": invitation.roles, "created_at": timestamp(invitation.created_at),
        "expires_at": timestamp(invitation.expires_at), "organization_id": transaction.organization,
    });
    tenant.log(&Entry {
        kind,
        description: description.to_owned(),
        client_id: Some(&transaction.client_id),
        connection_id: Some(&connection.id),
        organization_id: transaction.organization.as_deref(),
        user_id: Some(user_id),
        ip: address(request),
        details: json!({ "invitation": shown }),
        ..Entry::default()
    });
}
