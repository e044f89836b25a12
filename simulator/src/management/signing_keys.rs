//! `/keys/signing`: the tenant's keys, their rotation and revocation

use actix_web::{HttpResponse, web};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::tenant::{
    Tenant,
    keys::{KeyMaterial, SigningKeys},
};

use super::{ApiError, access::Caller, connections, timestamp};

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/keys/signing", web::get().to(list))
        .route("/keys/signing/rotate", web::post().to(rotate))
        .route("/keys/signing/{kid}", web::get().to(get))
        .route("/keys/signing/{kid}/revoke", web::put().to(revoke));
}

/// All keys as they are told: the current one, the next one, and those that were.
fn all(tenant: &Tenant) -> Result<Vec<Value>, ApiError> {
    tenant.prepare_next_key().map_err(ApiError::unusable_key)?;
    let (current, ring) = tenant.read(|state| (state.key.clone(), state.key_ring.clone()));
    let mut key = described(current)?;
    key["current"] = json!(true);
    key["current_since"] = json!(ring.current_since.map(timestamp));
    let mut keys = vec![key];
    if let Some(next) = ring.next {
        let mut key = described(next)?;
        key["next"] = json!(true);
        keys.push(key);
    }
    for former in ring.former {
        let mut key = described(former.material)?;
        key["previous"] = json!(true);
        key["current_since"] = json!(timestamp(former.since));
        key["current_until"] = json!(timestamp(former.until));
        if let Some(at) = former.revoked_at {
            key["revoked"] = json!(true);
            key["revoked_at"] = json!(timestamp(at));
        }
        keys.push(key);
    }
    Ok(keys)
}

fn find(tenant: &Tenant, kid: &str) -> Result<Value, ApiError> {
    let key = all(tenant)?.into_iter().find(|key| key["kid"] == json!(kid));
    key.ok_or_else(|| ApiError::not_found("Signing key not found."))
}

fn brief(key: &Value) -> Value {
    json!({ "cert": key["cert"], "kid": key["kid"] })
}

fn described(material: KeyMaterial) -> Result<Value, ApiError> {
    let certificate = connections::with_returns(&material.certificate_pem);
    let jwk = SigningKeys::load(material).map_err(ApiError::unusable_key)?.jwk();
    let der = certificate_of(&jwk);
    let thumbprint = super::certificates::thumbprint(&der).to_uppercase();
    let pairs: Vec<&str> =
        (0..thumbprint.len()).step_by(2).filter_map(|start| thumbprint.get(start..start + 2)).collect();
    Ok(json!({
        "kid": jwk["kid"], "cert": certificate, "pkcs7": connections::as_pkcs7(&der),
        "fingerprint": pairs.join(":"), "thumbprint": thumbprint,
    }))
}

fn certificate_of(jwk: &Value) -> Vec<u8> {
    jwk["x5c"][0].as_str().and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default()
}

async fn list(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:signing_keys"])?;
    Ok(HttpResponse::Ok().json(all(&tenant)?))
}

async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    kid: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:signing_keys"])?;
    Ok(HttpResponse::Ok().json(find(&tenant, &kid)?))
}

async fn rotate(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs_all(&["create:signing_keys", "update:signing_keys"])?;
    tenant.rotate_keys().map_err(ApiError::unusable_key)?;
    let next = all(&tenant)?.into_iter().find(|key| key["next"] == json!(true)).unwrap_or_default();
    Ok(HttpResponse::Created().json(brief(&next)))
}

async fn revoke(
    tenant: web::Data<Tenant>,
    caller: Caller,
    kid: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:signing_keys"])?;
    let key = find(&tenant, &kid)?;
    if !tenant.revoke_key(&kid).map_err(ApiError::unusable_key)? {
        return Err(ApiError::invalid_body("Only a previously used signing key can be revoked."));
    }
    Ok(HttpResponse::Ok().json(brief(&key)))
}

/// The certificate as applications show it.
pub(super) fn of_client(keys: &SigningKeys) -> Value {
    json!([{
        "cert": keys.material().certificate_pem, "pkcs7": connections::as_pkcs7(&certificate_of(&keys.jwk())),
        "subject": "deprecated",
    }])
}
