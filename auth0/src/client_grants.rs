//! What applications may ask of APIs without a person.

use serde::{Deserialize, Serialize};

use crate::{Call, Checkpoint, Members, Page, call::Request, open_enum::open_enum};

open_enum! {
    /// Whether tokens are for an organization.
    OrganizationUsage {
        /// Never.
        Deny = "deny",
        /// Where the application says so.
        Allow = "allow",
        /// Always.
        Require = "require",
    }
}

/// A grant.
#[derive(Debug, Clone, Deserialize)]
pub struct ClientGrant {
    /// Auth0's id.
    pub id: String,
    /// The application; absent from the grants that are defaults.
    pub client_id: Option<String>,
    /// The API.
    pub audience: String,
    /// What it may ask for.
    #[serde(default)]
    pub scope: Vec<String>,
    /// Whether tokens are for an organization.
    pub organization_usage: Option<OrganizationUsage>,
    /// Whether any organization will do.
    pub allow_any_organization: Option<bool>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A grant to be made.
#[derive(Debug, Clone, Serialize)]
pub struct NewClientGrant<'a> {
    /// The application.
    pub client_id: &'a str,
    /// The API.
    pub audience: &'a str,
    /// The rest.
    #[serde(flatten)]
    pub terms: GrantTerms<'a>,
}

/// What a grant allows; what is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GrantTerms<'a> {
    /// What the application may ask for, all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<&'a [&'a str]>,
    /// Whether tokens are for an organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_usage: Option<OrganizationUsage>,
    /// Whether any organization will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_any_organization: Option<bool>,
}

/// Grants, of one application or of one API where given.
pub fn list(client: Option<&str>, audience: Option<&str>, place: Checkpoint<'_>) -> Call<Page<ClientGrant>> {
    Request::get("client-grants", &[])
        .checkpoint(place)
        .optional("client_id", client)
        .optional("audience", audience)
        .reads_page("client_grants")
}

/// Makes a grant; `Conflict` where the application has one for the API.
pub fn create(grant: &NewClientGrant<'_>) -> Call<ClientGrant> {
    Request::post("client-grants", &[]).body(grant).reads()
}

/// Changes a grant.
pub fn update(id: &str, terms: &GrantTerms<'_>) -> Call<ClientGrant> {
    Request::patch("client-grants/{id}", &[id]).body(terms).reads()
}

/// Ends a grant.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("client-grants/{id}", &[id]).reads_nothing()
}
