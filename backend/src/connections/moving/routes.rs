//! Taking a replaced connection back, over the wire.

use actix_web::{HttpResponse, post, web::Data};
use api::{Connection, ConnectionId, Permission, Problem};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    super::{
        routes::accepted,
        service::{Ordered, see},
    },
    service,
};
use crate::{
    auth::{Caller, authorize},
    http::{etag::IfMatch, path::InConnection, prefer::Wait},
    problem::ApiError,
    state::AppState,
};

pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(restore);
}

/// Take a connection back that another one replaces
///
/// It has its button again, and the other one goes back to what it was before: a pilot, out of use, or active beside it.
#[utoipa::path(operation_id = "restore_connection", tag = "connections",
    params(("organization_id" = String, Path, description = "an id, or `current`"), ("connection_id" = ConnectionId, Path, description = "the connection that is replaced"), ("If-Match" = Option<String>, Header, description = "the ETag of what was read"), ("Prefer" = Option<String>, Header, description = "`wait=10` waits for the end")),
    responses((status = 202, description = "Ordered; Location is the job", body = Connection),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nothing takes its place, or the other one is the only way in", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It has changed since it was read", body = Problem, content_type = "application/problem+json")))]
#[post("/organizations/{organization_id}/connections/{connection_id}/restore")]
async fn restore(
    state: Data<AppState>,
    caller: Caller,
    InConnection(organization, connection): InConnection,
    if_match: IfMatch,
    wait: Wait,
) -> Result<HttpResponse, ApiError> {
    let scope = authorize(&caller, Permission::ConnectionsActivate, organization)?;
    if_match.check_if_sent(see(&state, &scope, connection).await?.wire())?;
    let job = service::restore(&state, &scope, connection).await?;
    accepted(&state, &scope, connection, (Ordered::Job(job), wait)).await
}
