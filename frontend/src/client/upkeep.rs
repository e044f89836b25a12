//! Looking after a connection: its attributes, its certificates, metadata that changed, and checks before people are
//! let in.

use api::{
    AttributeMapping, ConnectionCertificate, Preflight, PutAttributeMapping, ScreenText, StageCertificate,
    TestRun, TestRunId,
};

use super::{Call, Client, ConnectionRef, Failure, Versioned};

impl Client {
    /// Where each attribute comes from, against the last test.
    pub(crate) async fn attribute_mapping(
        self,
        at: ConnectionRef,
    ) -> Result<Versioned<AttributeMapping>, Failure> {
        self.send(Call::get(at.path("/attribute-mapping"))).await?.versioned()
    }

    /// What a mapping would give of the last test; nothing is saved.
    pub(crate) async fn preview_mapping(
        self,
        at: ConnectionRef,
        wish: &PutAttributeMapping,
    ) -> Result<AttributeMapping, Failure> {
        self.send(Call::post(at.path("/attribute-mapping/preview")).json(wish)).await?.decode()
    }

    /// Saves a mapping, unless somebody else saved one since `etag`.
    pub(crate) async fn put_mapping(
        self,
        at: ConnectionRef,
        etag: &str,
        wish: &PutAttributeMapping,
    ) -> Result<(), Failure> {
        let call = Call { method: "PUT", ..Call::get(at.path("/attribute-mapping")) };
        self.send(call.if_match(etag).json(wish)).await.map(drop)
    }

    /// Its certificates, the one in use first.
    pub(crate) async fn certificates(self, at: ConnectionRef) -> Result<Vec<ConnectionCertificate>, Failure> {
        self.get(at.path("/certificates")).await
    }

    /// Lets a certificate take over, at once or at a set time.
    pub(crate) async fn stage_certificate(
        self,
        at: ConnectionRef,
        wish: &StageCertificate,
    ) -> Result<ConnectionCertificate, Failure> {
        self.send(Call::post(at.path("/certificates")).json(wish)).await?.decode()
    }

    /// Removes a certificate that is not used.
    pub(crate) async fn remove_certificate(self, at: ConnectionRef, sha256: &str) -> Result<(), Failure> {
        let call = Call { method: "DELETE", ..Call::get(at.path(&format!("/certificates/{sha256}"))) };
        self.send(call).await.map(drop)
    }

    /// Takes over metadata that has changed at its address, or leaves it.
    pub(crate) async fn decide_metadata(self, at: ConnectionRef, take: bool) -> Result<(), Failure> {
        let decision = if take { "/metadata/apply" } else { "/metadata/dismiss" };
        self.send(Call::post(at.path(decision))).await.map(drop)
    }

    /// What the last check before people are let in said.
    pub(crate) async fn preflight(self, at: ConnectionRef) -> Result<Preflight, Failure> {
        self.get(at.path("/preflight")).await
    }

    /// Checks anew; waits for Auth0 for ten seconds at most.
    pub(crate) async fn run_preflight(self, at: ConnectionRef) -> Result<Preflight, Failure> {
        self.send(Call::post(at.path("/preflight"))).await?.decode()
    }

    /// Explains a test that nobody came back from by what the screen said.
    pub(crate) async fn explain_screen(
        self,
        at: ConnectionRef,
        run: TestRunId,
        text: String,
    ) -> Result<TestRun, Failure> {
        let call = Call::post(at.path(&format!("/test-runs/{run}/screen")));
        self.send(call.json(&ScreenText { text })).await?.decode()
    }
}
