//! The Auth0 tenant that this Latchkey manages: where it is, and the client that speaks to it.

mod budget;
pub(crate) mod store;

use std::sync::Arc;

use api::TenantId;
pub(crate) use auth0::budget::Tier;
use auth0::budget::{Alone, Ledger};
use sea_orm::{DatabaseConnection, DbBackend, DbErr};
use url::Url;

use crate::{clock::Clock, config::Settings, id::IdFactory};

/// The Auth0 tenant that this Latchkey manages.
pub(crate) struct Tenant {
    pub(crate) id: TenantId,
    /// The name in `urn:auth0:{name}:{connection}`.
    pub(crate) name: String,
    pub(crate) issuer: Url,
    pub(crate) client: auth0::Client,
}

impl Tenant {
    /// The tenant of the settings; its row is made at the first start.
    pub(crate) async fn register(
        settings: &Settings,
        db: &DatabaseConnection,
        clock: &dyn Clock,
        ids: &dyn IdFactory,
        http: reqwest::Client,
    ) -> Result<Self, DbErr> {
        let settings = &settings.tenant;
        let wanted = store::Model {
            id: ids.uuid(),
            name: settings.name.clone(),
            issuer: settings.issuer.to_string(),
            organizations_read_at: None,
            created_at: clock.now(),
        };
        let id = store::ensure(db, wanted).await?;
        let upstream = auth0::Settings {
            management_api: settings.management_api.clone(),
            token_url: settings.token_url.clone(),
            client_id: settings.client_id.clone(),
            client_secret: settings.client_secret.clone(),
            audience: settings.audience.clone(),
        };
        // SQLite has one process: it needs nobody to share with.
        let ledger: Arc<dyn Ledger> = match db.get_database_backend() {
            DbBackend::Sqlite => Arc::new(Alone::default()),
            _ => Arc::new(budget::SharedBudget::new(db.clone(), id.uuid())),
        };
        let client = auth0::Client::builder(upstream, http).tier(settings.tier).ledger(ledger).build();
        Ok(Self { id, name: settings.name.clone(), issuer: settings.issuer.clone(), client })
    }

    /// An address of the tenant, such as `oauth/token`.
    pub(crate) fn endpoint(&self, path: &str) -> Url {
        self.issuer.join(path).unwrap_or_else(|_| self.issuer.clone())
    }
}
