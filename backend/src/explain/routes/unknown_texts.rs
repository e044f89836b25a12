//! Texts that nobody could explain yet, over the wire.

use actix_web::{HttpRequest, HttpResponse, delete, get, web::Data};
use api::{Page, Permission, Problem, ProblemCode, UnknownText, UnknownTextId};
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::service;
use crate::{
    auth::{Caller, ListScope, authorize_any},
    http::{
        list::{PageQuery, page},
        path::{Id, Query},
    },
    problem::ApiError,
    state::AppState,
};

pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(dismiss);
}

/// List texts that nobody could explain yet, the newest first
///
/// For operators. The texts hold no secrets and no names of people.
#[utoipa::path(operation_id = "list_unknown_texts", tag = "diagnostics",
    params(("limit" = Option<u64>, Query, description = "1 to 100, 25 if left out"), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before")),
    responses((status = 200, description = "A page of texts", body = Page<UnknownText>),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json")))]
#[get("/unknown-texts")]
async fn list(
    state: Data<AppState>,
    request: HttpRequest,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let window = query.window()?;
    let rows = match authorize_any(&caller, Permission::OperationsRead)? {
        ListScope::All => service::unknown_texts(&state, window).await?,
        // They come from all organizations, so nobody who is bound to one sees any.
        ListScope::One(_) => Vec::new(),
    };
    Ok(page(&request, window, rows, |row| row.id.uuid(), |row| row))
}

/// Take a text off the list
///
/// It has been looked at. Should it come again while it is still unknown, it is on the list again.
#[utoipa::path(operation_id = "dismiss_unknown_text", tag = "diagnostics",
    params(("unknown_text_id" = UnknownTextId, Path, description = "the text")),
    responses((status = 204, description = "Off the list"),
        (status = 403, description = "A permission is missing", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Not found", body = Problem, content_type = "application/problem+json")))]
#[delete("/unknown-texts/{unknown_text_id}")]
async fn dismiss(
    state: Data<AppState>,
    caller: Caller,
    Id(id): Id<UnknownTextId>,
) -> Result<HttpResponse, ApiError> {
    match authorize_any(&caller, Permission::OperationsWrite)? {
        ListScope::All => service::dismiss(&state, id).await?,
        ListScope::One(_) => return Err(ApiError::new(ProblemCode::NotFound, "There is no such text.")),
    }
    Ok(HttpResponse::NoContent().finish())
}
