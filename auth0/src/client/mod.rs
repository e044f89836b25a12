//! Sends calls: in their turn, with a token, again where that is safe.

mod breaker;
mod observer;
mod token;
mod transport;

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

pub use self::observer::{Observer, Sample};
use self::{breaker::Breaker, observer::Nobody, token::Tokens, transport::Received};
use crate::{
    Answer, Call, Clock, Error, SystemClock,
    budget::{Alone, Budget, Class, Context, Gauge, Ledger, Tier},
    call::Request,
    writer::Locks,
};

/// How often a request is sent again, at most.
const RETRIES: u32 = 2;
const FIRST_BACK_OFF: Duration = Duration::from_millis(100);

/// Where a tenant is, and the credentials of our machine-to-machine application in it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Such as `https://tenant.eu.auth0.com/api/v2/`, with a slash at the end.
    pub management_api: Url,
    /// Such as `https://tenant.eu.auth0.com/oauth/token`.
    pub token_url: Url,
    /// Our application.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The Management API's identifier.
    pub audience: String,
}

/// Sends calls with a token that it gets, keeps and renews by itself, within the tenant's budget.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    context: Arc<Context>,
}

struct Inner {
    settings: Settings,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    observer: Arc<dyn Observer>,
    budget: Budget,
    tokens: Tokens,
    breaker: Breaker,
    locks: Locks,
}

/// What a client is made of; everything has a default.
pub struct Builder {
    settings: Settings,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    observer: Arc<dyn Observer>,
    ledger: Arc<dyn Ledger>,
    tier: Option<Tier>,
}

impl Builder {
    /// The clock; the machine's by default.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Who hears of every attempt; nobody by default.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// Who holds the buckets; this client alone by default.
    #[must_use]
    pub fn ledger(mut self, ledger: Arc<dyn Ledger>) -> Self {
        self.ledger = ledger;
        self
    }

    /// What the tenant's plan allows; without it, limits are learned from answers.
    #[must_use]
    pub const fn tier(mut self, tier: Option<Tier>) -> Self {
        self.tier = tier;
        self
    }

    /// The client.
    pub fn build(self) -> Client {
        let budget = Budget::new(self.tier, self.ledger, Arc::clone(&self.clock));
        let inner = Inner {
            settings: self.settings,
            http: self.http,
            clock: self.clock,
            observer: self.observer,
            budget,
            tokens: Tokens::default(),
            breaker: Breaker::default(),
            locks: Locks::default(),
        };
        Client { inner: Arc::new(inner), context: Arc::default() }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("management_api", &self.inner.settings.management_api.as_str())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client for one tenant that counts by itself and learns the tenant's limits.
    pub fn new(settings: Settings, http: reqwest::Client) -> Self {
        Self::builder(settings, http).build()
    }

    /// A client for one tenant.
    pub fn builder(settings: Settings, http: reqwest::Client) -> Builder {
        let (clock, observer, ledger) = (Arc::new(SystemClock), Arc::new(Nobody), Arc::new(Alone::default()));
        Builder { settings, http, clock, observer, ledger, tier: None }
    }

    /// The same client, for requests of this context.
    #[must_use]
    pub fn within(&self, context: Context) -> Self {
        Self { inner: Arc::clone(&self.inner), context: Arc::new(context) }
    }

    /// What is left of the tenant's budget, and who waits for it.
    pub fn meter(&self) -> Vec<Gauge> {
        self.inner.budget.meter()
    }

    pub(crate) fn locks(&self) -> &Locks {
        &self.inner.locks
    }

    pub(crate) async fn sleep(&self, duration: Duration) {
        self.inner.clock.sleep(duration).await;
    }

    /// Sends a call when it is its turn. It is sent again, a few times, where Auth0 refused it for its limits, where it
    /// was not sent at all, and where it only reads; and once with a new token where the old one was refused.
    ///
    /// # Errors
    /// Sorted by what to do next, see [`Error`].
    #[tracing::instrument(
        name = "auth0",
        level = "info",
        skip_all,
        fields(method = %call.request.method, route = call.request.template, status, attempts)
    )]
    pub async fn send<T: 'static>(&self, call: Call<T>) -> Result<T, Error> {
        let class = Class::of(&call.request);
        let mut retries = 0;
        let mut renewed = false;
        loop {
            tracing::Span::current().record("attempts", retries + 1);
            self.inner.breaker.admit(self.inner.clock.now())?;
            let arrived = self.inner.clock.now();
            self.inner.budget.acquire(class, &self.context).await?;
            let error = match self.attempt(&call, class, arrived).await {
                Err(error) => error,
                done => return done,
            };
            match error {
                Error::Unauthorized(_) if !renewed => renewed = true,
                _ if retries < RETRIES && self.is_worth_another(&call.request, &error) => {
                    tracing::debug!(%error, "sent again");
                    if !matches!(error, Error::RateLimited { .. }) {
                        self.sleep(back_off(retries)).await;
                    }
                    retries += 1;
                }
                error => return Err(error),
            }
        }
    }

    /// Only what cannot do anything twice.
    fn is_worth_another(&self, request: &Request, error: &Error) -> bool {
        match error {
            // Nothing was done; its turn comes when Auth0 says.
            Error::RateLimited { retry_after } => *retry_after <= self.context.patience,
            Error::Unavailable(_) => request.method.is_safe(),
            _ => false,
        }
    }

    async fn attempt<T: 'static>(
        &self,
        call: &Call<T>,
        class: Class,
        arrived: DateTime<Utc>,
    ) -> Result<T, Error> {
        let inner = &self.inner;
        let token = inner.tokens.get(&inner.settings, &inner.http, inner.clock.as_ref()).await?;
        let sent = inner.clock.now();
        let received = self.transfer(&call.request, &token).await;
        let now = inner.clock.now();
        inner.observer.observe(&Sample {
            method: call.request.method.clone(),
            route: call.request.template,
            class,
            lane: self.context.lane,
            status: received.as_ref().ok().map(|received| received.status.as_u16()),
            waited: (sent - arrived).to_std().unwrap_or_default(),
            took: (now - sent).to_std().unwrap_or_default(),
        });
        let result = received.and_then(|received| {
            tracing::Span::current().record("status", received.status.as_u16());
            inner.budget.observe(class, received.status, &received.headers);
            let Received { status, headers, body } = received;
            call.read(&Answer { status, headers: &headers, body: &body })
        });
        if matches!(result, Err(Error::Unauthorized(_))) {
            inner.tokens.refuse(&token);
        }
        inner.breaker.note(result.as_ref().map(|_| ()), now);
        result
    }

    async fn transfer(&self, request: &Request, token: &SecretString) -> Result<Received, Error> {
        let inner = &self.inner;
        let url = inner
            .settings
            .management_api
            .join(&request.path)
            .map_err(|error| Error::Malformed(error.to_string()))?;
        let mut outgoing = inner
            .http
            .request(request.method.clone(), url)
            .timeout(transport::TIMEOUT)
            .query(&request.query)
            .bearer_auth(token.expose_secret());
        for (name, value) in &request.headers {
            outgoing = outgoing.header(*name, value);
        }
        if let Some(body) = &request.body {
            outgoing = outgoing.json(body);
        }
        transport::send(outgoing, !request.method.is_safe()).await
    }
}

/// Doubles, and is spread so that what failed together does not come back together.
fn back_off(retries: u32) -> Duration {
    let spread = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), retries) % 100;
    FIRST_BACK_OFF * 2_u32.pow(retries) * (50 + u32::try_from(spread).unwrap_or(50)) / 100
}
