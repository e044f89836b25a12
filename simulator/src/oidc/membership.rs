//! Who may sign in where: applications, connections and organizations.

use crate::streams::Happening;
use crate::tenant::{
    Tenant,
    log::Entry,
    model::{Connection, Member, Organization, OrganizationConnection},
    state::State,
    volatile::Transaction,
};

use super::error::OAuthError;

/// A connection that a sign-in may use, and how it is offered.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The connection.
    pub connection: Connection,
    /// Whether it shows a button.
    pub button: bool,
}

/// The connections this sign-in may use.
pub fn offered(state: &State, transaction: &Transaction) -> Vec<Offered> {
    let organization = transaction.organization.as_deref().and_then(|id| state.organizations.get(id));
    let wanted = |connection: &&Connection| {
        connection.authentication_active
            && connection.enabled_clients.contains(&transaction.client_id)
            && transaction.connection.as_ref().is_none_or(|name| *name == connection.name)
    };
    let offer = |connection: &Connection| {
        let button = match organization {
            Some(organization) => enabled(organization, connection)?.show_as_button,
            None => connection.show_as_button,
        };
        let named = transaction.connection.is_some();
        Some(Offered {
            connection: connection.clone(),
            button: (button || named) && !connection.is_database(),
        })
    };
    state.connections.iter().filter(wanted).filter_map(offer).collect()
}

fn enabled<'a>(
    organization: &'a Organization,
    connection: &Connection,
) -> Option<&'a OrganizationConnection> {
    organization.connections.get(&connection.id).filter(|usage| usage.is_enabled)
}

/// Whether a sign-in may use this connection.
pub fn check_connection(
    state: &State,
    transaction: &Transaction,
    connection: &Connection,
) -> Result<(), OAuthError> {
    if !connection.enabled_clients.contains(&transaction.client_id) || !connection.authentication_active {
        return Err(OAuthError::invalid("the connection is not enabled"));
    }
    match transaction.organization.as_deref().and_then(|id| state.organizations.get(id)) {
        Some(organization) if enabled(organization, connection).is_none() => {
            Err(OAuthError::invalid("the connection is not enabled for the organization"))
        }
        _ => Ok(()),
    }
}

/// Whether the person belongs to the organization of the sign-in.
pub fn is_member(state: &State, transaction: &Transaction, user_id: &str) -> bool {
    transaction.organization.as_deref().is_none_or(|id| {
        state.organizations.get(id).is_some_and(|organization| organization.members.contains_key(user_id))
    })
}

/// Lets the person into the organization of the sign-in: as a member, or as a new one where the connection says so.
pub fn admit(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    user_id: &str,
) -> Result<(), OAuthError> {
    let Some(organization_id) = transaction.organization.as_deref() else { return Ok(()) };
    if tenant.read(|state| is_member(state, transaction, user_id)) {
        return Ok(());
    }
    let joined = tenant.write(|state| {
        let Some(organization) = state.organizations.get_mut(organization_id) else { return false };
        let assigns = enabled(organization, connection).is_some_and(|usage| usage.assign_membership_on_login);
        if assigns {
            organization.members.insert(user_id.to_owned(), Member::default());
        }
        assigns
    });
    if !joined {
        return Err(OAuthError::denied(format!(
            "user {user_id} is not part of the {organization_id} organization"
        )));
    }
    note_added(tenant, transaction, connection, user_id, "auto_membership");
    Ok(())
}

/// Tells the log and those who listen that somebody has become a member.
pub(super) fn note_added(
    tenant: &Tenant,
    transaction: &Transaction,
    connection: &Connection,
    user_id: &str,
    reason: &str,
) {
    let Some(organization) = transaction.organization.as_deref() else { return };
    tenant.log(&Entry {
        kind: "organization_member_added",
        description: "Organization member added".to_owned(),
        client_id: Some(&transaction.client_id),
        connection_id: Some(&connection.id),
        organization_id: Some(organization),
        user_id: Some(user_id),
        details: serde_json::json!({ "reason": reason }),
        ..Entry::default()
    });
    tenant.happened(&Happening::member_added(organization, user_id));
}
