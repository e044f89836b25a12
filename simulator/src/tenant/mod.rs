//! One Auth0 tenant: its memory, key, clock and the log it writes.

pub mod ids;
pub mod keys;
pub mod log;
pub mod model;
pub mod persistence;
pub mod seed;
pub mod state;
pub mod table;
pub mod volatile;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::{admin::Faults, clock::Clock};

use keys::{KeyError, SigningKeys};
use state::State;
use volatile::Volatile;

/// The name that stands in entity IDs: `urn:auth0:{tenant}:{connection}`.
pub const DEFAULT_NAME: &str = "local";

/// A tenant that answers at one issuer.
pub struct Tenant {
    /// Its short name.
    pub name: String,
    /// `http://localhost:4801/`, with the slash.
    pub issuer: String,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Signs tokens and SAML requests.
    pub keys: SigningKeys,
    /// Speaks to identity providers.
    pub http: reqwest::Client,
    /// Misbehaviour that was ordered, and the requests seen.
    pub faults: Faults,
    state: Mutex<State>,
    volatile: Mutex<Volatile>,
    changed: Notify,
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
    /// A tenant with this memory at this issuer.
    pub fn new(name: &str, issuer: String, state: State, clock: Arc<dyn Clock>) -> Result<Self, TenantError> {
        let http = reqwest::Client::builder()
            .timeout(std::time::Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::limited(3))
            .build()
            .map_err(TenantError::Http)?;
        Ok(Self {
            name: name.to_owned(),
            issuer,
            clock,
            keys: SigningKeys::load(state.key.clone())?,
            http,
            faults: Faults::default(),
            state: Mutex::new(state),
            volatile: Mutex::new(Volatile::default()),
            changed: Notify::new(),
        })
    }

    /// The present moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Looks at the memory.
    pub fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&locked(&self.state))
    }

    /// Changes the memory; the change is saved soon after.
    pub fn write<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let result = change(&mut locked(&self.state));
        self.changed.notify_one();
        result
    }

    /// What is forgotten at a restart: sign-ins under way and unused codes.
    pub fn volatile(&self) -> MutexGuard<'_, Volatile> {
        locked(&self.volatile)
    }

    /// Waits for the next change.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// An address of this tenant.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.issuer, path.trim_start_matches('/'))
    }

    /// Host and port, as Auth0's "domain".
    pub fn domain(&self) -> &str {
        self.issuer.trim_start_matches("http://").trim_end_matches('/')
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
