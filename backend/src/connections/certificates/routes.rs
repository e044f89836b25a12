//! Certificates over the wire.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web::Data};
use api::{ConnectionCertificate, ConnectionId, Permission, Problem, ProblemCode, StageCertificate};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{offered, service};
use crate::{
    auth::{Caller, authorize, require_recent_sign_in},
    http::{body::Body, etag, path::InConnection},
    problem::ApiError,
    state::AppState,
};

pub(in crate::connections) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(get_one).service(stage).service(remove).service(apply).service(dismiss);
}

/// The certificate that an address names by its SHA-256.
fn sha256(request: &HttpRequest) -> Result<String, ApiError> {
    let text = request.match_info().get("sha256").unwrap_or_default();
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(ApiError::new(ProblemCode::NotFound, "There is no such certificate."))
}

/// List the certificates of a connection
///
/// The one in use first, those of the metadata, and those that take over later.
#[utoipa::path(operation_id = "list_certificates", tag = "certificates",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 200, description = "All of them", body = Vec<ConnectionCertificate>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/certificates")]
async fn list(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::list(&state, &scope, connection).await?))
}

/// Read a certificate of a connection
#[utoipa::path(operation_id = "get_certificate", tag = "certificates",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("sha256" = String, Path, description = "the SHA-256 of the certificate, in hex")),
    responses((status = 200, description = "The certificate", body = ConnectionCertificate),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[get("/organizations/{organization_id}/connections/{connection_id}/certificates/{sha256}")]
async fn get_one(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsRead, organization)?;
    Ok(etag::ok(&service::get(&state, &scope, connection, &sha256(&request)?).await?))
}

/// Let a certificate take over
///
/// At once or at a set time. Auth0 holds one certificate for each connection, so the change takes place at one moment;
/// set the one at which the identity provider changes too. It needs a sign-in of the last 5 minutes.
#[utoipa::path(operation_id = "stage_certificate", tag = "certificates", request_body = StageCertificate,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 201, description = "The certificate", body = ConnectionCertificate),
        (status = 403, description = "A permission or a recent sign-in is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not of this connection, or not now", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The certificate cannot be used", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/certificates")]
async fn stage(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    Body(body): Body<StageCertificate>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsSecrets, organization)?;
    require_recent_sign_in(&caller, state.clock.as_ref())?;
    let staged = service::stage(&state, &scope, connection, body).await?;
    let location = format!("{}/{}", request.path(), staged.certificate.sha256);
    Ok(HttpResponse::Created().insert_header(("Location", location)).json(staged))
}

/// Remove a certificate that is not used
#[utoipa::path(operation_id = "remove_certificate", tag = "certificates",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("sha256" = String, Path, description = "the SHA-256 of the certificate, in hex")),
    responses((status = 204, description = "Removed"),
        (status = 403, description = "A permission or a recent sign-in is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is in use", body = Problem, content_type = "application/problem+json")))]
#[delete("/organizations/{organization_id}/connections/{connection_id}/certificates/{sha256}")]
async fn remove(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsSecrets, organization)?;
    require_recent_sign_in(&caller, state.clock.as_ref())?;
    service::remove(&state, &scope, connection, &sha256(&request)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take over metadata that has changed
///
/// What was found when the metadata's address was read again becomes the settings: a new revision, to be tested again.
#[utoipa::path(operation_id = "apply_offered_metadata", tag = "certificates",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 204, description = "Taken over"),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nothing is offered, or not in this state", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/metadata/apply")]
async fn apply(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    offered::apply(&state, &scope, connection).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Leave metadata that has changed
///
/// The settings stay. Should the metadata change again, it is offered again.
#[utoipa::path(operation_id = "dismiss_offered_metadata", tag = "certificates",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection")),
    responses((status = 204, description = "Left"),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nothing is offered", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/metadata/dismiss")]
async fn dismiss(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    offered::dismiss(&state, &scope, connection).await?;
    Ok(HttpResponse::NoContent().finish())
}
