//! A refresh token becomes new tokens and is replaced; one that was replaced before ends the whole family.

use serde_json::json;

use crate::{
    oidc::error::TokenError,
    tenant::{
        Tenant,
        model::{Client, Grant, RefreshToken},
    },
};

use super::{Issued, Parameters, issue, required};

/// Renews the tokens of a sign-in.
pub(super) fn renew(tenant: &Tenant, client: &Client, parameters: &Parameters) -> Result<Issued, TokenError> {
    let presented = required(parameters.refresh_token.as_deref(), "refresh_token")?;
    let kept = take(tenant, client, presented)?;
    let mut grant = kept.grant.clone();
    if let Some(scope) = &parameters.scope {
        grant.scope.retain(|kept| scope.split_whitespace().any(|asked| asked == kept));
    }
    if parameters.organization.is_some() && parameters.organization != grant.organization {
        return Err(TokenError::new(403, "invalid_grant", "Unknown or invalid refresh token."));
    }
    still_allowed(tenant, &grant)?;
    let mut issued = issue::tokens(tenant, grant, None, Some(&kept))?;
    issued.details = json!({ "familyId": kept.family, "requested_scope": parameters.scope });
    Ok(issued)
}

/// Marks the token as used. Whoever comes with a used one has stolen it, or was stolen from.
fn take(tenant: &Tenant, client: &Client, presented: &str) -> Result<RefreshToken, TokenError> {
    let now = tenant.now();
    let ended = |token: &RefreshToken| {
        token.ends(client.settings.get("refresh_token")).into_iter().flatten().any(|end| end <= now)
    };
    let kept = tenant.write(|state| {
        let kept = state
            .refresh_tokens
            .get_mut(presented)
            .filter(|kept| kept.grant.client_id == client.client_id && !ended(kept))?;
        let before = kept.clone();
        kept.used = true;
        if before.used {
            state.refresh_tokens.retain(|other| other.family != before.family);
        }
        Some(before)
    });
    let unknown = "Unknown or invalid refresh token.";
    match kept {
        None => Err(TokenError::new(403, "invalid_grant", unknown)),
        Some(kept) if kept.used => {
            let mut refusal = TokenError::new(403, "invalid_grant", unknown);
            refusal.reused = true;
            Err(refusal)
        }
        Some(kept) => Ok(kept),
    }
}

fn still_allowed(tenant: &Tenant, grant: &Grant) -> Result<(), TokenError> {
    let denied = |description: String| Err(TokenError::new(403, "access_denied", description));
    tenant.read(|state| {
        if state.users.get(&grant.user_id).is_none_or(|user| user.blocked) {
            return denied("user is blocked".to_owned());
        }
        let Some(id) = &grant.organization else { return Ok(()) };
        if state.organizations.get(id).is_some_and(|found| found.members.contains_key(&grant.user_id)) {
            return Ok(());
        }
        denied(format!("user {} is not part of the {id} organization", grant.user_id))
    })
}
