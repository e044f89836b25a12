//! What a tenant forgets at a restart: sign-ins under way, unused codes, seen assertions.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::model::Grant;

/// How long a sign-in may take.
const TRANSACTION_LIFETIME: TimeDelta = TimeDelta::hours(1);

/// One sign-in from `/authorize` to the answer.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// The `state` of the login page and of the request to the identity provider.
    pub id: String,
    /// The application.
    pub client_id: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// `query`, `fragment` or `form_post`.
    pub response_mode: ResponseMode,
    /// The application's own state.
    pub state: Option<String>,
    /// What was asked for.
    pub scope: Vec<String>,
    /// The API.
    pub audience: Option<String>,
    /// Goes into the ID token.
    pub nonce: Option<String>,
    /// PKCE.
    pub challenge: Option<Challenge>,
    /// The organization's id.
    pub organization: Option<String>,
    /// The only connection that may be used, by name.
    pub connection: Option<String>,
    /// Prefills the login page.
    pub login_hint: Option<String>,
    /// The ticket of the invitation that is being accepted.
    pub invitation: Option<String>,
    /// Everything the application asked with, for providers that want some of it passed on.
    pub parameters: BTreeMap<String, String>,
    /// Whether the application wants to know when the person signed in.
    pub tell_auth_time: bool,
    /// The request that is out at an identity provider.
    pub upstream: Option<Upstream>,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// How the answer reaches the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResponseMode {
    /// In the query.
    #[default]
    Query,
    /// In the fragment.
    Fragment,
    /// By a form that posts itself.
    FormPost,
}

/// A PKCE challenge.
#[derive(Debug, Clone)]
pub enum Challenge {
    /// The verifier itself.
    Plain(String),
    /// Its SHA-256, base64url.
    S256(String),
}

/// A request that an identity provider has to answer.
#[derive(Debug, Clone)]
pub enum Upstream {
    /// By SAML.
    Saml {
        /// The connection's id.
        connection: String,
        /// The request's id, which the answer must name.
        request: String,
    },
    /// By `OpenID` Connect.
    Oidc {
        /// The connection's id.
        connection: String,
        /// What the ID token must carry.
        nonce: String,
        /// PKCE towards the provider.
        verifier: Option<String>,
    },
    /// By WS-Federation.
    WsFederation {
        /// The connection's id.
        connection: String,
    },
}

impl Upstream {
    /// The connection's id.
    pub fn connection(&self) -> &str {
        match self {
            Self::Saml { connection, .. }
            | Self::Oidc { connection, .. }
            | Self::WsFederation { connection } => connection,
        }
    }
}

/// A code that waits for `/oauth/token`.
#[derive(Debug, Clone)]
pub struct Code {
    /// What it stands for.
    pub grant: Grant,
    /// Goes into the ID token.
    pub nonce: Option<String>,
    /// Must be repeated.
    pub redirect_uri: String,
    /// PKCE.
    pub challenge: Option<Challenge>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Short-lived things.
#[derive(Debug, Default)]
pub struct Volatile {
    transactions: HashMap<String, Transaction>,
    codes: HashMap<String, Code>,
    assertions: HashMap<String, DateTime<Utc>>,
    leaving: HashMap<String, (Option<String>, DateTime<Utc>)>,
}

impl Volatile {
    /// Keeps a sign-in, and forgets those that took too long.
    pub fn keep(&mut self, transaction: Transaction) {
        let now = transaction.started_at;
        self.transactions.retain(|_, kept| now - kept.started_at < TRANSACTION_LIFETIME);
        self.transactions.insert(transaction.id.clone(), transaction);
    }

    /// The sign-in of this id.
    pub fn transaction(&self, id: &str) -> Option<Transaction> {
        self.transactions.get(id).cloned()
    }

    /// Ends a sign-in.
    pub fn finish(&mut self, id: &str) {
        self.transactions.remove(id);
    }

    /// Notes what was sent to an identity provider.
    pub fn sent_upstream(&mut self, id: &str, upstream: Upstream) {
        if let Some(transaction) = self.transactions.get_mut(id) {
            transaction.upstream = Some(upstream);
        }
    }

    /// Keeps a code.
    pub fn keep_code(&mut self, code: String, value: Code, now: DateTime<Utc>) {
        self.codes.retain(|_, kept| kept.expires_at > now);
        self.codes.insert(code, value);
    }

    /// Takes a code out; it works once.
    pub fn take_code(&mut self, code: &str) -> Option<Code> {
        self.codes.remove(code)
    }

    /// Somebody signs out at their identity provider and goes on to an address afterwards.
    pub fn leaves(&mut self, handle: String, target: Option<String>, now: DateTime<Utc>) {
        self.leaving.retain(|_, (_, since)| now - *since < TRANSACTION_LIFETIME);
        self.leaving.insert(handle, (target, now));
    }

    /// Somebody has come back from there.
    pub fn left(&mut self, handle: &str) -> Option<Option<String>> {
        self.leaving.remove(handle).map(|(target, _)| target)
    }

    /// Whether this assertion is seen for the first time.
    pub fn first_use(&mut self, assertion: &str, until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.assertions.retain(|_, kept| *kept > now);
        self.assertions.insert(assertion.to_owned(), until).is_none()
    }
}
