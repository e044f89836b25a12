//! A name and a password become tokens, where Auth0 lets them: in first-party applications, for connections that can
//! check a password, and never for organizations.

use actix_web::HttpRequest;
use serde_json::{Value, json};

use crate::{
    oidc::{
        error::TokenError,
        login,
        passwords::{self, Refusal},
    },
    tenant::{
        Tenant, ids,
        model::{Client, Connection, Grant},
    },
};

use super::{Issued, Parameters, issue, required};

/// Strategies that can check a password.
const CHECKING: [&str; 4] = ["auth0", "ad", "adfs", "waad"];

/// Signs a person in by their password. `realm` is the parameter of the realm grant; the plain grant has none.
pub(super) fn sign_in(
    tenant: &Tenant,
    client: &Client,
    parameters: &Parameters,
    realm: Option<Option<&str>>,
    request: &HttpRequest,
) -> Result<Issued, TokenError> {
    let username = required(parameters.username.as_deref(), "username")?;
    let password = required(parameters.password.as_deref(), "password")?;
    if client.organization_usage == "require" || parameters.organization.is_some() {
        return Err(TokenError::new(
            400,
            "invalid_request",
            "The password grant cannot be used with organizations.",
        ));
    }
    let connection = connection(tenant, realm)?;
    if !CHECKING.contains(&connection.strategy.as_str()) {
        let description = format!(
            "Connection {} does not support passwords: strategy {} signs people in at its own pages.",
            connection.name, connection.strategy
        );
        return Err(TokenError::new(403, "invalid_request", description));
    }
    if !connection.enabled_clients.contains(&client.client_id) || !connection.authentication_active {
        return Err(TokenError::new(403, "invalid_grant", "the connection is not enabled"));
    }
    let user = passwords::owner(tenant, &connection, username, password, request).map_err(|refusal| {
        passwords::note_wrong(tenant, &client.client_id, &connection, None, username, refusal, request);
        match refusal {
            Refusal::Blocked(_) => TokenError::new(429, "too_many_attempts", refusal.message()),
            _ => TokenError::new(403, "invalid_grant", refusal.message()),
        }
    })?;
    if user.blocked {
        return Err(TokenError::new(403, "unauthorized", "user is blocked"));
    }
    login::note_login(tenant, &user.user_id, request);
    let grant = Grant {
        client_id: client.client_id.clone(),
        user_id: user.user_id,
        scope: parameters
            .scope
            .as_deref()
            .unwrap_or("openid profile email")
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        audience: parameters.audience.clone().filter(|text| !text.is_empty()),
        organization: None,
        sid: ids::alphanumeric(32),
        auth_time: tenant.now(),
        tell_auth_time: false,
        connection: connection.name.clone(),
    };
    if let Some(audience) = &grant.audience
        && tenant.read(|state| state.resource_servers.get(audience).is_none())
    {
        let description = format!("Service not enabled within domain: {audience}");
        return Err(TokenError::new(403, "access_denied", description));
    }
    let mut issued = issue::tokens(tenant, grant, None, None)?;
    issued.details = json!({ "connection": connection.name });
    Ok(issued)
}

/// The realm that was named; without one the tenant's default directory.
fn connection(tenant: &Tenant, realm: Option<Option<&str>>) -> Result<Connection, TokenError> {
    let name = match realm {
        Some(realm) => required(realm, "realm")?.to_owned(),
        None => {
            let default = tenant.read(|state| state.settings.get("default_directory").cloned());
            let name = default.as_ref().and_then(Value::as_str).filter(|name| !name.is_empty());
            name.map(str::to_owned).ok_or_else(|| {
                let description = "Authorization server not configured with default connection.";
                TokenError::new(403, "server_error", description)
            })?
        }
    };
    let found = tenant.read(|state| {
        let by_realm = state.connections.iter().find(|one| one.realms.contains(&name));
        state.connection_by_name(&name).or(by_realm).cloned()
    });
    found.ok_or_else(|| TokenError::new(403, "invalid_request", format!("unknown realm {name}")))
}
