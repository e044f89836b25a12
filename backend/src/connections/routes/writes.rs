//! Creating and editing connections.

use actix_web::{HttpRequest, HttpResponse, http::header, patch, post, put, web::Data};
use api::{Connection, ConnectionId, CreateConnection, Permission, Problem, ReplaceSecret, UpdateConnection};
use secrecy::SecretString;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{super::service, input};
use crate::{
    auth::{Caller, authorize, require_recent_sign_in},
    http::{
        body::Body,
        etag::{self, IfMatch},
        path::{InConnection, InOrganization},
    },
    problem::ApiError,
    state::AppState,
};

pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(create).service(update).service(replace_secret);
}

/// Create a connection
///
/// A draft: nothing reaches Auth0 before `configure`. What is missing may come later.
#[utoipa::path(operation_id = "create_connection", tag = "connections", request_body = CreateConnection,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("Idempotency-Key" = Option<String>, Header, description = "makes it happen once")),
    responses((status = 201, description = "The draft", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What was sent cannot be used", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections")]
async fn create(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    InOrganization(organization): InOrganization,
    Body(body): Body<CreateConnection>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    let (provider, mut body) = input::of_new(body);
    let (given, secret) = input::given(&mut body)?;
    let draft =
        service::Draft { provider, display_name: body.display_name, given, secret, options: body.options };
    let created = service::create(&state, &scope, draft).await?;
    let location = format!("{}/{}", request.path(), created.id);
    let mut response = HttpResponse::Created();
    Ok(response
        .insert_header((header::LOCATION, location))
        .insert_header((header::ETAG, etag::of(&created)))
        .json(created))
}

/// Change a connection
///
/// New settings are a new revision, which has to be tested again. Settings of an active connection are not changed.
#[utoipa::path(operation_id = "update_connection", tag = "connections", request_body = UpdateConnection,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("If-Match" = String, Header, description = "the ETag of what was read")),
    responses((status = 200, description = "The connection", body = Connection),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not in this state", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "What was sent cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json")))]
#[patch("/organizations/{organization_id}/connections/{connection_id}")]
async fn update(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    if_match: IfMatch,
    Body(mut body): Body<UpdateConnection>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsWrite, organization)?;
    let (given, secret) = input::given(&mut body)?;
    let seen = service::see(&state, &scope, connection).await?;
    seen.check(&if_match)?;
    if secret.is_some() && seen.has_secret() {
        // The same as `replace_secret`, by another way.
        authorize(&caller, Permission::ConnectionsSecrets, organization)?;
        require_recent_sign_in(&caller, state.clock.as_ref())?;
    }
    let edit = service::Edit { display_name: body.display_name, given, secret, options: body.options };
    Ok(etag::ok(&service::update(&state, &scope, seen, edit).await?))
}

/// Replace the client secret
///
/// The secret is write-only. It needs a sign-in of the last 5 minutes.
#[utoipa::path(operation_id = "replace_client_secret", tag = "connections", request_body = ReplaceSecret,
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection"), ("If-Match" = String, Header, description = "the ETag of what was read")),
    responses((status = 200, description = "The connection", body = Connection),
        (status = 403, description = "A permission or a recent sign-in is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json")))]
#[put("/organizations/{organization_id}/connections/{connection_id}/secret")]
async fn replace_secret(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    if_match: IfMatch,
    Body(body): Body<ReplaceSecret>,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsSecrets, organization)?;
    let seen = service::see(&state, &scope, connection).await?;
    seen.check(&if_match)?;
    require_recent_sign_in(&caller, state.clock.as_ref())?;
    let secret =
        service::SecretWish { value: SecretString::from(body.client_secret), expires_at: body.expires_at };
    Ok(etag::ok(&service::replace_secret(&state, &scope, seen, secret).await?))
}
