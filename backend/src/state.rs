//! What every request has at hand.

use std::sync::Arc;

use sea_orm::DatabaseConnection;

use crate::{
    auth::jwt::Verifier, clock::Clock, config::Settings, domains::names::NameServers, http::limits::Limits,
    id::IdFactory, jobs::Wake, outbound::Outbound, sealed::Sealer, tenants::Tenant,
};

/// What every request has at hand; shared by all threads.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) settings: Arc<Settings>,
    pub(crate) db: DatabaseConnection,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdFactory>,
    pub(crate) sealer: Sealer,
    pub(crate) outbound: Outbound,
    /// Asks for DNS records, and never connects to what it finds.
    pub(crate) names: NameServers,
    /// Speaks to the tenant's Authentication API; never to addresses from outside.
    pub(crate) http: reqwest::Client,
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) wake: Wake,
    pub(crate) limits: Arc<Limits>,
}

#[cfg(test)]
impl AppState {
    /// A state with an empty database of its own, and a tenant that nobody answers for. The folder goes with the test.
    pub(crate) async fn for_test() -> (Self, tempfile::TempDir) {
        let (url, folder) = crate::db::address_for_test().await;
        (crate::server::state(Settings::for_test(&url)).await.unwrap(), folder)
    }
}
