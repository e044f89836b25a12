//! Taking another connection's place, and giving it back.

use api::{Activate, ConnectionId, JobId};
use chrono::Duration;

use super::{
    super::{
        activation::back_to,
        domain::{Connection, State},
        rules::NotNow,
        service::{Change, Told, job_of, write_all},
        store::{self, StoreError},
    },
    restored,
    retiring::Retiring,
    rules::{self, CannotMove},
};
use crate::{auth::OrgScope, problem::ApiError, state::AppState};

/// The connection whose place another one takes, as it is and as it is kept.
pub(in crate::connections) struct Replaced {
    pub(in crate::connections) before: Connection,
    retiring: Retiring,
}

/// What activating replaces, if it may.
pub(in crate::connections) async fn replaced(
    state: &AppState,
    scope: &OrgScope,
    new: &Connection,
    wish: &Activate,
) -> Result<Option<Replaced>, ApiError> {
    rules::activate(new)?;
    let Some(asked) = rules::asked(wish)? else { return Ok(None) };
    let old = match store::get(&state.db, scope, asked.connection_id).await {
        Err(StoreError::NotFound(_)) => return Err(CannotMove::NoSuch.into()),
        found => found?,
    };
    rules::take_place(new, &old, &store::live(&state.db, scope.organization()).await?)?;
    let day = i64::try_from(state.settings.worker.keep_day_ms).unwrap_or(i64::MAX);
    let keep = Duration::try_milliseconds(day.saturating_mul(i64::from(asked.keep_days))).unwrap_or_default();
    let retiring = Retiring {
        replaced_by: new.id,
        back_to: new.state.clone(),
        until: state.clock.now() + keep,
        overdue: None,
    };
    Ok(Some(Replaced { before: old, retiring }))
}

/// Whether a connection may become the only way in while others move.
pub(in crate::connections) async fn may_be_enforced(
    state: &AppState,
    scope: &OrgScope,
    connection: &Connection,
) -> Result<(), ApiError> {
    let live = store::live(&state.db, scope.organization()).await?;
    Ok(rules::enforce(connection, &live)?)
}

impl Replaced {
    /// The change that keeps it without a button.
    pub(in crate::connections) fn change(&self, by: &Connection) -> Change<'_> {
        let summary = format!(
            "\"{}\" takes the place of \"{}\", which is kept without a button until {}.",
            by.display_name,
            self.before.display_name,
            self.retiring.until.format("%Y-%m-%d %H:%M UTC")
        );
        let after = Connection { retiring: Some(self.retiring.clone()), ..self.before.clone() };
        let told = Told { action: "connection.retiring", summary };
        Change { before: Some(&self.before), after, new_revision: false, reaches_auth0: false, told }
    }
}

/// Takes a connection back: it has its button again, and the one in its place is as it was before.
pub(in crate::connections) async fn restore(
    state: &AppState,
    scope: &OrgScope,
    id: ConnectionId,
) -> Result<JobId, ApiError> {
    let old = store::get(&state.db, scope, id).await?;
    let retiring = old.retiring.clone().ok_or(CannotMove::NotRetiring)?;
    let new = store::get(&state.db, scope, retiring.replaced_by).await?;
    if let State::Enforced(_) = new.state {
        return Err(NotNow::Enforced.into());
    }
    let after = Connection { state: back_to(&new, &retiring.back_to), watch: None, ..new.clone() };
    let told = Told {
        action: "connection.reverted",
        summary: format!("\"{}\" no longer takes the place of \"{}\".", new.display_name, old.display_name),
    };
    let given_back = Change { before: Some(&new), after, new_revision: false, reaches_auth0: true, told };
    // The job to wait for is that of the connection which comes back.
    let mut written = write_all(state, scope, vec![restored(&old), given_back]).await?;
    written.truncate(1);
    job_of(written)
}
