//! Who is signed in, for how long, and what happens when that ends.

mod interruption;
mod warning;
mod watch;

use std::sync::Arc;

use api::{Me, Permission, SessionInfo, Vendor};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    client::{Client, Failure, Interruption, client},
};

pub(crate) use interruption::InterruptionDialog;
pub(crate) use warning::SessionWarning;

/// Who uses the app.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Access {
    /// Not known yet.
    Unknown,
    /// It could not be found out.
    Failed(Failure),
    /// Nobody is signed in.
    Visitor(Arc<Vendor>),
    /// Somebody is.
    Member(Account),
}

/// The person who is signed in, and the vendor whose app this is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Account {
    pub(crate) me: Arc<Me>,
    pub(crate) vendor: Arc<Vendor>,
}

impl Account {
    /// Whether the person may do this.
    pub(crate) fn can(&self, permission: Permission) -> bool {
        self.me.permissions.contains(&permission)
    }

    /// Whether the person is bound to no organization.
    pub(crate) fn is_operator(&self) -> bool {
        self.me.organization.is_none()
    }

    /// The person's name, as well as it is known.
    pub(crate) fn name(&self) -> String {
        let me = &self.me;
        me.name.clone().or_else(|| me.email.clone()).unwrap_or_else(|| me.subject.clone())
    }
}

/// When the session ends, by the clock of this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) idle: DateTime<Utc>,
    pub(crate) absolute: DateTime<Utc>,
}

/// The session of this browser.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    pub(crate) access: RwSignal<Access>,
    pub(crate) ends: RwSignal<Option<Ends>>,
}

/// The session of this browser.
pub(crate) fn session() -> Session {
    expect_context()
}

/// The person who is signed in: only pages that need one are drawn below it.
pub(crate) fn account() -> Account {
    expect_context()
}

impl Session {
    pub(crate) fn new() -> Self {
        Self { access: RwSignal::new(Access::Unknown), ends: RwSignal::new(None) }
    }

    /// Finds out who is signed in.
    pub(crate) fn start(self, client: Client) {
        self.access.set(Access::Unknown);
        spawn_local(async move {
            let access = self.find_out(client).await.unwrap_or_else(Access::Failed);
            self.access.set(access);
        });
    }

    async fn find_out(self, client: Client) -> Result<Access, Failure> {
        let info = client.session().await?;
        self.note(&info);
        let vendor = Arc::new(info.vendor);
        if !info.signed_in {
            return Ok(Access::Visitor(vendor));
        }
        Ok(Access::Member(Account { me: Arc::new(client.me().await?), vendor }))
    }

    /// Asks the server again when the session ends: every call prolongs it, so only the server knows.
    pub(crate) async fn refresh(self, client: Client) -> Result<bool, Failure> {
        let info = client.session().await?;
        self.note(&info);
        if !info.signed_in {
            self.ends.set(None);
            client.interruption().set(Some(Interruption::Ended));
        }
        Ok(info.signed_in)
    }

    /// Where the person signs in again and comes back to this place; `recently` asks for the credentials anew.
    pub(crate) fn sign_in_again_url(self, recently: bool) -> String {
        let mut url = format!("/auth/login?return_to={}", browser::encode(&browser::here()));
        let organization = self.access.with_untracked(|access| match access {
            Access::Member(account) => account.me.organization.as_ref().map(|own| own.name.clone()),
            _ => None,
        });
        if let Some(name) = organization {
            url += &format!("&organization={}", browser::encode(&name));
        }
        if recently {
            url += "&reauthenticate=true";
        }
        url
    }

    fn note(self, info: &SessionInfo) {
        let ahead: TimeDelta = browser::now() - info.now;
        let ends = info
            .idle_expires_at
            .zip(info.absolute_expires_at)
            .map(|(idle, absolute)| Ends { idle: idle + ahead, absolute: absolute + ahead });
        self.ends.set(ends);
    }
}

/// A press that signs out here and at Auth0.
pub(crate) fn sign_out() -> Callback<()> {
    let client = client();
    Callback::new(move |()| {
        spawn_local(async move {
            match client.sign_out().await {
                Ok(url) => browser::go(&url),
                // Without a session there is nothing to sign out of.
                Err(_) => browser::go("/"),
            }
        });
    })
}
