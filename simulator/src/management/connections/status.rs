//! `/connections/{id}/status`: whether the connector of a directory is online.

use actix_web::{HttpResponse, web};

use crate::tenant::Tenant;

use super::{
    super::{ApiError, access::Caller},
    find,
};

pub(super) async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    let connection = find(&tenant, &id)?;
    let online = connection.strategy == "ad" && connection.text_option("agentIP").is_some();
    if online {
        Ok(HttpResponse::Ok().finish())
    } else {
        Err(ApiError::not_found("not connected to any node"))
    }
}
