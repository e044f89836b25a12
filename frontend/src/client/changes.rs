//! Steps that wait for a second person.

use api::{Change, ChangeId, ChangeState, Page, RejectChange};

use super::{Call, Client, ConnectionRef, Failure, organizations::ORGANIZATIONS};
use crate::place::OrganizationRef;

fn path(organization: OrganizationRef, rest: &str) -> String {
    format!("{ORGANIZATIONS}/{organization}/changes{rest}")
}

impl Client {
    /// What waits for a second person, of one connection.
    pub(crate) async fn waiting_changes(self, at: ConnectionRef) -> Result<Vec<Change>, Failure> {
        let page: Page<Change> = self.get(path(at.organization, "?limit=100")).await?;
        let waits = |change: &Change| change.state == ChangeState::Waiting && change.connection_id == at.id;
        Ok(page.data.into_iter().filter(waits).collect())
    }

    pub(crate) async fn approve_change(
        self,
        organization: OrganizationRef,
        id: ChangeId,
    ) -> Result<(), Failure> {
        self.send(Call::post(path(organization, &format!("/{id}/approve"))).wait()).await.map(drop)
    }

    pub(crate) async fn reject_change(
        self,
        organization: OrganizationRef,
        id: ChangeId,
    ) -> Result<(), Failure> {
        let call = Call::post(path(organization, &format!("/{id}/reject")));
        self.send(call.json(&RejectChange::default())).await.map(drop)
    }
}
