//! Passwords of people who live in the tenant itself.

use actix_web::HttpRequest;
use serde_json::json;

use crate::{
    management::blocks,
    tenant::{
        Tenant,
        log::Entry,
        model::{Connection, User},
    },
};

use super::{login::address, pkce};

const WRONG: &str = "Wrong email or password.";
const TOO_MANY: &str = "Your account has been blocked after multiple consecutive login attempts.";

/// Why nobody was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nobody has this address.
    Nobody,
    /// The password is another.
    Password,
    /// Attack protection stopped it; the log code of the limit.
    Blocked(&'static str),
}

impl Refusal {
    /// What is said; not whether the address or the password is wrong.
    pub(super) fn message(self) -> &'static str {
        if matches!(self, Self::Blocked(_)) { TOO_MANY } else { WRONG }
    }

    fn log_code(self) -> &'static str {
        match self {
            Self::Nobody => "fu",
            Self::Password => "fp",
            Self::Blocked(code) => code,
        }
    }
}

/// The person with this address and password. Wrong ones are counted, and too many block.
pub(super) fn owner(
    tenant: &Tenant,
    database: &Connection,
    email: &str,
    password: &str,
    request: &HttpRequest,
) -> Result<User, Refusal> {
    let (ip, now) = (address(request).unwrap_or_default(), tenant.now());
    if let Some(code) = tenant.read(|state| blocks::reason(state, &database.name, email, &ip, now)) {
        return Err(Refusal::Blocked(code));
    }
    let found = look_up(tenant, database, email, password);
    tenant.write(|state| match &found {
        Ok(_) => state.attempts.forget(&[email]),
        Err(_) => state.attempts.add(&database.name, email, &ip, now),
    });
    found
}

fn look_up(tenant: &Tenant, database: &Connection, email: &str, password: &str) -> Result<User, Refusal> {
    let found = tenant.read(|state| {
        let mut people = state.users.iter();
        people.find_map(|user| {
            let kept = user.password_in(&database.name, email)?;
            let right = kept.is_some_and(|kept| pkce::same(kept, password));
            Some(if right { Ok(user.clone()) } else { Err(Refusal::Password) })
        })
    });
    found.unwrap_or(Err(Refusal::Nobody))
}

/// Writes the log record of a refusal.
pub(super) fn note_wrong(
    tenant: &Tenant,
    client: &str,
    database: &Connection,
    organization: Option<&str>,
    email: &str,
    refusal: Refusal,
    request: &HttpRequest,
) {
    tenant.log(&Entry {
        kind: refusal.log_code(),
        description: refusal.message().to_owned(),
        client_id: Some(client),
        connection_id: Some(&database.id),
        organization_id: organization,
        user_name: Some(email),
        ip: address(request),
        details: json!({ "error": { "message": refusal.message() } }),
        ..Entry::default()
    });
}
