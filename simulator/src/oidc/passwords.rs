//! Passwords of people who live in the tenant itself.

use actix_web::HttpRequest;
use serde_json::json;

use crate::tenant::{
    Tenant,
    log::Entry,
    model::{Connection, User},
};

use super::{login::address, pkce};

/// What is said, whichever of the two is wrong.
pub(super) const WRONG: &str = "Wrong email or password.";

/// The person with this address and password, or the log code of what was wrong: `fu` nobody, `fp` the password.
pub(super) fn owner(
    tenant: &Tenant,
    database: &Connection,
    email: &str,
    password: &str,
) -> Result<User, &'static str> {
    let user = tenant.read(|state| {
        let here = |user: &&User| {
            user.connection == database.name
                && user.email().is_some_and(|kept| kept.eq_ignore_ascii_case(email))
        };
        state.users.iter().find(here).cloned()
    });
    let user = user.ok_or("fu")?;
    match &user.password {
        Some(kept) if pkce::same(kept, password) => Ok(user),
        _ => Err("fp"),
    }
}

/// Writes the log record of a name or a password that was wrong.
pub(super) fn note_wrong(
    tenant: &Tenant,
    client: &str,
    database: &Connection,
    organization: Option<&str>,
    email: &str,
    kind: &str,
    request: &HttpRequest,
) {
    tenant.log(&Entry {
        kind,
        description: WRONG.to_owned(),
        client_id: Some(client),
        connection_id: Some(&database.id),
        organization_id: organization,
        user_name: Some(email),
        ip: address(request),
        details: json!({ "error": { "message": WRONG } }),
        ..Entry::default()
    });
}
