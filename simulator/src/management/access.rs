//! Who calls the Management API and what they may do.

use std::{
    collections::{BTreeSet, HashMap},
    future::{Ready, ready},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use serde_json::{Value, json};

use crate::{oidc::bearer, tenant::Tenant};

use super::ApiError;

/// How many tokens are known at a time.
const KNOWN: usize = 1_000;

/// Tokens that were verified before, so that the signature and the 200 scopes of a token are read once.
#[derive(Debug, Default)]
pub struct Callers(Mutex<HashMap<String, Known>>);

#[derive(Debug, Clone)]
struct Known {
    caller: Caller,
    expires_at: i64,
}

impl Callers {
    /// Forgets them: another key signs from now on.
    pub fn forget(&self) {
        self.locked().clear();
    }

    fn recall(&self, token: &str) -> Option<Known> {
        self.locked().get(token).cloned()
    }

    fn remember(&self, token: &str, known: Known) {
        let mut all = self.locked();
        if all.len() >= KNOWN {
            all.clear();
        }
        all.insert(token.to_owned(), known);
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A verified caller.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    scopes: Arc<BTreeSet<String>>,
    /// The application.
    pub(super) client_id: String,
    /// The person, or the application when it acts for itself.
    pub(super) subject: String,
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

    /// Goes on when the token has one of these scopes, or the other one and belongs to this very person.
    pub(super) fn needs_or_own(&self, any_of: &[&str], own: &str, user: &str) -> Result<(), ApiError> {
        if any_of.iter().any(|scope| self.may(scope)) {
            return Ok(());
        }
        if !self.may(own) {
            return Err(ApiError::insufficient_scope(&[any_of, &[own]].concat()));
        }
        if self.subject != user {
            return Err(ApiError::forbidden(
                "insufficient_scope",
                "User to be acted on does not match subject in bearer token.",
            ));
        }
        Ok(())
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
    let known = match tenant.callers.recall(token) {
        Some(known) => known,
        None => {
            let known = verify(tenant, token)?;
            tenant.callers.remember(token, known.clone());
            known
        }
    };
    if known.expires_at <= tenant.now().timestamp() {
        return Err(ApiError::unauthorized("Expired token received for JSON Web Token validation"));
    }
    Ok(known.caller)
}

/// Everything about a token that time does not change.
fn verify(tenant: &Tenant, token: &str) -> Result<Known, ApiError> {
    if token.split('.').count() != 3 {
        return Err(ApiError::unauthorized("Invalid token"));
    }
    let claims = tenant
        .keys
        .verify(token)
        .map_err(|_| ApiError::unauthorized("Invalid signature received for JSON Web Token validation"))?;
    let audience = tenant.management_audience();
    let meant = claims["aud"] == json!(audience)
        || claims["aud"].as_array().is_some_and(|list| list.contains(&json!(audience)));
    if !meant {
        return Err(ApiError::unauthorized(format!("Bad audience: {}", shown(&claims["aud"]))));
    }
    if claims["iss"] != json!(tenant.issuer) {
        return Err(ApiError::unauthorized("Invalid token"));
    }
    let scopes = claims["scope"].as_str().unwrap_or_default().split_whitespace().map(str::to_owned);
    let client_id = claims["azp"].as_str().unwrap_or_default().to_owned();
    let subject = claims["sub"].as_str().unwrap_or_default().to_owned();
    let expires_at = claims["exp"].as_i64().unwrap_or_default();
    Ok(Known { caller: Caller { scopes: Arc::new(scopes.collect()), client_id, subject }, expires_at })
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
