//! Who stands in for providers that have one address for everybody, and for receivers that are not on this machine.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};

use crate::tenant::Tenant;

/// PUT: `{"waad": "http://localhost:4802", "https://logs.vendor.example": "http://localhost:9000"}`; `{tenant}` in an
/// address is the connection's directory. What is left out is at its real address.
pub(super) async fn tell(
    tenant: web::Data<Tenant>,
    places: web::Json<BTreeMap<String, String>>,
) -> HttpResponse {
    tenant.places.tell(places.into_inner());
    HttpResponse::NoContent().finish()
}
