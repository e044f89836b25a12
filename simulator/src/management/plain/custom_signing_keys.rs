//! `/keys/custom-signing`: public keys of the customer's own, as a key set

use actix_web::{HttpResponse, web};

use crate::tenant::Tenant;

use super::super::{
    ApiError,
    access::Caller,
    body,
    schema::{
        self, Field,
        Kind::{self, List, OneOf, Open, Record, Text},
        MANY, may, must,
    },
};

const PATH: &str = "/keys/custom-signing";
const KEY: Kind = Record(&[
    must("kty", OneOf(&["EC", "RSA"])),
    may("kid", Text(0, MANY)),
    may("use", OneOf(&["sig"])),
    may("key_ops", List(&OneOf(&["verify"]), 1, MANY)),
    may("alg", OneOf(&["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"])),
    may("n", Text(0, MANY)),
    may("e", Text(0, MANY)),
    may("crv", OneOf(&["P-256", "P-384", "P-521"])),
    may("x", Text(0, MANY)),
    may("y", Text(0, MANY)),
    may("x5u", Text(0, MANY)),
    may("x5c", List(&Text(0, MANY), 1, MANY)),
    may("x5t", Text(0, MANY)),
    may("x5t#S256", Text(0, MANY)),
]);
/// What a key of its type cannot lack.
const RSA: Kind = Open(&[must("n", Text(1, MANY)), must("e", Text(1, MANY))]);
const EC: Kind = Open(&[must("crv", Text(1, MANY)), must("x", Text(1, MANY)), must("y", Text(1, MANY))]);
const SET: &[Field] = &[must("keys", List(&KEY, 1, MANY))];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route(PATH, web::get().to(get))
        .route(PATH, web::put().to(put))
        .route(PATH, web::delete().to(delete));
}

async fn get(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:custom_signing_keys"])?;
    let set = tenant.read(|state| state.documents.single(PATH).cloned());
    let missing = || {
        ApiError::not_found("No custom signing keys found for this tenant. Upload custom signing keys first.")
    };
    Ok(HttpResponse::Ok().json(set.ok_or_else(missing)?))
}

async fn put(tenant: web::Data<Tenant>, caller: Caller, bytes: web::Bytes) -> Result<HttpResponse, ApiError> {
    caller.needs_all(&["create:custom_signing_keys", "update:custom_signing_keys"])?;
    let set = body::object(&bytes, SET)?;
    for (place, key) in set["keys"].as_array().into_iter().flatten().enumerate() {
        let material = if key["kty"] == "RSA" { &RSA } else { &EC };
        schema::check_at(key, material, &format!("keys[{place}]"))?;
    }
    tenant.write(|state| state.documents.put_single(PATH, set.clone()));
    Ok(HttpResponse::Ok().json(set))
}

async fn delete(tenant: web::Data<Tenant>, caller: Caller) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:custom_signing_keys"])?;
    tenant.write(|state| state.documents.remove_single(PATH));
    Ok(HttpResponse::NoContent().finish())
}
