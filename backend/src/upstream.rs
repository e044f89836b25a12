//! Auth0's errors in our words, sorted by whether trying again can help.

use std::time::Duration;

use auth0::{
    Call, Error,
    budget::{Context, Lane},
};
use uuid::Uuid;

use crate::state::AppState;

/// How long a request waits for its turn before its job is put back.
const PATIENCE: Duration = Duration::from_secs(30);
/// Upkeep is slow on purpose.
const PATIENCE_OF_UPKEEP: Duration = Duration::from_secs(120);

tokio::task_local! {
    static CONTEXT: Context;
}

/// Whose work asks Auth0, and how urgent it is: what [`send`] does inside of `work` takes its turn by that.
pub(crate) async fn on_behalf<T>(
    urgency: Urgency,
    organization: Option<Uuid>,
    work: impl Future<Output = T>,
) -> T {
    let (lane, patience) = match urgency {
        Urgency::SomebodyWaits => (Lane::Interactive, PATIENCE),
        Urgency::Ordered => (Lane::Background, PATIENCE),
        Urgency::Upkeep => (Lane::Reconcile, PATIENCE_OF_UPKEEP),
    };
    let organization = organization.map(|id| id.to_string()).unwrap_or_default();
    CONTEXT.scope(Context { lane, organization, patience }, work).await
}

/// How urgent work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// A person looks at it.
    SomebodyWaits,
    /// A person ordered it, and has seen that it takes its time.
    Ordered,
    /// Nobody ordered it: only what is left over.
    Upkeep,
}

/// How long to wait while our credentials are refused: an operator has to act.
const CREDENTIALS_PAUSE: Duration = Duration::from_secs(60);

/// Why a job did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Trying again later may help.
    #[error("{words}")]
    Later {
        words: String,
        /// How long Auth0 asks to wait.
        after: Option<Duration>,
    },
    /// Trying again changes nothing.
    #[error("{words}")]
    GiveUp { words: String },
    /// Our own database.
    #[error("our database")]
    Database(#[from] sea_orm::DbErr),
    /// A sealed secret.
    #[error("a sealed secret")]
    Sealed(#[from] crate::sealed::CannotOpen),
}

impl Failure {
    pub(crate) fn later(words: impl Into<String>) -> Self {
        Self::Later { words: words.into(), after: None }
    }

    pub(crate) fn give_up(words: impl Into<String>) -> Self {
        Self::GiveUp { words: words.into() }
    }

    /// For the people who see the job.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Later { words, .. } | Self::GiveUp { words } => words.clone(),
            Self::Database(_) => "Our database did not answer. We try again by ourselves.".to_owned(),
            Self::Sealed(_) => {
                "A stored secret cannot be read. The vendor has to check the sealing keys.".to_owned()
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::RateLimited { retry_after } => Self::Later {
                words: "Auth0 asks us to slow down. We go on by ourselves.".to_owned(),
                after: Some(retry_after),
            },
            Error::Unavailable(words) => {
                Self::later(format!("Auth0 does not answer ({words}). We try again by ourselves."))
            }
            Error::LostAnswer(_) => {
                Self::later("Auth0's answer was lost on the way. We look what it has done and go on.")
            }
            Error::Conflict { message } => {
                Self::later(format!("Auth0 is busy with the same object: {message}"))
            }
            Error::Unauthorized(_) => Self::Later {
                words:
                    "Auth0 does not accept our credentials. The vendor has to check the tenant's settings."
                        .to_owned(),
                after: Some(CREDENTIALS_PAUSE),
            },
            Error::MissingScope { message, .. } => Self::give_up(format!(
                "Our Auth0 application lacks a permission that the vendor has to grant: {message}"
            )),
            Error::LimitReached { message } => Self::give_up(format!(
                "The Auth0 tenant is full; the vendor has to make room or enlarge its plan: {message}"
            )),
            Error::NotEntitled { message } => {
                Self::give_up(format!("The Auth0 tenant's plan does not have what is needed: {message}"))
            }
            Error::Forbidden { message } => Self::give_up(format!(
                "The Auth0 tenant does not allow it; the vendor has to look at it: {message}"
            )),
            Error::NotFound { message } => {
                Self::give_up(format!("Auth0 does not know what is needed for this: {message}"))
            }
            Error::Rejected { message, .. } => {
                Self::give_up(format!("Auth0 does not accept the settings: {message}"))
            }
            Error::Malformed(words) => Self::give_up(format!("Auth0's answer was not as expected: {words}")),
        }
    }
}

/// Sends a call to the tenant, in its turn.
pub(crate) async fn send<T: 'static>(state: &AppState, call: Call<T>) -> Result<T, Error> {
    client(state).send(call).await
}

/// The tenant's client, for more than one call.
pub(crate) fn client(state: &AppState) -> auth0::Client {
    state.tenant.client.within(CONTEXT.try_with(Clone::clone).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_retry_cannot_mend_is_given_up() {
        let slow = Failure::from(Error::RateLimited { retry_after: Duration::from_secs(7) });
        assert!(matches!(slow, Failure::Later { after: Some(after), .. } if after.as_secs() == 7));
        assert!(matches!(Failure::from(Error::LostAnswer(String::new())), Failure::Later { .. }));
        let wrong = Error::Rejected { status: 400, message: "no".to_owned() };
        assert!(matches!(Failure::from(wrong), Failure::GiveUp { .. }));
    }
}
