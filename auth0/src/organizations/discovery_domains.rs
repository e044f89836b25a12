//! The domains by which an organization is found from an address. Auth0 checks no DNS: whoever writes `verified` vouches.

use serde::{Deserialize, Serialize};

use crate::{Call, Checkpoint, Page, call::Request, open_enum::open_enum};

open_enum! {
    /// Whether the domain is the organization's.
    DomainStatus {
        /// Not shown yet; it finds nobody.
        Pending = "pending",
        /// Shown.
        Verified = "verified",
    }
}

/// A domain of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DiscoveryDomain {
    /// Auth0's id.
    pub id: String,
    /// The domain.
    pub domain: String,
    /// Whether it is the organization's.
    pub status: DomainStatus,
    /// Whether people of that domain are led to the organization.
    pub use_for_organization_discovery: Option<bool>,
    /// Where the TXT record belongs.
    pub verification_host: String,
    /// What the TXT record says.
    pub verification_txt: String,
}

/// A domain as it shall be; what is left out is Auth0's default, or stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted {
    /// Whether it is the organization's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<DomainStatus>,
    /// Whether people of that domain are led to the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_for_organization_discovery: Option<bool>,
}

#[derive(Serialize)]
struct NewDomain<'a> {
    domain: &'a str,
    #[serde(flatten)]
    wanted: &'a Wanted,
}

const ONE: &str = "organizations/{id}/discovery-domains/{id}";

/// The domains of an organization, 100 at most in all. The list lags behind writes.
pub fn list(organization: &str, place: Checkpoint<'_>) -> Call<Page<DiscoveryDomain>> {
    Request::get("organizations/{id}/discovery-domains", &[organization])
        .checkpoint(place)
        .reads_page("domains")
}

/// One domain.
pub fn get(organization: &str, id: &str) -> Call<DiscoveryDomain> {
    Request::get(ONE, &[organization, id]).reads()
}

/// The domain of that name.
pub fn get_by_name(organization: &str, domain: &str) -> Call<DiscoveryDomain> {
    Request::get("organizations/{id}/discovery-domains/name/{id}", &[organization, domain]).reads()
}

/// Registers a domain; `Conflict` when this organization has it.
pub fn create(organization: &str, domain: &str, wanted: &Wanted) -> Call<DiscoveryDomain> {
    let body = NewDomain { domain, wanted };
    Request::post("organizations/{id}/discovery-domains", &[organization]).body(body).reads()
}

/// Changes what holds of a domain; the name itself never changes.
pub fn update(organization: &str, id: &str, wanted: &Wanted) -> Call<DiscoveryDomain> {
    Request::patch(ONE, &[organization, id]).body(wanted).reads()
}

/// Removes a domain.
pub fn delete(organization: &str, id: &str) -> Call<()> {
    Request::delete(ONE, &[organization, id]).reads_nothing()
}
