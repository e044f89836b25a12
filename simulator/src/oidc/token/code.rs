//! An authorization code becomes tokens, once.

use serde_json::json;

use crate::tenant::{Tenant, model::Client};

use super::{Issued, Parameters, issue, required};
use crate::oidc::error::TokenError;

/// Redeems a code that was given to this client for this redirect URI.
pub(super) fn redeem(
    tenant: &Tenant,
    client: &Client,
    parameters: &Parameters,
) -> Result<Issued, TokenError> {
    let invalid = |description: &str| TokenError::new(403, "invalid_grant", description);
    let presented = required(parameters.code.as_deref(), "code")?;
    let kept = tenant.volatile().take_code(presented).ok_or_else(|| invalid("Invalid authorization code"))?;
    if kept.grant.client_id != client.client_id || kept.expires_at <= tenant.now() {
        return Err(invalid("Invalid authorization code"));
    }
    let redirect_uri = parameters.redirect_uri.as_deref().unwrap_or("null");
    if redirect_uri != kept.redirect_uri {
        let description = format!(
            "The redirect URI is wrong. You sent {redirect_uri}, and we expected {}",
            kept.redirect_uri
        );
        return Err(TokenError::new(401, "unauthorized_client", description));
    }
    match (&kept.challenge, parameters.code_verifier.as_deref()) {
        (Some(challenge), Some(verifier)) if challenge.accepts(verifier) => {}
        (Some(_), _) => return Err(invalid("Failed to verify code verifier")),
        (None, Some(_)) => return Err(invalid("Unexpected code_verifier for authorization code")),
        (None, None) => {}
    }
    let shown: String = presented.chars().take(3).collect();
    let mut issued = issue::tokens(tenant, kept.grant, kept.nonce.as_deref(), None)?;
    issued.details = json!({ "code": format!("{shown}{}", "*".repeat(presented.len().saturating_sub(3))) });
    Ok(issued)
}
