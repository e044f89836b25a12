//! The caller: made of a verified JWT, from the `Authorization` header or from the browser's session.

use std::collections::BTreeSet;

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use api::{CallerKind, OrganizationId, Permission, ProblemCode};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;

use super::{jwt::Refused, session};
use crate::{organizations, problem::ApiError, state::AppState};

/// The request as the audit log names it.
#[derive(Debug, Clone)]
pub(crate) struct RequestMeta {
    pub(crate) request_id: Option<String>,
    pub(crate) ip: Option<String>,
}

impl RequestMeta {
    pub(crate) const fn none() -> Self {
        Self { request_id: None, ip: None }
    }

    /// As `http::envelope` has noted it.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_else(Self::none)
    }
}

/// Who is calling.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) subject: String,
    pub(crate) kind: CallerKind,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) organization: Option<OrganizationId>,
    pub(crate) permissions: BTreeSet<Permission>,
    pub(crate) authenticated_at: Option<DateTime<Utc>>,
    pub(crate) request: RequestMeta,
}

/// The claims of an access token (Auth0's profile and RFC 9068).
#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    org_id: Option<String>,
    permissions: Option<Vec<String>>,
    scope: Option<String>,
    gty: Option<String>,
    auth_time: Option<i64>,
}

impl Claims {
    fn kind(&self) -> CallerKind {
        let machine = self.gty.as_deref() == Some("client-credentials") || self.sub.ends_with("@clients");
        if machine { CallerKind::Client } else { CallerKind::Person }
    }

    /// `permissions`; of machines without them, `scope`. A person's scopes are no rights.
    fn permissions(&self) -> BTreeSet<Permission> {
        let known = |text: &str| text.parse().ok();
        match (&self.permissions, &self.scope) {
            (Some(permissions), _) => permissions.iter().filter_map(|text| known(text)).collect(),
            (None, Some(scope)) if self.kind() == CallerKind::Client => {
                scope.split(' ').filter_map(known).collect()
            }
            _ => BTreeSet::new(),
        }
    }
}

impl Caller {
    /// The caller of a request; asked for twice, it is worked out once.
    pub(crate) async fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let state = request.app_data::<Data<AppState>>().ok_or_else(unauthenticated)?.clone();
        let caller = match bearer(request)? {
            Some(token) => Self::of_token(&state, &token, RequestMeta::of(request)).await?,
            None => session::caller(&state, request).await?,
        };
        request.extensions_mut().insert(caller.clone());
        Ok(caller)
    }

    /// The caller that an access token says.
    pub(crate) async fn of_token(
        state: &AppState,
        token: &str,
        request: RequestMeta,
    ) -> Result<Self, ApiError> {
        let verified = state.verifier.verify::<Claims>(token, &state.settings.login.audience).await;
        let claims = verified.map_err(|refused| refusal(&refused))?;
        let organization = match &claims.org_id {
            None => None,
            Some(upstream) => Some(
                organizations::service::id_by_upstream(state, upstream).await?.ok_or_else(not_mirrored)?,
            ),
        };
        Ok(Self {
            kind: claims.kind(),
            permissions: claims.permissions(),
            authenticated_at: claims.auth_time.and_then(|at| DateTime::from_timestamp(at, 0)),
            subject: claims.sub,
            name: None,
            email: None,
            organization,
            request,
        })
    }
}

/// The bearer token (RFC 6750), if the request has one.
fn bearer(request: &HttpRequest) -> Result<Option<String>, ApiError> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().map_err(|_| unauthenticated())?;
    let (scheme, token) = text.split_once(' ').ok_or_else(unauthenticated)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(Some(token.trim().to_owned()))
    } else {
        Err(unauthenticated())
    }
}

pub(crate) fn unauthenticated() -> ApiError {
    ApiError::new(
        ProblemCode::Unauthenticated,
        "Send an access token of this API as bearer token, or sign in.",
    )
}

fn refusal(refused: &Refused) -> ApiError {
    tracing::info!(reason = %refused, "token refused");
    match refused {
        Refused::KeysUnavailable(_) => {
            ApiError::new(ProblemCode::Unavailable, "We cannot reach the sign-in service right now.")
                .retry_after(std::time::Duration::from_secs(5))
        }
        _ => ApiError::new(
            ProblemCode::Unauthenticated,
            "The access token is not valid for this API, or no longer.",
        ),
    }
}

fn not_mirrored() -> ApiError {
    ApiError::new(
        ProblemCode::PermissionDenied,
        "Your organization is not known here yet. It appears within 5 minutes of its creation.",
    )
}

impl FromRequest for Caller {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Ok(Self::of(&request).await?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(value: serde_json::Value) -> Claims {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_persons_scopes_are_no_rights() {
        let person = claims(serde_json::json!({ "sub": "auth0|1", "scope": "openid connections:delete" }));
        assert!(person.permissions().is_empty());
        let machine = claims(
            serde_json::json!({ "sub": "a@clients", "gty": "client-credentials", "scope": "connections:delete x" }),
        );
        assert_eq!(machine.permissions(), BTreeSet::from([Permission::ConnectionsDelete]));
    }
}
