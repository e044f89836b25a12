//! The steps of a connection's life that can touch everybody, and what is decided about changes made in Auth0.

use api::{ConnectionId, Disable, Drift, DriftResolution, Enforce, Impact, ResolveDrift, Step};

use super::{Call, Client, ConnectionRef, Failure, Ordered};

impl Client {
    /// Who is affected by a step; old numbers are read again first, for ten seconds at most.
    pub(crate) async fn impact(self, at: ConnectionRef, step: Step) -> Result<Impact, Failure> {
        let step = match step {
            Step::Activate => "activate",
            Step::Enforce => "enforce",
            Step::Disable => "disable",
            Step::Delete => "delete",
        };
        self.send(Call::get(at.path(&format!("/impact?step={step}"))).wait()).await?.decode()
    }

    /// Who moves when a connection takes the place of another.
    pub(crate) async fn impact_of_move(
        self,
        at: ConnectionRef,
        from: ConnectionId,
    ) -> Result<Impact, Failure> {
        let path = at.path(&format!("/impact?step=activate&replaces={from}"));
        self.send(Call::get(path).wait()).await?.decode()
    }

    /// Takes back a connection whose place another one has taken.
    pub(crate) async fn restore(self, at: ConnectionRef) -> Result<Ordered, Failure> {
        self.ordered(at, Call::post(at.path("/restore"))).await
    }

    /// Makes it the only way in.
    pub(crate) async fn enforce(self, at: ConnectionRef, wish: &Enforce) -> Result<Ordered, Failure> {
        self.ordered(at, Call::post(at.path("/enforce")).json(wish)).await
    }

    /// Brings the other ways in back.
    pub(crate) async fn unenforce(self, at: ConnectionRef) -> Result<Ordered, Failure> {
        self.ordered(at, Call::post(at.path("/unenforce"))).await
    }

    /// Keeps everybody from signing in through it.
    pub(crate) async fn disable(self, at: ConnectionRef, wish: &Disable) -> Result<Ordered, Failure> {
        self.ordered(at, Call::post(at.path("/disable")).json(wish)).await
    }

    /// Keeps the last step, which would undo itself.
    pub(crate) async fn confirm_step(self, at: ConnectionRef) -> Result<(), Failure> {
        self.send(Call::post(at.path("/confirm"))).await.map(drop)
    }

    /// What Auth0 has differently than was agreed on.
    pub(crate) async fn drift(self, at: ConnectionRef) -> Result<Drift, Failure> {
        self.get(at.path("/drift")).await
    }

    pub(crate) async fn resolve_drift(
        self,
        at: ConnectionRef,
        resolution: DriftResolution,
    ) -> Result<(), Failure> {
        self.send(Call::post(at.path("/drift")).json(&ResolveDrift { resolution })).await.map(drop)
    }
}
