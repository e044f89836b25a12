//! `/keys/signing`, to read: the tenant's one key

use actix_web::{HttpResponse, web};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

use crate::tenant::{Tenant, keys::SigningKeys};

use super::{ApiError, access::Caller, connections};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/keys/signing", web::get().to(list)).route("/keys/signing/{kid}", web::get().to(get));
}

async fn list(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:signing_keys"])?;
    Ok(HttpResponse::Ok().json([described(&tenant.keys)]))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    kid: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:signing_keys"])?;
    let key = described(&tenant.keys);
    if key["kid"] != Value::String(kid.into_inner()) {
        return Err(ApiError::not_found("Signing key not found."));
    }
    Ok(HttpResponse::Ok().json(key))
}

fn described(keys: &SigningKeys) -> Value {
    let jwk = keys.jwk();
    let thumbprint =
        jwk["x5t"].as_str().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()).unwrap_or_default();
    let pairs: Vec<String> = thumbprint.iter().map(|byte| format!("{byte:02X}")).collect();
    json!({
        "kid": jwk["kid"], "cert": keys.material().certificate_pem, "current": true,
        "fingerprint": pairs.join(":"), "thumbprint": pairs.concat(),
    })
}

/// The certificate as applications show it.
pub(super) fn of_client(keys: &SigningKeys) -> Value {
    let jwk = keys.jwk();
    let der = jwk["x5c"][0].as_str().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    json!([{
        "cert": keys.material().certificate_pem, "pkcs7": connections::as_pkcs7(&der), "subject": "deprecated",
    }])
}
