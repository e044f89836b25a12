//! `/oauth/revoke`: a refresh token and all that came from the same sign-in end (RFC 7009).

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::tenant::{Tenant, log::Entry};

use super::{client_auth, error::TokenError, login::address, token};

/// POST `/oauth/revoke`. A token that is unknown, used or revoked is revoked already.
pub(super) async fn revoke(
    tenant: web::Data<Tenant>,
    request: HttpRequest,
    body: web::Bytes,
) -> Result<HttpResponse, TokenError> {
    let parameters = token::read(&request, &body)?;
    let presented = token::required(parameters.token.as_deref(), "token")?;
    let client = client_auth::authenticate(&tenant, &request, &parameters.credentials)?;
    let kept = tenant.read(|state| state.refresh_tokens.get(presented).cloned());
    let Some(kept) = kept else { return Ok(HttpResponse::Ok().finish()) };
    if kept.grant.client_id != client.client_id {
        return Err(TokenError::new(400, "invalid_request", "The token was issued to another client"));
    }
    tenant.write(|state| state.refresh_tokens.retain(|other| other.family != kept.family));
    tenant.log(&Entry {
        kind: "srrt",
        description: "Successfully revoked a refresh token".to_owned(),
        client_id: Some(&client.client_id),
        organization_id: kept.grant.organization.as_deref(),
        user_id: Some(&kept.grant.user_id),
        ip: address(&request),
        audience: kept.grant.audience.as_deref(),
        details: json!({ "audience": kept.grant.audience, "organization_id": kept.grant.organization }),
        ..Entry::default()
    });
    Ok(HttpResponse::Ok().finish())
}
