//! Who may push to a connection: bearers of its tokens, within their scopes.

use actix_web::HttpRequest;

use crate::{
    oidc::bearer,
    tenant::{
        Tenant,
        model::{Connection, ScimConfiguration},
    },
};

use super::{Kind, ScimError};

/// A verified token and the connection it is for.
pub(super) struct Access {
    /// The connection.
    pub(super) connection: Connection,
    /// How its attributes are mapped.
    pub(super) configuration: ScimConfiguration,
}

impl Access {
    /// Checks the token and its scope, and notes its use.
    pub(super) fn check(
        tenant: &Tenant,
        request: &HttpRequest,
        connection: &str,
        kind: Kind,
    ) -> Result<Self, ScimError> {
        let invalid = || ScimError::unauthorized("Invalid or expired SCIM token");
        let secret = bearer(request).ok_or_else(|| ScimError::unauthorized("Missing SCIM token"))?;
        let noun = if kind == Kind::Users { "users" } else { "groups" };
        let scope = format!("{}:{noun}", request.method().as_str().to_lowercase());
        let now = tenant.now();
        tenant.write(|state| {
            let connection = state.connections.get_mut(connection).ok_or_else(invalid)?;
            let configuration = connection.scim.as_mut().ok_or_else(invalid)?;
            let token = configuration.token_mut(secret, now).ok_or_else(invalid)?;
            token.last_used_at = Some(now);
            if !token.may(&scope) {
                return Err(ScimError::forbidden(format!("Insufficient scope, expected: {scope}")));
            }
            let configuration = configuration.clone();
            Ok(Self { connection: connection.clone(), configuration })
        })
    }
}
