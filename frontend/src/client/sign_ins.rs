//! Sign-in attempts.

use api::{Page, SignIn, SignInOutcome};
use chrono::{DateTime, SecondsFormat, Utc};

use super::{Client, ConnectionRef, Failure, organizations::ORGANIZATIONS};
use crate::browser;

/// Which sign-ins to list.
pub(crate) struct SignInFilter {
    /// Part of a name or an address; everybody when empty.
    pub(crate) person: String,
    pub(crate) outcome: Option<SignInOutcome>,
    /// Where to go on; the newest when empty.
    pub(crate) cursor: String,
}

impl Client {
    /// The newest hundred sign-ins through a connection that failed since a moment.
    pub(crate) async fn failed_sign_ins(
        self,
        at: ConnectionRef,
        since: DateTime<Utc>,
    ) -> Result<Page<SignIn>, Failure> {
        let since = browser::encode(&since.to_rfc3339_opts(SecondsFormat::Secs, true));
        self.get(path(at, &format!("outcome=failed&limit=100&since={since}"))).await
    }

    /// A page of sign-ins through a connection, the newest first.
    pub(crate) async fn sign_ins(
        self,
        at: ConnectionRef,
        filter: &SignInFilter,
    ) -> Result<Page<SignIn>, Failure> {
        let mut query = "limit=25".to_owned();
        let outcome = filter.outcome.map(|outcome| match outcome {
            SignInOutcome::Succeeded => "succeeded",
            SignInOutcome::Failed => "failed",
        });
        for (name, value) in
            [("outcome", outcome.unwrap_or_default()), ("person", &filter.person), ("cursor", &filter.cursor)]
        {
            if !value.is_empty() {
                query.push_str(&format!("&{name}={}", browser::encode(value)));
            }
        }
        self.get(path(at, &query)).await
    }
}

fn path(at: ConnectionRef, query: &str) -> String {
    format!("{ORGANIZATIONS}/{}/sign-ins?connection_id={}&{query}", at.organization, at.id)
}
