//! `/userinfo`: who an access token stands for.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde_json::json;

use crate::tenant::{Tenant, model::User};

use super::claims::profile_claims;

/// GET and POST `/userinfo`
pub(super) async fn show(tenant: web::Data<Tenant>, request: HttpRequest) -> HttpResponse {
    let Some(token) = bearer(&request) else { return unauthorized() };
    let Some((user, scope, organization)) = opaque(&tenant, token).or_else(|| signed(&tenant, token)) else {
        return unauthorized();
    };
    let mut claims = profile_claims(&user, &scope);
    claims.insert("sub".to_owned(), json!(user.user_id));
    if let Some(organization) = organization {
        claims.insert("org_id".to_owned(), json!(organization));
    }
    if !scope.iter().any(|one| one == "openid") {
        return unauthorized();
    }
    HttpResponse::Ok().json(claims)
}

/// The bearer token of a request.
pub(crate) fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

type Subject = (User, Vec<String>, Option<String>);

fn opaque(tenant: &Tenant, token: &str) -> Option<Subject> {
    let now = tenant.now();
    tenant.read(|state| {
        let kept = state.opaque_tokens.get(token).filter(|kept| kept.expires_at > now)?;
        Some((state.users.get(&kept.user_id)?.clone(), kept.scope.clone(), kept.organization.clone()))
    })
}

fn signed(tenant: &Tenant, token: &str) -> Option<Subject> {
    let claims = tenant.keys.verify(token).ok()?;
    let audience = tenant.url("userinfo");
    let meant = claims["aud"].as_array().is_some_and(|list| list.iter().any(|one| *one == json!(audience)));
    let alive = claims["exp"].as_i64().is_some_and(|end| end > tenant.now().timestamp());
    if !meant || !alive {
        return None;
    }
    let user = tenant.read(|state| state.users.get(claims["sub"].as_str()?).cloned())?;
    let scope = claims["scope"].as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Some((user, scope, claims["org_id"].as_str().map(str::to_owned)))
}

fn unauthorized() -> HttpResponse {
    HttpResponse::Unauthorized()
        .insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))
        .json(json!({
            "error": "invalid_token", "error_description": "The access token is invalid or has expired",
        }))
}
