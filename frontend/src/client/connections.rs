//! Connections of an organization.

use api::{
    Activate, Connection, ConnectionId, CreateConnection, DeleteMode, LeftOut, Page, ReplaceSecret, Revision,
    RevisionDiff, RevisionId, RollBack, RolledBack, ServiceProvider, SyncState, TestRun, TestRunId,
    UpdateConnection,
};

use super::{Call, Client, Failure, Versioned, organizations::ORGANIZATIONS};
use crate::{browser, place::OrganizationRef};

/// A connection of an organization, by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConnectionRef {
    pub(crate) organization: OrganizationRef,
    pub(crate) id: ConnectionId,
}

/// What came of ordering work that reaches Auth0.
pub(crate) struct Ordered {
    pub(crate) connection: Versioned<Connection>,
    /// Whether a second person has to approve it first.
    pub(crate) waits: bool,
}

/// What came of going back to an older revision.
pub(crate) enum RolledBackOr {
    /// It is done; these parts were left out.
    Done(Vec<LeftOut>),
    /// A second person has to approve it.
    Waits,
}

impl ConnectionRef {
    pub(super) fn path(self, rest: &str) -> String {
        format!("{}/{}{rest}", connections_path(self.organization), self.id)
    }
}

fn connections_path(organization: OrganizationRef) -> String {
    format!("{ORGANIZATIONS}/{organization}/connections")
}

impl Client {
    /// Every connection of an organization: there are few.
    pub(crate) async fn connections(self, organization: OrganizationRef) -> Result<Vec<Connection>, Failure> {
        let path = format!("{}?limit=100", connections_path(organization));
        let page: Page<Connection> = self.get(path).await?;
        Ok(page.data)
    }

    pub(crate) async fn connection(self, at: ConnectionRef) -> Result<Versioned<Connection>, Failure> {
        self.send(Call::get(at.path(""))).await?.versioned()
    }

    /// Starts a draft.
    pub(crate) async fn create_connection(
        self,
        organization: OrganizationRef,
        wish: &CreateConnection,
    ) -> Result<Versioned<Connection>, Failure> {
        self.send(Call::post(connections_path(organization)).json(wish)).await?.versioned()
    }

    /// Saves a change, unless somebody else saved one since `etag`.
    pub(crate) async fn update_connection(
        self,
        at: ConnectionRef,
        etag: &str,
        wish: &UpdateConnection,
    ) -> Result<Versioned<Connection>, Failure> {
        let call = Call { method: "PATCH", ..Call::get(at.path("")) };
        self.send(call.if_match(etag).json(wish)).await?.versioned()
    }

    /// Replaces the client secret.
    pub(crate) async fn replace_secret(
        self,
        at: ConnectionRef,
        etag: &str,
        wish: &ReplaceSecret,
    ) -> Result<(), Failure> {
        let call = Call { method: "PUT", ..Call::get(at.path("/secret")) };
        self.send(call.if_match(etag).json(wish)).await.map(drop)
    }

    /// The newest versions of its settings.
    pub(crate) async fn revisions(self, at: ConnectionRef) -> Result<Vec<Revision>, Failure> {
        let page: Page<Revision> = self.get(at.path("/revisions?limit=50")).await?;
        Ok(page.data)
    }

    /// What the current revision has differently than an older one.
    pub(crate) async fn compare_revisions(
        self,
        at: ConnectionRef,
        revision: RevisionId,
        against: RevisionId,
    ) -> Result<RevisionDiff, Failure> {
        self.get(at.path(&format!("/revisions/{revision}/diff?against={against}"))).await
    }

    /// Makes a new revision of an older one's settings.
    pub(crate) async fn roll_back(
        self,
        at: ConnectionRef,
        revision_id: RevisionId,
    ) -> Result<RolledBackOr, Failure> {
        let answer = self.send(Call::post(at.path("/rollback")).json(&RollBack { revision_id })).await?;
        match answer.status {
            202 => Ok(RolledBackOr::Waits),
            _ => answer.decode::<RolledBack>().map(|done| RolledBackOr::Done(done.left_out)),
        }
    }

    pub(crate) async fn service_provider(self, at: ConnectionRef) -> Result<ServiceProvider, Failure> {
        self.get(at.path("/service-provider")).await
    }

    /// Writes the draft to Auth0.
    pub(crate) async fn configure(self, at: ConnectionRef) -> Result<Versioned<Connection>, Failure> {
        Ok(self.ordered(at, Call::post(at.path("/configure"))).await?.connection)
    }

    /// Lets people sign in through it.
    pub(crate) async fn activate(self, at: ConnectionRef, wish: &Activate) -> Result<Ordered, Failure> {
        self.ordered(at, Call::post(at.path("/activate")).json(wish)).await
    }

    /// Orders work that reaches Auth0, and follows the connection until that has ended: for half a minute, then the
    /// page shows that it goes on.
    pub(super) async fn ordered(self, at: ConnectionRef, call: Call) -> Result<Ordered, Failure> {
        let answer = self.send(call.wait()).await?;
        let waits = answer.location.is_some_and(|location| location.contains("/changes/"));
        let mut connection = self.connection(at).await?;
        for _ in 0..20 {
            if connection.value.sync.state != SyncState::Pending {
                break;
            }
            browser::wait(1_000).await;
            connection = self.connection(at).await?;
        }
        Ok(Ordered { connection, waits })
    }

    /// Removes the connection here, and in Auth0 what `mode` says. The organization's name is sent where it was typed,
    /// because nobody could come in any more.
    pub(crate) async fn delete_connection(
        self,
        at: ConnectionRef,
        etag: &str,
        (mode, shuts_out): (DeleteMode, Option<String>),
    ) -> Result<(), Failure> {
        let mode = match mode {
            DeleteMode::Detach => "?mode=detach",
            DeleteMode::Purge => "?mode=purge",
        };
        let typed = shuts_out.map(|name| format!("&leave_no_way_in_to={}", browser::encode(&name)));
        let path = at.path(&format!("{mode}{}", typed.unwrap_or_default()));
        self.send(Call { method: "DELETE", ..Call::get(path) }.if_match(etag)).await.map(drop)
    }

    /// Starts a test sign-in; the answer holds the address to open.
    pub(crate) async fn start_test(self, at: ConnectionRef) -> Result<TestRun, Failure> {
        self.send(Call::post(at.path("/test-runs"))).await?.decode()
    }

    pub(crate) async fn test_run(self, at: ConnectionRef, id: TestRunId) -> Result<TestRun, Failure> {
        self.get(at.path(&format!("/test-runs/{id}"))).await
    }

    /// The newest test sign-ins.
    pub(crate) async fn test_runs(self, at: ConnectionRef) -> Result<Vec<TestRun>, Failure> {
        let page: Page<TestRun> = self.get(at.path("/test-runs?limit=10")).await?;
        Ok(page.data)
    }
}
