//! One Auth0 tenant: its memory, key, clock and the log it writes.

pub mod attempts;
pub mod client_keys;
pub mod discovery;
pub mod documents;
pub mod groups;
pub mod ids;
pub mod jobs;
pub mod key_ring;
pub mod keys;
pub mod log;
pub mod model;
pub mod people;
pub mod persistence;
pub mod places;
pub mod provider_documents;
pub mod seed;
pub mod state;
pub mod table;
pub mod view;
pub mod volatile;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, futures::Notified};

use crate::{
    admin::Faults,
    budget::{Budgets, Tier},
    clock::Clock,
    management::Callers,
    monitoring::Monitoring,
};

use keys::{KeyError, SigningKeys};
use provider_documents::{FetchProblem, OverHttp, ProviderDocuments};
use state::State;
use view::Stale;
use volatile::Volatile;

/// The name that stands in entity IDs: `urn:auth0:{tenant}:{connection}`.
pub const DEFAULT_NAME: &str = "local";

/// What a tenant is given when it begins.
pub struct Birth {
    /// Its short name.
    pub name: String,
    /// `http://localhost:4801/`, with the slash.
    pub issuer: String,
    /// Where the portal answers.
    pub portal_url: String,
    /// How many requests it allows.
    pub tier: Tier,
    /// A certificate authority, in PEM, that it trusts beside the machine's own.
    pub trusted_pem: Option<String>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// A tenant that answers at one issuer.
pub struct Tenant {
    /// Its short name.
    pub name: String,
    /// `http://localhost:4801/`, with the slash.
    pub issuer: String,
    /// Signs tokens and SAML requests.
    pub keys: SigningKeys,
    /// Speaks to identity providers.
    pub http: reqwest::Client,
    /// Misbehaviour that was ordered, and the requests seen.
    pub faults: Faults,
    /// How many requests are allowed.
    pub budgets: Budgets,
    /// Who has called the Management API before.
    pub callers: Callers,
    /// What is published for those who watch.
    pub monitoring: Monitoring,
    /// Where Microsoft's and Google's providers are.
    pub places: places::Places,
    portal_url: String,
    clock: Arc<dyn Clock>,
    shift: Mutex<TimeDelta>,
    stale: Mutex<Option<Stale>>,
    state: Mutex<State>,
    volatile: Mutex<Volatile>,
    changed: Notify,
    stirred: Notify,
    told: Notify,
    /// How many connections wait for events.
    pub(crate) listeners: AtomicUsize,
    /// Whose turn it is to compare organizations before and after a call.
    pub(crate) event_turn: tokio::sync::Mutex<()>,
    provider_documents: Mutex<Arc<dyn ProviderDocuments>>,
}

/// A tenant could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// The key is unusable.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built")]
    Http(#[source] reqwest::Error),
}

impl Tenant {
    /// A tenant with this memory.
    pub fn new(birth: Birth, mut state: State) -> Result<Self, TenantError> {
        let mut http = reqwest::Client::builder()
            .timeout(std::time::Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::limited(3));
        if let Some(pem) = birth.trusted_pem {
            let authority = reqwest::Certificate::from_pem(pem.as_bytes()).map_err(TenantError::Http)?;
            http = http.tls_certs_merge([authority]);
        }
        let http = http.build().map_err(TenantError::Http)?;
        seed::relocate(&mut state, &birth.issuer, &birth.portal_url);
        Ok(Self {
            name: birth.name,
            issuer: birth.issuer,
            keys: SigningKeys::load_all(state.key.clone(), state.other_keys())?,
            provider_documents: Mutex::new(Arc::new(OverHttp(http.clone()))),
            http,
            faults: Faults::default(),
            budgets: Budgets::new(birth.tier),
            callers: Callers::default(),
            monitoring: Monitoring::new(birth.clock.now()),
            places: places::Places::default(),
            portal_url: birth.portal_url,
            clock: birth.clock,
            shift: Mutex::new(TimeDelta::zero()),
            stale: Mutex::new(None),
            state: Mutex::new(state),
            volatile: Mutex::new(Volatile::default()),
            changed: Notify::new(),
            stirred: Notify::new(),
            told: Notify::new(),
            listeners: AtomicUsize::new(0),
            event_turn: tokio::sync::Mutex::default(),
        })
    }

    /// The present moment, as far as this request knows.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now() + self.shift() + view::request_shift()
    }

    /// How far the tenant's clock is moved.
    pub fn shift(&self) -> TimeDelta {
        *locked(&self.shift)
    }

    /// Moves the tenant's clock to this distance from the true time.
    pub fn set_shift(&self, shift: TimeDelta) {
        *locked(&self.shift) = shift;
    }

    /// Looks at the memory; a late request sees an earlier one.
    pub fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        match view::late_state() {
            Some(earlier) => look(&earlier),
            None => look(&locked(&self.state)),
        }
    }

    /// Takes over a memory that was exported, here or elsewhere. Sign-ins under way are forgotten.
    pub fn import(&self, mut state: State) -> Result<(), KeyError> {
        seed::relocate(&mut state, &self.issuer, &self.portal_url);
        self.keys.replace(state.key.clone(), state.other_keys())?;
        self.callers.forget();
        *self.volatile() = Volatile::default();
        *locked(&self.stale) = None;
        self.write(|kept| *kept = state);
        Ok(())
    }

    /// Changes the memory; the change is saved soon after.
    pub fn write<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut locked(&self.state));
        self.changed.notify_one();
        self.stirred.notify_one();
        result
    }

    /// What is forgotten at a restart: sign-ins under way and unused codes.
    pub fn volatile(&self) -> MutexGuard<'_, Volatile> {
        locked(&self.volatile)
    }

    /// Reads the documents of identity providers from here instead of the network.
    pub fn read_provider_documents_from(&self, documents: Arc<dyn ProviderDocuments>) {
        *locked(&self.provider_documents) = documents;
    }

    /// A discovery document or metadata of an identity provider, of at most `limit` bytes.
    pub async fn provider_document(&self, url: &str, limit: usize) -> Result<Vec<u8>, FetchProblem> {
        let documents = Arc::clone(&locked(&self.provider_documents));
        documents.fetch(url, limit).await
    }

    /// Waits for the next change.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Waits for the next change; for the one task that delivers.
    pub(crate) async fn stirred(&self) {
        self.stirred.notified().await;
    }

    /// Waits for the next event, for everybody who listens.
    pub(crate) fn told(&self) -> Notified<'_> {
        self.told.notified()
    }

    /// Wakes those who listen.
    pub(crate) fn tell_listeners(&self) {
        self.told.notify_waiters();
    }

    /// An address of this tenant.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.issuer, path.trim_start_matches('/'))
    }

    /// Host and port, as Auth0's "domain".
    pub fn domain(&self) -> &str {
        self.issuer.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/')
    }

    /// The audience of the Management API.
    pub fn management_audience(&self) -> String {
        self.url("api/v2/")
    }

    /// Cookies of one host are shared by all its ports, so that a name carries the port.
    pub fn cookie(&self, name: &str) -> String {
        let port = self.domain().rsplit_once(':').map_or("", |(_, port)| port);
        format!("{name}_{port}")
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
