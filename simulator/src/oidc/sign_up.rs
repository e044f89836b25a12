//! Accounts that people make themselves, where an invitation lets them.

use std::collections::BTreeSet;

use serde_json::{Map, json};

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
        let known = state.users.iter().any(|user| {
            user.connection == database.name
                && user.email().is_some_and(|kept| kept.eq_ignore_ascii_case(email))
        });
        if known {
            return;
        }
        let name = email.split('@').next().unwrap_or_default();
        let profile = json!({ "email": email, "email_verified": true, "name": email, "nickname": name });
        state.users.put(User {
            user_id: format!("auth0|{}", ids::database_user()),
            connection: database.name.clone(),
            provider: DATABASE.to_owned(),
            profile: profile.as_object().cloned().unwrap_or_default(),
            password: Some(password.to_owned()),
            roles: BTreeSet::new(),
            blocked: false,
            app_metadata: Map::new(),
            user_metadata: Map::new(),
            permissions: vec![],
            created_at: now,
            updated_at: now,
            last_login: None,
            last_ip: None,
            logins_count: 0,
        });
    });
}
