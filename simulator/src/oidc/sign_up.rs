//! Accounts that people make themselves, where an invitation lets them.

use serde_json::json;

use crate::tenant::{
    Tenant, ids,
    model::{Connection, DATABASE, User},
    volatile::Transaction,
};

/// Somebody who was invited and has no account yet gets one, with the password they typed. The address is proved by
/// the invitation, which was sent there.
pub(super) fn by_invitation(
    tenant: &Tenant,
    transaction: &Transaction,
    database: &Connection,
    email: &str,
    password: &str,
) {
    if transaction.invitation.is_none() || password.is_empty() {
        return;
    }
    let invited = tenant.read(|state| super::invitation::find(tenant, state, transaction).ok().flatten());
    if !invited.is_some_and(|invitation| invitation.invitee.eq_ignore_ascii_case(email)) {
        return;
    }
    let now = tenant.now();
    tenant.write(|state| {
        let known = state.users.iter().any(|user| user.password_in(&database.name, email).is_some());
        if known {
            return;
        }
        let name = email.split('@').next().unwrap_or_default();
        let profile = json!({ "email": email, "email_verified": true, "name": email, "nickname": name });
        let profile = profile.as_object().cloned().unwrap_or_default();
        let id = format!("{DATABASE}|{}", ids::database_user());
        let mut user = User::new(id, database.name.clone(), DATABASE.to_owned(), profile, now);
        user.password = Some(password.to_owned());
        state.users.put(user);
    });
}
