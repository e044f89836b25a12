//! Who calls the Management API and what they may do.

use std::{
    collections::BTreeSet,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use serde_json::{Value, json};

use crate::{oidc::bearer, tenant::Tenant};

use super::ApiError;

/// A verified caller.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    scopes: BTreeSet<String>,
    /// The application.
    pub(super) client_id: String,
}

impl Caller {
    /// Goes on when the token has any of these scopes.
    pub(super) fn needs(&self, any_of: &[&str]) -> Result<(), ApiError> {
        if any_of.iter().any(|scope| self.may(scope)) {
            Ok(())
        } else {
            Err(ApiError::insufficient_scope(any_of))
        }
    }

    /// Goes on when the token has all of these scopes.
    pub(super) fn needs_all(&self, all_of: &[&str]) -> Result<(), ApiError> {
        all_of.iter().try_for_each(|scope| self.needs(&[scope]))
    }

    /// Whether the token has this scope.
    pub(super) fn may(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = identify(request);
        if let Ok(caller) = &caller {
            request.extensions_mut().insert(caller.clone());
        }
        ready(caller)
    }
}

fn identify(request: &HttpRequest) -> Result<Caller, ApiError> {
    let tenant =
        request.app_data::<web::Data<Tenant>>().ok_or_else(|| ApiError::unauthorized("Invalid token"))?;
    if !request.headers().contains_key("authorization") {
        return Err(ApiError::unauthorized("Missing authentication"));
    }
    let token =
        bearer(request).ok_or_else(|| ApiError::unauthorized("Bad HTTP authentication header format"))?;
    if token.split('.').count() != 3 {
        return Err(ApiError::unauthorized("Invalid token"));
    }
    let claims = tenant
        .keys
        .verify(token)
        .map_err(|_| ApiError::unauthorized("Invalid signature received for JSON Web Token validation"))?;
    if claims["exp"].as_i64().is_none_or(|end| end <= tenant.now().timestamp()) {
        return Err(ApiError::unauthorized("Expired token received for JSON Web Token validation"));
    }
    let audience = tenant.management_audience();
    let meant = claims["aud"] == json!(audience)
        || claims["aud"].as_array().is_some_and(|list| list.contains(&json!(audience)));
    if !meant {
        return Err(ApiError::unauthorized(format!("Bad audience: {}", shown(&claims["aud"]))));
    }
    if claims["iss"] != json!(tenant.issuer) {
        return Err(ApiError::unauthorized("Invalid token"));
    }
    let scopes = claims["scope"].as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Ok(Caller { scopes, client_id: claims["azp"].as_str().unwrap_or_default().to_owned() })
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
