//! SAML: the request to the identity provider, and its answer.

mod answer;
mod keys;
mod request;

use crate::tenant::{Tenant, model::Connection};

pub(super) use answer::{Expected, arrive, certificates, expectations, note_payload, verify};
pub(super) use keys::RequestKey;
pub(super) use request::send;

/// Where answers for a connection come.
pub(super) fn acs_url(tenant: &Tenant, connection: &Connection) -> String {
    tenant.url(&format!("login/callback?connection={}", connection.name))
}

/// Our name towards the identity provider of a connection.
pub(super) fn entity_id(tenant: &Tenant, connection: &Connection) -> String {
    let own = connection.text_option("entityId").map(str::to_owned);
    own.unwrap_or_else(|| format!("urn:auth0:{}:{}", tenant.name, connection.name))
}
