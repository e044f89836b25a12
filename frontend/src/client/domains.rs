//! Domains of an organization: the proof, and where their people are led.

use api::{ConnectionId, CreateDomain, Domain, DomainConnections, DomainId, OverrideDomain, Page};

use super::{Call, Client, Failure, Versioned, organizations::ORGANIZATIONS};
use crate::place::OrganizationRef;

/// A domain of an organization, by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DomainRef {
    pub(crate) organization: OrganizationRef,
    pub(crate) id: DomainId,
}

impl DomainRef {
    fn path(self, rest: &str) -> String {
        format!("{}/{}{rest}", domains_path(self.organization), self.id)
    }
}

fn domains_path(organization: OrganizationRef) -> String {
    format!("{ORGANIZATIONS}/{organization}/domains")
}

impl Client {
    /// Every domain of an organization: a hundred at most.
    pub(crate) async fn domains(self, organization: OrganizationRef) -> Result<Vec<Domain>, Failure> {
        let page: Page<Domain> = self.get(format!("{}?limit=100", domains_path(organization))).await?;
        Ok(page.data)
    }

    pub(crate) async fn domain(self, at: DomainRef) -> Result<Versioned<Domain>, Failure> {
        self.send(Call::get(at.path(""))).await?.versioned()
    }

    /// Claims a domain.
    pub(crate) async fn create_domain(
        self,
        organization: OrganizationRef,
        name: String,
    ) -> Result<Domain, Failure> {
        self.send(Call::post(domains_path(organization)).json(&CreateDomain { name })).await?.decode()
    }

    /// Gives a domain up.
    pub(crate) async fn delete_domain(self, at: DomainRef, etag: &str) -> Result<(), Failure> {
        let call = Call { method: "DELETE", ..Call::get(at.path("")) };
        self.send(call.if_match(etag)).await.map(drop)
    }

    /// Looks at DNS now.
    pub(crate) async fn verify_domain(self, at: DomainRef) -> Result<Domain, Failure> {
        self.send(Call::post(at.path("/verify"))).await?.decode()
    }

    /// Vouches for a domain without a record.
    pub(crate) async fn override_domain(self, at: DomainRef, reason: String) -> Result<(), Failure> {
        self.send(Call::post(at.path("/override")).json(&OverrideDomain { reason })).await.map(drop)
    }

    /// Leads people of a domain to a connection, or nowhere.
    pub(crate) async fn put_domain_connections(
        self,
        at: DomainRef,
        etag: &str,
        to: Option<ConnectionId>,
    ) -> Result<(), Failure> {
        let wish = DomainConnections { connection_ids: to.into_iter().collect() };
        let call = Call { method: "PUT", ..Call::get(at.path("/connections")) };
        self.send(call.if_match(etag).json(&wish)).await.map(drop)
    }
}
