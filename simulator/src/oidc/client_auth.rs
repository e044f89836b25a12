//! How an application proves itself at the token endpoint.

use actix_web::{HttpRequest, http::header};
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;

use crate::tenant::{Tenant, model::Client};

use super::{error::TokenError, pkce};

/// The application whose id and secret came in the Authorization header or in the body.
pub(super) fn authenticate(
    tenant: &Tenant,
    request: &HttpRequest,
    client_id: Option<&str>,
    client_secret: Option<&str>,
) -> Result<Client, TokenError> {
    let unauthorized = || TokenError::new(401, "access_denied", "Unauthorized");
    let (id, secret) = match basic(request) {
        Some(pair) => pair,
        None => {
            let id = client_id.ok_or_else(|| {
                TokenError::new(401, "invalid_request", "Missing required parameter: client_id")
            })?;
            (id.to_owned(), client_secret.unwrap_or_default().to_owned())
        }
    };
    let client = tenant.read(|state| state.clients.get(&id).cloned()).ok_or_else(unauthorized)?;
    if client.token_endpoint_auth_method == "none" || pkce::same(&client.client_secret, &secret) {
        Ok(client)
    } else {
        Err(unauthorized())
    }
}

fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let encoded = header.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some((plain(id), plain(secret)))
}
