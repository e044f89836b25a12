//! Which applications may get tokens for an organization without a person.

use serde_json::json;

use crate::{Call, Offset, Page, call::Request, client_grants::ClientGrant};

/// The grants of an organization.
pub fn list(organization: &str, client: Option<&str>, place: Offset) -> Call<Page<ClientGrant>> {
    Request::get("organizations/{id}/client-grants", &[organization])
        .offset(place)
        .optional("client_id", client)
        .reads_page("client_grants")
}

/// Gives an organization a grant; `Conflict` beyond 100.
pub fn add(organization: &str, grant: &str) -> Call<ClientGrant> {
    Request::post("organizations/{id}/client-grants", &[organization])
        .body(json!({ "grant_id": grant }))
        .reads()
}

/// Takes a grant from an organization.
pub fn remove(organization: &str, grant: &str) -> Call<()> {
    Request::delete("organizations/{id}/client-grants/{id}", &[organization, grant]).reads_nothing()
}
