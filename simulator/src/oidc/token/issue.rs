//! The tokens of a person.

use serde_json::{Map, json};

use crate::{
    oidc::{
        claims::{self, SigningError},
        error::TokenError,
    },
    tenant::{
        Tenant, ids,
        model::{Grant, RefreshToken, UserGrant},
    },
};

use super::Issued;

/// Makes the tokens that a grant stands for; a refresh token takes the place of the one before it.
pub(super) fn tokens(
    tenant: &Tenant,
    grant: Grant,
    nonce: Option<&str>,
    before: Option<&RefreshToken>,
) -> Result<Issued, TokenError> {
    let user = tenant
        .read(|state| state.users.get(&grant.user_id).cloned())
        .ok_or_else(|| TokenError::new(403, "invalid_grant", "The user does not exist"))?;
    let access = claims::access_token(tenant, &grant, &user).map_err(unsigned)?;
    let mut tokens = Map::new();
    tokens.insert("access_token".to_owned(), json!(access.token));
    let asked = |name: &str| access.scope.iter().any(|scope| scope == name);
    if asked("offline_access") {
        let token = format!("v1.{}", ids::handle());
        tokens.insert("refresh_token".to_owned(), json!(token));
        let row = RefreshToken {
            token,
            family: before.map_or_else(|| ids::alphanumeric(24), |before| before.family.clone()),
            used: false,
            last_exchanged_at: before.map(|_| tenant.now()),
            metadata: before.and_then(|before| before.metadata.clone()),
            grant: grant.clone(),
        };
        tenant.write(|state| state.refresh_tokens.put(row));
    }
    if grant.audience.is_some() || asked("offline_access") {
        note_grant(tenant, &grant, &access.scope);
    }
    if asked("openid") {
        let id_token = claims::id_token(tenant, &grant, &user, nonce).map_err(unsigned)?;
        tokens.insert("id_token".to_owned(), json!(id_token));
    }
    tokens.insert("scope".to_owned(), json!(access.scope.join(" ")));
    tokens.insert("expires_in".to_owned(), json!(access.expires_in));
    tokens.insert("token_type".to_owned(), json!("Bearer"));
    Ok(Issued {
        tokens: tokens.into(),
        organization: grant.organization.clone(),
        grant: Some(grant),
        details: json!({}),
    })
}

/// Notes what the person lets the application do, beside what was noted before.
fn note_grant(tenant: &Tenant, grant: &Grant, scope: &[String]) {
    let audience = grant.audience.clone().unwrap_or_else(|| tenant.url("userinfo"));
    tenant.write(|state| {
        let same = |one: &&UserGrant| {
            one.user_id == grant.user_id && one.client_id == grant.client_id && one.audience == audience
        };
        let mut noted = state.user_grants.iter().find(same).cloned().unwrap_or_else(|| UserGrant {
            id: ids::hex(24),
            client_id: grant.client_id.clone(),
            user_id: grant.user_id.clone(),
            audience: audience.clone(),
            scope: Vec::new(),
        });
        let new: Vec<String> = scope.iter().filter(|one| !noted.scope.contains(one)).cloned().collect();
        noted.scope.extend(new);
        state.user_grants.put(noted);
    });
}

/// A token that could not be signed.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(super) fn unsigned(error: SigningError) -> TokenError {
    tracing::error!(%error, "a token could not be signed");
    TokenError::new(500, "server_error", "Internal server error")
}
