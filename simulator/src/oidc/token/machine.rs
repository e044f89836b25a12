//! A machine becomes the bearer of a token in its own name, perhaps for one organization.

use serde_json::json;

use crate::{
    oidc::{claims, error::TokenError},
    tenant::{
        Tenant,
        model::{Client, ClientGrant},
        state::State,
    },
};

use super::{Issued, Parameters, issue::unsigned};

/// Issues what the client grant allows.
pub(super) fn issue(tenant: &Tenant, client: &Client, parameters: &Parameters) -> Result<Issued, TokenError> {
    let denied = |description: String| TokenError::new(403, "access_denied", description);
    let audience = parameters.audience.as_deref().filter(|text| !text.is_empty()).ok_or_else(|| {
        denied("No audience parameter was provided, and no default audience has been configured".to_owned())
    })?;
    let server = tenant
        .read(|state| state.resource_servers.get(audience).cloned())
        .ok_or_else(|| denied(format!("Service not enabled within domain: {audience}")))?;
    let grant = tenant.read(|state| client_grant(state, client, audience)).ok_or_else(|| {
        denied(format!(
            "Client is not authorized to access \"{audience}\". You need to create a \"client-grant\" associated to \
             this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants"
        ))
    })?;
    let organization = organization(tenant, &grant, parameters.organization.as_deref())?;
    let scope = match parameters.scope.as_deref().filter(|text| !text.is_empty()) {
        None => grant.scope.clone(),
        Some(asked) => asked
            .split_whitespace()
            .filter(|asked| grant.scope.iter().any(|kept| kept == asked))
            .map(str::to_owned)
            .collect(),
    };
    let access = claims::machine_token(tenant, &client.client_id, &server, scope, organization.as_deref())
        .map_err(unsigned)?;
    let mut tokens =
        json!({ "access_token": access.token, "expires_in": access.expires_in, "token_type": "Bearer" });
    if !access.scope.is_empty() {
        tokens["scope"] = json!(access.scope.join(" "));
    }
    Ok(Issued { tokens, grant: None, organization, details: json!({}) })
}

fn client_grant(state: &State, client: &Client, audience: &str) -> Option<ClientGrant> {
    let ours = |grant: &&ClientGrant| grant.client_id == client.client_id && grant.audience == audience;
    state.client_grants.iter().find(ours).cloned()
}

/// The organization of the token: refused, free or demanded as the grant says, and only one that the grant is for.
fn organization(
    tenant: &Tenant,
    grant: &ClientGrant,
    asked: Option<&str>,
) -> Result<Option<String>, TokenError> {
    match (asked.filter(|text| !text.is_empty()), grant.organization_usage.as_str()) {
        (None, "require") => Err(TokenError::new(400, "invalid_request", "An organization is required")),
        (None, _) => Ok(None),
        (Some(_), "deny") => {
            Err(TokenError::new(403, "access_denied", "Client is not authorized to access any organization"))
        }
        (Some(reference), _) => {
            let organization = tenant.read(|state| state.organization_asked_for(reference).cloned());
            organization
                .filter(|found| grant.allow_any_organization || found.client_grants.contains(&grant.id))
                .map(|found| Some(found.id))
                .ok_or_else(|| {
                    TokenError::new(
                        403,
                        "access_denied",
                        "Client is not authorized to access the organization",
                    )
                })
        }
    }
}
