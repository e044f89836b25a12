//! Organizations, and what the whole house shares: the catalogue and the inspection of metadata.

use api::{AuditEvent, IdentityProvider, InspectRequest, Inspection, Organization, Page, Readiness};

use super::{Call, Client, Failure};
use crate::{browser, place::OrganizationRef};

pub(super) const ORGANIZATIONS: &str = "/api/v1/organizations";

impl Client {
    /// One page of the organizations whose names hold a text.
    pub(crate) async fn organizations(self, name: &str, cursor: &str) -> Result<Page<Organization>, Failure> {
        let mut path = format!("{ORGANIZATIONS}?limit=50");
        for (key, value) in [("name", name), ("cursor", cursor)] {
            if !value.is_empty() {
                path += &format!("&{key}={}", browser::encode(value));
            }
        }
        self.get(path).await
    }

    pub(crate) async fn organization(self, organization: OrganizationRef) -> Result<Organization, Failure> {
        self.get(format!("{ORGANIZATIONS}/{organization}")).await
    }

    pub(crate) async fn readiness(self, organization: OrganizationRef) -> Result<Readiness, Failure> {
        self.get(format!("{ORGANIZATIONS}/{organization}/readiness")).await
    }

    /// The newest entries of the audit log.
    pub(crate) async fn audit_events(
        self,
        organization: OrganizationRef,
        limit: u8,
        cursor: &str,
    ) -> Result<Page<AuditEvent>, Failure> {
        let mut path = format!("{ORGANIZATIONS}/{organization}/audit-events?limit={limit}");
        if !cursor.is_empty() {
            path += &format!("&cursor={}", browser::encode(cursor));
        }
        self.get(path).await
    }

    pub(crate) async fn identity_providers(self) -> Result<Vec<IdentityProvider>, Failure> {
        self.get("/api/v1/identity-providers".into()).await
    }

    pub(crate) async fn identity_provider(self, id: &str) -> Result<IdentityProvider, Failure> {
        self.get(format!("/api/v1/identity-providers/{}", browser::encode(id))).await
    }

    /// Lets the server read metadata or a discovery document; it has the last word.
    pub(crate) async fn inspect(self, request: InspectRequest) -> Result<Inspection, Failure> {
        self.send(Call::post("/api/v1/metadata/inspect".into()).json(&request)).await?.decode()
    }
}
