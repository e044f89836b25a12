//! What the provider forgets at a restart: sign-ins under way, sessions, unused codes.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::tenant::ids;

const SIGN_IN: TimeDelta = TimeDelta::minutes(30);
const SESSION: TimeDelta = TimeDelta::hours(8);
const CODE: TimeDelta = TimeDelta::minutes(1);
/// How long an access token opens `userinfo`.
pub(super) const ACCESS_TOKEN: TimeDelta = TimeDelta::hours(1);

/// Who waits for an answer.
#[derive(Debug, Clone)]
pub(super) enum Flow {
    Saml(SamlFlow),
    Oidc(OidcFlow),
    WsFed(WsFedFlow),
}

/// A WS-Federation relying party waits.
#[derive(Debug, Clone)]
pub(super) struct WsFedFlow {
    pub(super) app: String,
    pub(super) realm: String,
    pub(super) reply_url: String,
    pub(super) context: Option<String>,
}

/// A SAML service provider waits.
#[derive(Debug, Clone)]
pub(super) struct SamlFlow {
    pub(super) app: String,
    /// `None` when the person began here.
    pub(super) request: Option<String>,
    pub(super) acs_url: String,
    pub(super) audience: String,
    pub(super) relay_state: Option<String>,
}

/// An `OpenID` Connect client waits.
#[derive(Debug, Clone)]
pub(super) struct OidcFlow {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    /// An ID token is given at once, by a form that posts itself.
    pub(super) front_channel: bool,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) scope: Vec<String>,
    /// The S256 challenge.
    pub(super) challenge: Option<String>,
}

/// Somebody is signed in.
#[derive(Debug, Clone)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) at: DateTime<Utc>,
}

/// A code or an access token stands for this.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub(super) flow: OidcFlow,
    pub(super) user: String,
    pub(super) authenticated_at: DateTime<Utc>,
}

/// Things with an end.
struct Timed<T> {
    things: HashMap<String, (T, DateTime<Utc>)>,
}

impl<T> Default for Timed<T> {
    fn default() -> Self {
        Self { things: HashMap::new() }
    }
}

impl<T: Clone> Timed<T> {
    fn put(&mut self, thing: T, now: DateTime<Utc>, lifetime: TimeDelta) -> String {
        let handle = ids::handle();
        self.things.retain(|_, (_, ends)| *ends > now);
        self.things.insert(handle.clone(), (thing, now + lifetime));
        handle
    }

    fn get(&self, handle: &str, now: DateTime<Utc>) -> Option<T> {
        self.things.get(handle).filter(|(_, ends)| *ends > now).map(|(thing, _)| thing.clone())
    }

    fn take(&mut self, handle: &str, now: DateTime<Utc>) -> Option<T> {
        self.things.remove(handle).filter(|(_, ends)| *ends > now).map(|(thing, _)| thing)
    }
}

/// Short-lived things.
#[derive(Default)]
pub(super) struct Volatile {
    flows: Timed<Flow>,
    sessions: Timed<Session>,
    codes: Timed<Grant>,
    access_tokens: Timed<Grant>,
}

impl Volatile {
    pub(super) fn wait(&mut self, flow: Flow, now: DateTime<Utc>) -> String {
        self.flows.put(flow, now, SIGN_IN)
    }

    pub(super) fn waiting(&self, handle: &str, now: DateTime<Utc>) -> Option<Flow> {
        self.flows.get(handle, now)
    }

    /// Whoever waited is answered now, once.
    pub(super) fn answered(&mut self, handle: &str, now: DateTime<Utc>) -> Option<Flow> {
        self.flows.take(handle, now)
    }

    /// Answers the handle that goes into the cookie.
    pub(super) fn begin_session(&mut self, user: &str, now: DateTime<Utc>) -> (String, Session) {
        let session = Session { id: ids::saml_request(), user: user.to_owned(), at: now };
        (self.sessions.put(session.clone(), now, SESSION), session)
    }

    pub(super) fn session(&self, handle: &str, now: DateTime<Utc>) -> Option<Session> {
        self.sessions.get(handle, now)
    }

    pub(super) fn end_session(&mut self, handle: &str, now: DateTime<Utc>) {
        self.sessions.take(handle, now);
    }

    pub(super) fn give_code(&mut self, grant: Grant, now: DateTime<Utc>) -> String {
        self.codes.put(grant, now, CODE)
    }

    /// A code works once.
    pub(super) fn take_code(&mut self, code: &str, now: DateTime<Utc>) -> Option<Grant> {
        self.codes.take(code, now)
    }

    pub(super) fn give_access_token(&mut self, grant: Grant, now: DateTime<Utc>) -> String {
        self.access_tokens.put(grant, now, ACCESS_TOKEN)
    }

    pub(super) fn access_token(&self, token: &str, now: DateTime<Utc>) -> Option<Grant> {
        self.access_tokens.get(token, now)
    }
}
