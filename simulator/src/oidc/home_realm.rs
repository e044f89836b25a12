//! Home realm discovery: which organization somebody belongs to, before which connection.

use crate::tenant::{Tenant, state::State, volatile::Transaction};

/// Lets the sign-in go on in the organization that owns the domain of the address, where the application asked for
/// none and may be used with organizations. Connections are found by `domain_aliases` afterwards.
pub(super) fn discover(tenant: &Tenant, mut transaction: Transaction, email: &str) -> Transaction {
    if transaction.organization.is_some() {
        return transaction;
    }
    if let Some(organization) = tenant.read(|state| owner_of_domain(state, &transaction, email)) {
        transaction.organization = Some(organization);
        tenant.volatile().keep(transaction.clone());
    }
    transaction
}

fn owner_of_domain(state: &State, transaction: &Transaction, email: &str) -> Option<String> {
    let client = state.clients.get(&transaction.client_id)?;
    if client.organization_usage == "deny" {
        return None;
    }
    let (_, domain) = email.rsplit_once('@')?;
    Some(state.organization_of_domain(domain)?.id.clone())
}
