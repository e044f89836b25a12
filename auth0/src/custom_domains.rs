//! The tenant's own host names.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Call, Checkpoint, Members, Page, call::Request, open_enum::open_enum};

open_enum! {
    /// How far a host name is.
    CustomDomainStatus {
        /// The DNS record is not seen yet.
        PendingVerification = "pending_verification",
        /// It works.
        Ready = "ready",
        /// It does not.
        Failed = "failed",
    }
}

/// A host name.
#[derive(Debug, Clone, Deserialize)]
pub struct CustomDomain {
    /// Auth0's id.
    pub custom_domain_id: String,
    /// The host name.
    pub domain: String,
    /// How far it is.
    pub status: CustomDomainStatus,
    /// Who keeps its certificate.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether links use it where nothing else is said.
    pub is_default: Option<bool>,
    /// What has to be in DNS.
    #[serde(default)]
    pub verification: Members,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// The host name that links use where nothing else is said: one of ours, or the tenant's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DefaultDomain {
    /// The host name.
    pub domain: String,
}

/// What a test of a host name found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DomainTest {
    /// Whether it works.
    pub success: bool,
    /// Why not.
    pub message: Option<String>,
}

/// A host name to be made.
#[derive(Debug, Clone, Serialize)]
pub struct NewCustomDomain<'a> {
    /// The host name.
    pub domain: &'a str,
    /// `auth0_managed_certs` or `self_managed_certs`.
    #[serde(rename = "type")]
    pub kind: &'a str,
}

/// All host names.
pub fn list(place: Checkpoint<'_>) -> Call<Page<CustomDomain>> {
    Request::get("custom-domains", &[]).checkpoint(place).reads_page("custom_domains")
}

/// One host name.
pub fn get(id: &str) -> Call<CustomDomain> {
    Request::get("custom-domains/{id}", &[id]).reads()
}

/// Makes a host name; it works once it is verified.
pub fn create(domain: &NewCustomDomain<'_>) -> Call<CustomDomain> {
    Request::post("custom-domains", &[]).body(domain).reads()
}

/// Takes the client's address from a header of a proxy in front; none with an empty text.
pub fn set_client_ip_header(id: &str, header: &str) -> Call<CustomDomain> {
    Request::patch("custom-domains/{id}", &[id]).body(json!({ "custom_client_ip_header": header })).reads()
}

/// Removes a host name.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("custom-domains/{id}", &[id]).reads_nothing()
}

/// Looks for the DNS record; what it finds may take ten minutes to take effect. Five a minute at most.
pub fn verify(id: &str) -> Call<CustomDomain> {
    Request::post("custom-domains/{id}/verify", &[id]).reads()
}

/// Tries a host name.
pub fn test(id: &str) -> Call<DomainTest> {
    Request::post("custom-domains/{id}/test", &[id]).reads()
}

/// The host name that links use.
pub fn default_domain() -> Call<DefaultDomain> {
    Request::get("custom-domains/default", &[]).reads()
}

/// Sets the host name that links use; it has to be verified.
pub fn set_default_domain(domain: &str) -> Call<DefaultDomain> {
    Request::patch("custom-domains/default", &[]).body(json!({ "domain": domain })).reads()
}
